/** Path of a value in the config: keys, and places in a list counted from 0. */
export type KeyPath = readonly (string | number)[]

/** The path as people write it: `shifts.teamId`, `directory.columns.badge[0]`. */
export function keyName(path: KeyPath): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : i === 0 ? printable(part) : `.${printable(part)}`,
    )
    .join('')
}

/** A key that is not a plain word could break the line it is reported in. */
function printable(key: string): string {
  if (/^[\w$-]{1,60}$/.test(key)) return key
  return JSON.stringify(key.length > 60 ? `${key.slice(0, 60)}…` : key)
}
