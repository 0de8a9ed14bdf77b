import { createPrivateKey, type KeyObject } from 'node:crypto'
import { attempt } from '../../base/attempt.ts'
import { readFileForm, type PemBlock } from './file-form.ts'
import { problemOf, type Finding } from '../finding.ts'
import {
  wordsOfEncryptedKey,
  wordsOfForm,
  wordsOfLabels,
  wordsOfOpenSshKey,
  wordsOfOtherKeyType,
  wordsOfShortKey,
  type FormWords,
} from './form-words.ts'
import type { NamedFile } from '../named-file.ts'

export const privateKeyKey = 'signIn.privateKeyPath'
const minBits = 2048

export type ReadPrivateKey =
  { readonly kind: 'ok'; readonly key: KeyObject } | { readonly kind: 'bad'; readonly finding: Finding }

/** The single private key in a file, RSA of 2048 bits or more; certificates in the same file are ignored. */
export function privateKeyIn(read: NamedFile<Uint8Array>, path: string): ReadPrivateKey {
  if (read.kind === 'bad') return { kind: 'bad', finding: problemOf(privateKeyKey, read.problem) }
  const found = findKey(read.content, path)
  if ('problem' in found) return bad(found)
  const words = unsuitable(found)
  return words === undefined ? { kind: 'ok', key: found } : bad(words)
}

function findKey(bytes: Uint8Array, path: string): KeyObject | FormWords {
  const form = readFileForm(bytes)
  switch (form.kind) {
    case 'private-key':
      return form.key
    case 'certificate':
      return wordsOfLabels(['CERTIFICATE'], 'key', path)
    case 'other':
      return wordsOfForm(form.form, 'key', path)
    case 'pem':
      return keyInBlocks(form.blocks, path)
    default:
      return form satisfies never
  }
}

function keyInBlocks(blocks: readonly PemBlock[], path: string): KeyObject | FormWords {
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'))
  const [block] = keys
  if (block === undefined)
    return wordsOfLabels(
      blocks.map(({ label }) => label),
      'key',
      path,
    )
  if (keys.length > 1)
    return {
      problem: `holds ${keys.length} private keys`,
      expected: "a file with only the certificate's key",
    }
  if (block.label === 'OPENSSH PRIVATE KEY') return wordsOfOpenSshKey(path)
  if (block.label === 'ENCRYPTED PRIVATE KEY' || block.text.includes('Proc-Type: 4,ENCRYPTED'))
    return wordsOfEncryptedKey(path)
  const damaged = { problem: 'holds a damaged private key', expected: 'the file as it was exported' }
  return attempt(() => createPrivateKey(block.text)) ?? damaged
}

/** Why Entra would not accept the key; it takes only RSA keys. Undefined if it is suitable. */
export function unsuitable(key: KeyObject): FormWords | undefined {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails } = key
  if (type !== 'rsa') return wordsOfOtherKeyType(type)
  const bits = asymmetricKeyDetails?.modulusLength ?? 0
  return bits < minBits ? wordsOfShortKey(bits) : undefined
}

function bad({ problem, expected }: FormWords): ReadPrivateKey {
  return { kind: 'bad', finding: problemOf(privateKeyKey, problem, expected) }
}
