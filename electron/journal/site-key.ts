import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { noAnswerWords, type FileFailure, type Files } from '../files/files.ts'
import { echoedPath } from '../base/echo.ts'
import { errorCode } from '../base/error-code.ts'

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

/** The key where it has been read, and read again each time somebody asks while it cannot be had. */
export interface SiteKeySource {
  /** At once; what failed last may be under way again. */
  now(): SiteKeyAnswer
}

const largestBytes = 4096

/** Opens the key, or makes it where there is no such file yet. */
export async function createSiteKeySource(path: string, files: Files): Promise<SiteKeySource> {
  let answer = await openSiteKey(path, files)
  let isOpening = false
  const openAgain = async (): Promise<void> => {
    if (isOpening) return
    isOpening = true
    answer = await openSiteKey(path, files)
    isOpening = false
  }
  return {
    now: () => {
      if (answer.kind === 'failed') void openAgain()
      return answer
    },
  }
}

/** Reads the key, or makes it where there is no such file yet. An unusable file is never written over. */
export async function openSiteKey(path: string, files: Files): Promise<SiteKeyAnswer> {
  const first = await files.read(path, largestBytes)
  if (first.kind === 'ok') return parseSiteKey(path, first.value)
  if (!isMissing(first.failure)) return notRead(path, first.failure)
  try {
    makeSiteKey(path)
  } catch (error) {
    return {
      kind: 'failed',
      detail: `The site key ${echoedPath(path)} can not be made (${errorCode(error)})`,
    }
  }
  const answer = await readSiteKeyFile(path, files)
  return answer.kind === 'ok' ? { ...answer, made: true } : answer
}

/** Reads a key that must be there; makes none. For the command line's tools. */
export async function readSiteKeyFile(path: string, files: Files): Promise<SiteKeyAnswer> {
  const read = await files.read(path, largestBytes)
  return read.kind === 'ok' ? parseSiteKey(path, read.value) : notRead(path, read.failure)
}

function parseSiteKey(path: string, bytes: Uint8Array): SiteKeyAnswer {
  const text = Buffer.from(bytes).toString('utf8').trim()
  return /^[0-9a-f]{64}$/i.test(text)
    ? { kind: 'ok', key: siteKeyOf(Buffer.from(text, 'hex')), made: false }
    : notAKey(path)
}

function notAKey(path: string): SiteKeyAnswer {
  const detail = `The site key ${echoedPath(path)} must hold 64 hex digits (32 bytes) and nothing else.`
  return { kind: 'failed', detail }
}

function notRead(path: string, failure: FileFailure): SiteKeyAnswer {
  const failed = (why: string): SiteKeyAnswer => ({
    kind: 'failed',
    detail: `The site key ${echoedPath(path)} can not be read: ${why}`,
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
      return failed(`the program's file process does not run (${failure.how})`)
    case 'stopped':
      return failed('the program is ending')
    default:
      return failure satisfies never
  }
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

function isMissing(failure: FileFailure): boolean {
  return failure.kind === 'system' && failure.code === 'ENOENT'
}
