import { formatBadgeNumber, type BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { errorCode } from '../../base/error-code.ts'
import { makeOwnFile } from '../../base/own-files.ts'
import { csvText } from '../../base/text/csv-text.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { printable } from '../../base/text/printable.ts'
import { newestByBadge, type Addition } from '../../directory/additions/addition.ts'
import type { AdditionsFile } from '../../directory/additions/additions-file.ts'
import { decryptBadge } from '../../directory/additions/badge-cipher.ts'
import type { DirectoryKey } from '../../directory/keyed-file.ts'
import { badSetup, fault, ok, type CommandResult } from '../cli/command-result.ts'

export interface AdditionsStore<Key extends DirectoryKey = DirectoryKey> {
  readonly file: AdditionsFile
  readonly key: Key
  /** Entries of other kiosks. */
  readonly shared: readonly Addition[]
}

/** `--enroll --list`: one line per badge, without its number. */
export function listAdditions(store: AdditionsStore): CommandResult {
  const loaded = entriesOf(store)
  if (loaded.kind === 'failed') return loaded.result
  const { entries } = loaded
  if (entries.length === 0) return ok('No badge was added or blocked.')
  const lines = entries.map(({ kind, atMs, kioskId, person }) => {
    const at = new Date(atMs).toISOString().replace(/\.\d+/, '')
    const who =
      person === undefined ? '(person not known)' : `${printable(person.displayName)} (${person.userId})`
    return `${at}  ${kind.padEnd(7)}  ${who}  ${printable(kioskId)}`
  })
  return ok(lines.join('\n'))
}

/** `--enroll --export`: a new file that only its owner can read. */
export function exportAdditions(
  store: AdditionsStore,
  format: BadgeNumberFormat,
  path: string,
): CommandResult {
  const loaded = entriesOf(store)
  if (loaded.kind === 'failed') return loaded.result
  let unknown = 0
  let unwritten = 0
  const rows = loaded.entries.map(({ kind, number, person }) => {
    const badge = decryptBadge(store.key, number)
    const written = badge && formatBadgeNumber(badge, format)
    if (number === '') unknown += 1
    else if (written === undefined) unwritten += 1
    return [written ?? '', person?.userId ?? '', person?.displayName ?? '', kind]
  })
  try {
    makeOwnFile(path, csvText([['Badge number', 'User ID', 'Name', 'Status'], ...rows]))
  } catch (error) {
    const code = errorCode(error)
    const why =
      code === 'EEXIST' ? 'it exists already, and is not overwritten' : `cannot be written (${code})`
    return code === 'EEXIST' ? badSetup(`${echoedPath(path)}: ${why}`) : fault(`${echoedPath(path)}: ${why}`)
  }
  const missing = [
    unknown === 0 ? '' : ` Blocked badges without a number, because only their HMAC is known: ${unknown}.`,
    unwritten === 0 ? '' : ` Badges without a number, because "${format}" cannot express it: ${unwritten}.`,
  ].join('')
  return ok(
    `${rows.length} badges were written to ${echoedPath(path)}.${missing} It contains badge numbers: whoever reads it can copy the badges. Delete it once it is no longer needed.`,
  )
}

function entriesOf({
  file,
  key,
  shared,
}: AdditionsStore):
  | { readonly kind: 'ok'; readonly entries: readonly Addition[] }
  | { readonly kind: 'failed'; readonly result: CommandResult } {
  const oldestFirst = (own: readonly Addition[]): readonly Addition[] =>
    [...newestByBadge(own, shared).values()].sort((a, b) => a.atMs - b.atMs)
  const loaded = file.load(key)
  switch (loaded.kind) {
    case 'ok':
      return { kind: 'ok', entries: oldestFirst(loaded.content.entries) }
    case 'none':
      return { kind: 'ok', entries: oldestFirst([]) }
    case 'wrong-content':
    case 'not-read':
      return { kind: 'failed', result: fault(`${echoedPath(file.path)} cannot be used: ${loaded.why}.`) }
    default:
      return loaded satisfies never
  }
}
