import { cut } from './cut.ts'
import { printable } from './printable.ts'

/** Longer than any path that a person has written. */
const longestEchoed = 1_000
/** What a secret is looked for in; what is longer is not shown anyway. */
const longestRead = 5_000

/**
 * A value from outside as a message or a log may repeat it: on one line, without control characters, and not at all where
 * a secret may have been pasted in its place: `(43 characters, not shown)`. For paths, keys and arguments alike.
 */
export function echoed(value: string): string {
  const isShown = value.length <= longestEchoed && !looksSecret(value)
  return isShown ? printable(value) : `(${value.length} characters, not shown)`
}

/**
 * As `echoed`, for a path: nor is it shown where no file of `platform` could have such a name. A path that was made absolute
 * holds what was written, so all of it is looked at.
 */
export function echoedPath(path: string, platform: NodeJS.Platform = process.platform): string {
  return isPath(path, platform) ? echoed(path) : `(${path.length} characters, not shown)`
}

const longestSegment = 255

function isPath(path: string, platform: NodeJS.Platform): boolean {
  const isWindows = platform === 'win32'
  const read = cut(path, longestRead)
  if (/\p{Cc}/u.test(read)) return false
  if (isWindows && /["*<>?|]/.test(read.startsWith('\\\\?\\') ? read.slice(4) : read)) return false
  return read.split(isWindows ? /[\\/]/ : '/').every((segment) => segment.length <= longestSegment)
}

/** Whether a text may be, or hold, a secret: by shape alone, so rather once too often. A GUID is none. */
export function looksSecret(text: string): boolean {
  const read = cut(text, longestRead).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, ' ')
  return (
    /-----BEGIN|PRIVATE KEY/.test(read) ||
    /[0-9a-f]{32}/i.test(read) ||
    /[0-9a-f]{2}(?:[:\s-][0-9a-f]{2}){15}/i.test(read) ||
    (read.match(/[\w.~-]+/g) ?? []).some((run) => isToken(run) || isClientSecret(run)) ||
    (read.match(/[\w+/=-]+/g) ?? []).some(holdsBase64)
  )
}

/** A signed token, or the beginning of one: a JSON object in base64url. */
function isToken(run: string): boolean {
  const at = run.indexOf('eyJ')
  return at !== -1 && run.length - at >= 20
}

/** Those that Entra makes have 40 characters and a `~`, as short names of Windows have, such as `RUNNER~1`. */
function isClientSecret(run: string): boolean {
  return run.length >= 24 && run.slice(0, -1).includes('~') && kindsIn(run) === 3
}

const base64Window = 40
/** Random ones have 23 and hardly ever less than 15; a path in camel case has a dozen. */
const fewestChanges = 15

/**
 * Whether 40 characters in a row change between upper case, lower case and digits as often as random ones do. A slash is
 * one of base64's characters, so a secret may look like folders.
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

/** How many of upper case, lower case and digits are in it. */
function kindsIn(text: string): number {
  return [/[A-Z]/, /[a-z]/, /\d/].filter((kind) => kind.test(text)).length
}

function kindOf(character: string): 'upper' | 'lower' | 'digit' | 'other' {
  if (character >= 'A' && character <= 'Z') return 'upper'
  if (character >= 'a' && character <= 'z') return 'lower'
  return character >= '0' && character <= '9' ? 'digit' : 'other'
}
