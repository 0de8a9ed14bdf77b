import { cut } from './cut.ts'
import { printable } from './printable.ts'

/** Longer than any path that a person types. */
const maxEchoedLength = 1_000
/** Secrets are searched for only in this many characters; longer values are never shown. */
const maxReadLength = 5_000

/** An external value on one line; hidden if it may be a secret: `(43 characters, not shown)`. */
export function echoed(value: string): string {
  const isShown = value.length <= maxEchoedLength && !looksLikeSecret(value)
  return isShown ? printable(value) : `(${value.length} characters, not shown)`
}

/**
 * Like `echoed`, for a path: also hidden if no file on `platform` could have such a name. Checks the whole
 * path, because an absolute path still contains what was typed.
 */
export function echoedPath(path: string, platform: NodeJS.Platform = process.platform): string {
  return isPath(path, platform) ? echoed(path) : `(${path.length} characters, not shown)`
}

const maxSegmentLength = 255

function isPath(path: string, platform: NodeJS.Platform): boolean {
  const isWindows = platform === 'win32'
  const read = cut(path, maxReadLength)
  if (/\p{Cc}/u.test(read)) return false
  if (isWindows && /["*<>?|]/.test(read.startsWith('\\\\?\\') ? read.slice(4) : read)) return false
  return read.split(isWindows ? /[\\/]/ : '/').every((segment) => segment.length <= maxSegmentLength)
}

/** Whether a text may contain a secret, by shape alone; false positives are acceptable. A GUID is none. */
export function looksLikeSecret(text: string): boolean {
  const read = cut(text, maxReadLength).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, ' ')
  return (
    /-----BEGIN|PRIVATE KEY/.test(read) ||
    /[0-9a-f]{32}/i.test(read) ||
    /[0-9a-f]{2}(?:[:\s-][0-9a-f]{2}){15}/i.test(read) ||
    (read.match(/[\w.~-]+/g) ?? []).some((run) => isToken(run) || isClientSecret(run)) ||
    (read.match(/[\w+/=-]+/g) ?? []).some(holdsBase64)
  )
}

/** Whether a run is a signed token or the start of one: a JSON object in base64url. */
function isToken(run: string): boolean {
  const at = run.indexOf('eyJ')
  return at !== -1 && run.length - at >= 20
}

/** Entra's client secrets have 40 characters and a `~`; so do Windows short names, such as `RUNNER~1`. */
function isClientSecret(run: string): boolean {
  return run.length >= 24 && run.slice(0, -1).includes('~') && kindsIn(run) === 3
}

const base64Window = 40
/** Random strings average 23 and rarely have fewer than 15; a camel-case path has about 12. */
const fewestChanges = 15

/**
 * Whether 40 characters in a row switch between upper case, lower case and digits as often as random ones do.
 * A slash is a base64 character, so a secret may look like folders.
 */
function holdsBase64(run: string): boolean {
  const kinds = Array.from(run, kindOf)
  const changesAt = kinds.map((kind, i) => {
    const before = kinds[i - 1] ?? 'other'
    return kind !== 'other' && before !== 'other' && kind !== before ? 1 : 0
  })
  let changes = 0
  for (const [i, change] of changesAt.entries()) {
    changes += change - (changesAt[i - base64Window] ?? 0)
    if (i < base64Window - 1 || changes < fewestChanges) continue
    if (kindsIn(run.slice(i + 1 - base64Window, i + 1)) === 3) return true
  }
  return false
}

/** How many of the three kinds (upper case, lower case, digit) a text contains. */
function kindsIn(text: string): number {
  return [/[A-Z]/, /[a-z]/, /\d/].filter((kind) => kind.test(text)).length
}

function kindOf(character: string): 'upper' | 'lower' | 'digit' | 'other' {
  if (character >= 'A' && character <= 'Z') return 'upper'
  if (character >= 'a' && character <= 'z') return 'lower'
  return character >= '0' && character <= '9' ? 'digit' : 'other'
}
