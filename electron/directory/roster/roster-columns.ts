/** The column indexes of a roster, from 0. */
export interface RosterColumns {
  readonly badge: number
  readonly userId: number
  readonly name: number
  /** Absent if the roster has no language column. */
  readonly language?: number
}

/** Header names to use instead of the usual ones (config `directory.columns`). */
export type ColumnNames = Readonly<Partial<Record<keyof RosterColumns, readonly string[] | undefined>>>

/**
 * Names used by exports of access-control systems, HR and Entra; case, spaces and punctuation are ignored.
 */
const usualNames: Readonly<Record<keyof RosterColumns, readonly string[]>> = {
  badge: [
    'badge',
    'badge number',
    'badge no',
    'badge id',
    'badge uid',
    'card',
    'card number',
    'card no',
    'card id',
    'card uid',
    'uid',
    'rfid',
    'tag',
    'tag id',
  ],
  userId: [
    'user id',
    'user object id',
    'object id',
    'entra id',
    'entra object id',
    'entra user id',
    'aad id',
    'aad object id',
    'azure ad id',
    'azure ad object id',
  ],
  name: ['name', 'display name', 'full name', 'employee', 'employee name', 'person'],
  language: ['language', 'preferred language', 'locale', 'lang'],
}

const titles: Readonly<Record<keyof RosterColumns, string>> = {
  badge: 'badge number',
  userId: 'user ID',
  name: 'name',
  language: 'language',
}

/** The name in `Get-MgUser | Export-Csv`. Other exports use it for other IDs, so it is the last choice. */
const plainId = 'id'

export type FoundColumns =
  | { readonly kind: 'ok'; readonly columns: RosterColumns }
  /** `known`: how many of the required columns were found. */
  | { readonly kind: 'bad'; readonly reason: string; readonly known: number }

/**
 * Finds the columns in the header line. `reason` never repeats the line: if it is no header, it holds a badge
 * number.
 */
export function findColumns(header: readonly string[], names: ColumnNames): FoundColumns {
  const badge = findColumn('badge', header, names)
  const userId = findUserIdColumn(header, names)
  const name = findColumn('name', header, names)
  const language = findLanguageColumn(header, names)
  if (
    typeof badge === 'number' &&
    typeof userId === 'number' &&
    typeof name === 'number' &&
    typeof language !== 'string'
  )
    return { kind: 'ok', columns: { badge, userId, name, ...(language !== undefined && { language }) } }
  const reasons = [badge, userId, name, language].filter((found) => typeof found === 'string')
  const known = [badge, userId, name].filter(
    (found) => typeof found === 'number' || !found.startsWith('no '),
  ).length
  const reason =
    known === 0 ? `the first line is not a header line: ${reasons.join('; ')}` : reasons.join('; ')
  return { kind: 'bad', reason, known }
}

function findUserIdColumn(header: readonly string[], names: ColumnNames): number | string {
  const found = findColumn('userId', header, names)
  if (names.userId !== undefined || typeof found === 'number' || !found.startsWith('no ')) return found
  const byId = findColumn('userId', header, { userId: [plainId] })
  return typeof byId === 'number' ? byId : found
}

/** Optional, unless the config names the column: then it has to exist and be unique. */
function findLanguageColumn(header: readonly string[], names: ColumnNames): number | string | undefined {
  if (names.language !== undefined) return findColumn('language', header, names)
  for (const name of usualNames.language) {
    const found = findColumn('language', header, { language: [name] })
    if (typeof found === 'number') return found
  }
  return undefined
}

/** The column's index, or why it was not found. */
function findColumn(
  role: keyof RosterColumns,
  header: readonly string[],
  names: ColumnNames,
): number | string {
  const wanted = names[role] ?? usualNames[role]
  const keys = new Set(wanted.map(plain))
  const found = header.flatMap((title, i) => (keys.has(plain(title)) ? [i] : []))
  const [first, second] = found
  if (first === undefined) {
    const isNamed = names[role] !== undefined
    const hint = isNamed ? '' : `; or name it in directory.columns: ${configLine(role, '…')}`
    return `no column for the ${titles[role]} (${examples(wanted)}${hint})`
  }
  if (second === undefined) return first
  const both = `columns ${first + 1} and ${second + 1} could both be the ${titles[role]}`
  // Known names may be repeated in the message. If both are equal, the config cannot select one.
  const title = header[first] ?? ''
  return plain(title) === plain(header[second] ?? '')
    ? `${both}; rename or remove one`
    : `${both}; name one in directory.columns: ${configLine(role, title)}`
}

/** The line for the config's `directory` group. */
function configLine(role: keyof RosterColumns, name: string): string {
  return `"columns": { "${role}": [${JSON.stringify(name)}] }`
}

function examples(names: readonly string[]): string {
  return `such as ${names.slice(0, 3).join(', ')}`
}

function plain(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
