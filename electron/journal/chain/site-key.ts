import { createHmac } from 'node:crypto'
import { noAnswerWords, type FileFailure, type Files } from '../../files/files.ts'
import { echoedPath } from '../../base/text/echo.ts'

/**
 * The site key: 32 random bytes, kept as 64 hex digits in a file that only the kiosk's account can read. It
 * turns badge numbers into HMACs (a 4-byte UID has only 2³² values: an unkeyed hash would hide nothing) and
 * keys the journal's chain. A fleet may share one, so that the same badge is known everywhere as the same
 * HMAC.
 */
export interface SiteKey {
  /**
   * Identifies the key without revealing it. Stored with every HMAC, so that old entries stay valid after a
   * new key.
   */
  readonly id: string
  /** HMAC-SHA-256 of `text` in hex; `purpose` separates the domains. */
  hmac(
    purpose:
      | 'badge'
      | 'chain'
      | 'person'
      | 'head'
      | 'maintenance'
      | 'detail'
      | 'replacement'
      | 'alerts'
      | 'people'
      | 'accounts'
      | 'additions'
      | 'shared-additions'
      | 'memberships'
      | 'badge-number',
    text: string,
  ): string
}

export type SiteKeyAnswer =
  | { readonly kind: 'ok'; readonly key: SiteKey; readonly path: string; readonly made: boolean }
  /** `isNotMadeYet`: there is none yet, and the kiosk will create one at its first start. */
  | { readonly kind: 'failed'; readonly detail: string; readonly isNotMadeYet?: true }

const maxBytes = 4096

/** Reads an existing key and creates none. */
export async function readSiteKeyFile(path: string, files: Files): Promise<SiteKeyAnswer> {
  const read = await files.read(path, maxBytes)
  return read.kind === 'ok' ? parseSiteKey(path, read.value) : notRead(path, read.failure)
}

function parseSiteKey(path: string, bytes: Uint8Array): SiteKeyAnswer {
  const text = Buffer.from(bytes).toString('utf8').trim()
  return /^[0-9a-f]{64}$/i.test(text)
    ? { kind: 'ok', key: siteKeyOf(Buffer.from(text, 'hex')), path, made: false }
    : notAKey(path)
}

function notAKey(path: string): SiteKeyAnswer {
  const detail = `The site key ${echoedPath(path)} must hold 64 hex digits (32 bytes) and nothing else.`
  return { kind: 'failed', detail }
}

export function notRead(path: string, failure: FileFailure): SiteKeyAnswer {
  const failed = (why: string): SiteKeyAnswer => ({
    kind: 'failed',
    detail: `The site key ${echoedPath(path)} cannot be read: ${why}`,
  })
  switch (failure.kind) {
    case 'system':
      return failed(failure.code === 'ENOENT' ? 'there is no such file' : failure.code)
    case 'fault':
      return failed(failure.code)
    case 'folder':
      return failed('it is a folder, not a file')
    case 'not-ordinary':
      return failed('it is not an ordinary file')
    case 'too-large':
      return notAKey(path)
    case 'no-answer':
      return failed(`it ${noAnswerWords}`)
    case 'no-process':
      return failed(`the program's file process is not running (${failure.how})`)
    case 'stopped':
      return failed('the program is ending')
    default:
      return failure satisfies never
  }
}

export function siteKeyOf(bytes: Uint8Array): SiteKey {
  const hmac = (text: string) => createHmac('sha256', bytes).update(text).digest('hex')
  return {
    id: hmac('id').slice(0, 8),
    hmac: (purpose, text) => hmac(`${purpose}\0${text}`),
  }
}
