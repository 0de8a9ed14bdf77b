import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { BadgeId } from '../../badge/badge-id.ts'
import { attempt } from '../../base/attempt.ts'
import type { DirectoryKey } from '../keyed-file.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Encrypts a badge under a key derived from the site key, so that IT can export its number. Base64. */
export function encryptBadge(key: DirectoryKey, badge: BadgeId): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, cipherKey(key), nonce, { authTagLength: tagBytes })
  return Buffer.concat([nonce, cipher.update(badge, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  )
}

/** Undefined if the text was encrypted under another key, or was changed. */
export function decryptBadge(key: DirectoryKey, encrypted: string): BadgeId | undefined {
  const bytes = Buffer.from(encrypted, 'base64')
  const nonce = bytes.subarray(0, nonceBytes)
  return attempt(() => {
    const decipher = createDecipheriv(algorithm, cipherKey(key), nonce, { authTagLength: tagBytes })
    decipher.setAuthTag(bytes.subarray(-tagBytes))
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
    return text.toString('utf8') as BadgeId
  })
}

function cipherKey(key: DirectoryKey): Buffer {
  return Buffer.from(key.hmac('badge-number', 'AES-256-GCM'), 'hex')
}
