import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The site key: 32 random bytes, kept as 64 hex digits in a file that only the kiosk's account can read.
 * It turns badge numbers into HMACs (a 4-byte UID has only 2³² values: an unkeyed hash would hide nothing) and
 * keys the journal's chain. A fleet may share one, so that the same badge is known everywhere as the same HMAC.
 */
export interface SiteKey {
  /** Names the key without telling it. Stands beside every HMAC, so that a new key never makes old entries lie. */
  readonly id: string
  /** HMAC-SHA-256 in hex of `text`; `purpose` keeps one use's values apart from another's. */
  hmac(purpose: 'badge' | 'chain' | 'person' | 'maintenance', text: string): string
}

export type SiteKeyAnswer =
  | { readonly kind: 'ok'; readonly key: SiteKey; readonly made: boolean }
  | { readonly kind: 'failed'; readonly detail: string }

/** Reads the key, or makes it where there is no such file yet. An unusable file is never written over. */
export function openSiteKey(path: string): SiteKeyAnswer {
  try {
    return readSiteKey(path)
  } catch (error) {
    if (!isMissing(error))
      return { kind: 'failed', detail: `The site key ${path} can not be read: ${String(error)}` }
  }
  try {
    makeSiteKey(path)
    const answer = readSiteKey(path)
    return answer.kind === 'ok' ? { ...answer, made: true } : answer
  } catch (error) {
    return { kind: 'failed', detail: `The site key ${path} can not be made: ${String(error)}` }
  }
}

/** Reads a key that must be there; makes none. For the command line's tools. */
export function readSiteKeyFile(path: string): SiteKeyAnswer {
  try {
    return readSiteKey(path)
  } catch (error) {
    return { kind: 'failed', detail: `The site key ${path} can not be read: ${String(error)}` }
  }
}

function readSiteKey(path: string): SiteKeyAnswer {
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    return {
      kind: 'failed',
      detail: `The site key ${path} must hold 64 hex digits (32 bytes) and nothing else.`,
    }
  }
  return { kind: 'ok', key: siteKeyOf(Buffer.from(text, 'hex')), made: false }
}

/** `wx`: where two processes start at once, one makes the key and the other reads it. */
function makeSiteKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw error
  }
  try {
    writeSync(file, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export function siteKeyOf(bytes: Uint8Array): SiteKey {
  const hmac = (text: string) => createHmac('sha256', bytes).update(text).digest('hex')
  return {
    id: hmac('id').slice(0, 8),
    hmac: (purpose, text) => hmac(`${purpose}\0${text}`),
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
