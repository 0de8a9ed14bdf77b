import { cut } from '../base/text/cut.ts'
import { echoed, looksLikeSecret } from '../base/text/echo.ts'
import { printable } from '../base/text/printable.ts'

/** Path of a value in the config: keys, and list indexes from 0. */
export type KeyPath = readonly (string | number)[]

/** The path as people write it: `shifts.teamId`, `directory.columns.badge[0]`. */
export function keyName(path: KeyPath): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : i === 0 ? shownKey(part) : `.${shownKey(part)}`,
    )
    .join('')
}

/** Quotes a key that is not a plain word, to keep the line whole, and hides a secret pasted as a key. */
function shownKey(key: string): string {
  if (looksLikeSecret(key)) return echoed(key)
  if (/^[\w$-]{1,60}$/.test(key)) return key
  return JSON.stringify(printable(key.length > 60 ? `${cut(key, 60)}…` : key))
}
