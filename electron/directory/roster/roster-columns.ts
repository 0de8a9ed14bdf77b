/** The column indexes of a roster, from 0. */
export interface RosterColumns {
  readonly badge: number
  /** Absent if the roster names people in one of the next three columns only. */
  readonly userId?: number
  readonly userPrincipalName?: number
  readonly mail?: number
  readonly employeeId?: number
  readonly name: number
  /** Absent if the roster has no language column. */
  readonly language?: number
  /** Absent if the roster has no column with the person's teams. */
  readonly teams?: number
}

/** Header names to use instead of the usual ones (config `directory.columns`). */
export type ColumnNames = Readonly<Partial<Record<Role, readonly string[] | undefined>>>
type Role = keyof RosterColumns

/**
 * Names used by exports of access-control systems, HR and Entra; case, spaces and punctuation are ignored.
 */
const usualNames: Readonly<Record<Role, readonly string[]>> = {
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
  userPrincipalName: ['upn', 'user principal name', 'sign-in name', 'user name', 'login', 'account'],
  mail: ['mail', 'email', 'e-mail', 'email address', 'mail address'],
  employeeId: ['employee id', 'employee number', 'employee no', 'personnel number', 'staff number'],
  name: ['name', 'display name', 'full name', 'employee', 'employee name', 'person'],
  language: ['language', 'preferred language', 'locale', 'lang'],
  teams: ['team', 'teams', 'shifts team', 'team name', 'team id'],
}

const titles: Readonly<Record<Role, string>> = {
  badge: 'badge number',
  userId: 'user ID',
  userPrincipalName: 'sign-in name (UPN)',
  mail: 'mail address',
  employeeId: 'employee ID',
  name: 'name',
  language: 'language',
  teams: 'team',
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
  const language = findOptionalColumn('language', header, names)
  const foundTeams = findOptionalColumn('teams', header, names)
  // Two columns named "team" only mean that neither is used, unless the config names one.
  const teams = typeof foundTeams === 'string' && names.teams === undefined ? undefined : foundTeams
  const others = findOtherIds(header, names)
  const isIdFound = typeof userId === 'number' || (userId.startsWith('no ') && others.found)
  if (
    typeof badge === 'number' &&
    isIdFound &&
    typeof name === 'number' &&
    typeof language !== 'string' &&
    typeof teams !== 'string' &&
    others.problem === undefined
  ) {
    const found = {
      badge,
      name,
      ...others.columns,
      ...(typeof userId === 'number' && { userId }),
      ...(language !== undefined && { language }),
      ...(teams !== undefined && { teams }),
    }
    return { kind: 'ok', columns: found }
  }
  const idReason = isIdFound ? others.problem : userId
  const reasons = [badge, idReason, name, language, teams].filter((found) => typeof found === 'string')
  const known = [badge, userId, name].filter(
    (found) => typeof found === 'number' || !found.startsWith('no '),
  ).length
  const reason =
    known === 0
      ? `the first line is not a header line: ${reasons.join('; ')}`
      : `${reasons.join('; ')}${presentWords(header, reasons)}`
  return { kind: 'bad', reason, known }
}

function findUserIdColumn(header: readonly string[], names: ColumnNames): number | string {
  const found = findColumn('userId', header, names)
  if (names.userId !== undefined || typeof found === 'number' || !found.startsWith('no ')) return found
  const byId = findColumn('userId', header, { userId: [plainId] })
  return typeof byId === 'number' ? byId : found
}

/** The columns of other names of a person, such as the UPN. */
function findOtherIds(header: readonly string[], names: ColumnNames) {
  const found = otherIds.map((role) => [role, findOptionalColumn(role, header, names)] as const)
  const columns: Partial<Record<(typeof otherIds)[number], number>> = Object.fromEntries(
    found.filter(([, column]) => typeof column === 'number'),
  )
  const problem = found.map(([, column]) => column).find((column) => typeof column === 'string')
  return { found: Object.keys(columns).length > 0, columns, problem }
}

const otherIds = ['userPrincipalName', 'mail', 'employeeId'] as const

/** The titles that are there, if a column is missing; without any that could be a number or a name. */
function presentWords(header: readonly string[], reasons: readonly string[]): string {
  if (!reasons.some((reason) => reason.startsWith('no '))) return ''
  const titles = header.map((title) => title.trim()).filter((title) => isTitle.test(title))
  return titles.length === 0 ? '' : `; the header line has ${titles.slice(0, 20).join(', ')}`
}

const isTitle = /^(?!.*\d{3})\p{L}[\p{L}\p{N} ()_./-]{0,40}$/u

/** Optional, unless the config names the column: then it has to exist and be unique. */
function findOptionalColumn(
  role: Role,
  header: readonly string[],
  names: ColumnNames,
): number | string | undefined {
  if (names[role] !== undefined) return findColumn(role, header, names)
  for (const name of usualNames[role]) {
    const found = findColumn(role, header, { [role]: [name] })
    if (typeof found === 'number') return found
  }
  return undefined
}

/** The column's index, or why it was not found. */
function findColumn(role: Role, header: readonly string[], names: ColumnNames): number | string {
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
function configLine(role: Role, name: string): string {
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
