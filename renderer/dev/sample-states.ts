import type {
  KioskState,
  OutOfServiceReason,
  PinEntry,
  Practice,
  PracticeOutcome,
  ShownNumber,
  RefusalReason,
  SetupProblem,
  ShownTap,
  SlotRow,
} from '../../electron/contract/kiosk-state.ts'
import { diagnosticsPages } from './sample-diagnostics.ts'
import { enrollments } from './sample-enrollment.ts'

const tappedAtMs = Date.UTC(2025, 2, 5, 16, 2)

const tap: ShownTap = {
  tapId: '5b1c9a1e-6f0e-4f6e-9d43-0d2f5f1b7a10',
  tappedAtMs,
  personName: 'Marta Quintana',
}

const namelessTap: ShownTap = { tapId: tap.tapId, tappedAtMs }

const calm: KioskState = {
  site: { kioskName: 'Warehouse North, door 2', locale: 'en-GB', timeZone: 'Europe/Madrid' },
  screen: { name: 'ready' },
  reader: { kind: 'ready', readers: ['ACS ACR122U PICC Interface'] },
  connection: 'online',
  waitingTaps: 0,
}

const inNewYork = { ...calm.site, kioskName: 'Store 114', locale: 'en-US', timeZone: 'America/New_York' }

const tenProblems: readonly SetupProblem[] = [
  {
    line: 4,
    column: 15,
    key: 'kiosk.id',
    problem: 'It is empty.',
    expected: 'a short name, such as "north-2"',
  },
  { line: 9, column: 17, key: 'signIn.tenantId', problem: 'It is not a GUID.', expected: 'the directory id' },
  { line: 10, column: 17, key: 'signIn.clientId', problem: 'It is missing.', expected: 'the application id' },
  {
    line: 11,
    column: 5,
    key: 'signIn.certficatePath',
    problem: 'No such key. Did you mean certificatePath?',
  },
  { line: 16, column: 15, key: 'shifts.teamId', problem: 'It is a number.', expected: 'a GUID in quotes' },
  { line: 18, key: 'shifts.atApprovedLocation', problem: 'It is missing.', expected: 'true or false' },
  {
    line: 22,
    column: 13,
    key: 'reader.kind',
    problem: '"usb" is no reader.',
    expected: '"pcsc" or "keyboard"',
  },
  {
    line: 30,
    column: 17,
    key: 'screen.timeZone',
    problem: '"CET+1" is no time zone.',
    expected: 'Europe/Madrid',
  },
  {
    file: '/etc/shifts-badge-kiosk/config.local.json',
    line: 31,
    column: 19,
    key: 'screen.languages',
    problem: '"english" is no language.',
    expected: '"en-GB"',
  },
  { key: '', problem: 'Read as JSON with comments, it ends before the last brace is closed.' },
]

/** A sample of each kind; the types ensure that none is missing. */
const refusals: { readonly [Kind in RefusalReason['kind']]: Extract<RefusalReason, { kind: Kind }> } = {
  'random-number': { kind: 'random-number' },
  'unreadable-badge': { kind: 'unreadable-badge' },
  'several-badges': { kind: 'several-badges' },
  'reader-misconfigured': { kind: 'reader-misconfigured', code: '5B1C9A1E' },
  'unknown-badge': { kind: 'unknown-badge' },
  'ambiguous-badge': { kind: 'ambiguous-badge' },
  'account-disabled': { kind: 'account-disabled' },
  'badge-blocked': { kind: 'badge-blocked' },
  'badge-not-checked': { kind: 'badge-not-checked' },
  'badge-left-on-reader': { kind: 'badge-left-on-reader' },
  'not-clocked-in': { kind: 'not-clocked-in' },
  'no-time-card': { kind: 'no-time-card', code: '5B1C9A1E' },
  'already-clocked-out': { kind: 'already-clocked-out', clockedOutAtMs: tappedAtMs - 20 * 60_000 },
  'open-too-long': { kind: 'open-too-long', clockedInAtMs: tappedAtMs - 33 * 3_600_000 },
  'not-recorded': { kind: 'not-recorded', code: '5B1C9A1E' },
  parked: { kind: 'parked', code: '5B1C9A1E' },
  'kiosk-refused': { kind: 'kiosk-refused', code: '5B1C9A1E' },
}

type Unready = Extract<OutOfServiceReason, { kind: 'reader' }>['status']

const unready = {
  starting: { kind: 'starting' },
  'service-stopped': { kind: 'no-service', why: 'service-stopped' },
  'software-missing': { kind: 'no-service', why: 'software-missing' },
  'no-reader': { kind: 'no-reader' },
  failing: { kind: 'failing', detail: 'SCARD_E_READER_UNAVAILABLE (0x80100017), 4 times in a minute' },
  'no-such-reader': {
    kind: 'no-such-reader',
    present: ['HID Global OMNIKEY 5422 Smartcard Reader 01 00', 'Alcor Micro AU9540 00 00'],
  },
  'stopped-without-reader': { kind: 'no-service', why: 'stopped-without-reader' },
  'no-access': { kind: 'no-access', detail: 'No permission to use /run/pcscd/pcscd.comm.' },
} as const satisfies Record<string, Unready>

const faults: {
  readonly [Kind in Exclude<OutOfServiceReason['kind'], 'reader'>]: Extract<
    OutOfServiceReason,
    { kind: Kind }
  >
} = {
  journal: { kind: 'journal', detail: 'SQLITE_FULL: database or disk is full' },
  directory: {
    kind: 'directory',
    detail: 'staff.csv: no column with badge numbers; looked for badge, uid, card',
  },
  fault: { kind: 'fault', detail: 'The page lost its connection to the kiosk.' },
}

const pins: { readonly [Kind in PinEntry['kind']]: Extract<PinEntry, { kind: Kind }> } = {
  typing: { kind: 'typing' },
  checking: { kind: 'checking' },
  wrong: { kind: 'wrong' },
  locked: { kind: 'locked', untilMs: tappedAtMs + 15 * 60_000 },
}

/** A sample of each kind; the types ensure that none is missing. */
const practiceOutcomes: {
  readonly [Kind in PracticeOutcome['kind']]: Extract<PracticeOutcome, { kind: Kind }>
} = {
  'would-clock-out': {
    kind: 'would-clock-out',
    clockedInAtMs: tappedAtMs - 7.5 * 3_600_000,
    isOnBreak: false,
  },
  'already-clocked-out': { kind: 'already-clocked-out', clockedOutAtMs: tappedAtMs - 20 * 60_000 },
  'open-too-long': { kind: 'open-too-long', clockedInAtMs: tappedAtMs - 33 * 3_600_000 },
  'not-clocked-in': { kind: 'not-clocked-in' },
  'unknown-badge': { kind: 'unknown-badge' },
  'ambiguous-badge': { kind: 'ambiguous-badge' },
  'account-disabled': { kind: 'account-disabled' },
  'badge-blocked': { kind: 'badge-blocked' },
  'random-number': { kind: 'random-number' },
  'unreadable-badge': { kind: 'unreadable-badge' },
  'several-badges': { kind: 'several-badges' },
  'reader-misconfigured': { kind: 'reader-misconfigured' },
  'no-roster': { kind: 'no-roster' },
  'cannot-save': { kind: 'cannot-save' },
  'time-clock-off': { kind: 'time-clock-off' },
  forbidden: { kind: 'forbidden' },
  'read-only': { kind: 'read-only' },
  'team-not-found': { kind: 'team-not-found' },
  'sign-in-refused': { kind: 'sign-in-refused' },
  unreachable: { kind: 'unreachable' },
  throttled: { kind: 'throttled' },
  unclear: { kind: 'unclear' },
}

/** Outcomes without a person. */
const namelessOutcomes: readonly PracticeOutcome['kind'][] = [
  'unknown-badge',
  'ambiguous-badge',
  'account-disabled',
  'badge-blocked',
  'random-number',
  'unreadable-badge',
  'several-badges',
  'reader-misconfigured',
  'no-roster',
  'cannot-save',
]

const numbers: readonly ShownNumber[] = [
  { format: 'hex', value: '04A1B2C3D4E5F6', isListed: false },
  { format: 'hex-reversed', value: 'F6E5D4C3B2A104', isListed: true },
  { format: 'decimal', value: '1303689068602870', isListed: false },
  { format: 'decimal-reversed', value: '69495546249912580', isListed: false },
]

const practices: Readonly<Record<string, Practice>> = {
  waiting: { kind: 'waiting' },
  checking: { kind: 'checking' },
  ...Object.fromEntries(Object.values(practiceOutcomes).map((outcome) => [outcome.kind, practised(outcome)])),
  'unknown-badge': { ...practised(practiceOutcomes['unknown-badge']), numbers },
  'would-clock-out-on-break': practised({ ...practiceOutcomes['would-clock-out'], isOnBreak: true }),
}

function practised(outcome: PracticeOutcome): Extract<Practice, { kind: 'done' }> {
  const isNameless = namelessOutcomes.includes(outcome.kind)
  return { kind: 'done', tappedAtMs, ...(!isNameless && { personName: 'Marta Quintana' }), outcome }
}

/** Refused before the person was known. */
const namelessRefusals: readonly RefusalReason['kind'][] = [
  'random-number',
  'unreadable-badge',
  'several-badges',
  'reader-misconfigured',
  'unknown-badge',
  'ambiguous-badge',
  'account-disabled',
  'badge-blocked',
  'badge-not-checked',
]

/** Slots for a screen with room for six; `sampleIn` cuts them to the panel's size. */
const slotsOf = (...rows: readonly (SlotRow | null)[]): readonly (SlotRow | null)[] =>
  Array.from({ length: 6 }, (_, index) => rows[index] ?? null)

function row(outcome: SlotRow['outcome'], shortName?: string, locale?: string): SlotRow {
  return {
    tapId: `${outcome}-${shortName ?? 'nobody'}`,
    outcome,
    ...(shortName !== undefined && { shortName }),
    ...(locale !== undefined && { locale }),
  }
}

/** Several people within a few seconds. */
const shared: Readonly<Record<string, KioskState>> = {
  two: {
    ...calm,
    screen: { name: 'heard', tap },
    slots: slotsOf(row('confirmed', 'Jonas B.')),
    waitingTaps: 1,
  },
  four: {
    ...calm,
    screen: { name: 'confirmed', tap, endedAtMs: tappedAtMs },
    slots: slotsOf(row('refused', 'Aleksandra K.'), row('saved', 'Jonas B.'), row('waiting', 'Ibrahim S.')),
    waitingTaps: 2,
  },
  // One more than there is room for: the eighth is not shown.
  eight: {
    ...calm,
    screen: { name: 'saved-here', tap },
    slots: slotsOf(
      row('confirmed', '王小明', 'zh-Hans'),
      row('refused', 'محمد ع.', 'ar'),
      row('saved', 'Wolfeschlegelsteinhausenbergerdorff W.', 'de'),
      row('refused'),
      row('waiting', 'Zoë Ł.', 'pl'),
      row('confirmed', 'Jonas B.'),
    ),
    waitingTaps: 4,
    connection: 'offline',
  },
  // The third has left, and the others have kept their slots.
  refused: {
    ...calm,
    screen: { name: 'refused', tap, reason: { kind: 'not-clocked-in' } },
    slots: slotsOf(
      row('refused', 'María-Ángeles F.', 'es'),
      row('confirmed', 'Jonas B.'),
      null,
      row('saved', 'Li N.'),
    ),
    waitingTaps: 1,
  },
  ready: { ...calm, slots: slotsOf(null, row('confirmed', 'Jonas B.'), row('refused', 'Ibrahim S.')) },
  emptied: {
    ...calm,
    screen: { name: 'confirmed', tap, endedAtMs: tappedAtMs },
    slots: slotsOf(),
  },
  starting: {
    ...calm,
    screen: { name: 'starting' },
    reader: { kind: 'starting' },
    slots: slotsOf(row('saved', 'Jonas B.')),
  },
  'out-of-service': {
    ...calm,
    screen: { name: 'out-of-service', reason: { kind: 'reader', status: unready.failing } },
    reader: unready.failing,
    slots: slotsOf(row('waiting', 'Jonas B.'), row('saved', 'Ibrahim S.')),
    waitingTaps: 2,
  },
}

/** Every screen, every reason, and edge cases of the layout. For tests, screenshots and the gallery. */
export const sampleStates: Readonly<Record<string, KioskState>> = {
  starting: { ...calm, screen: { name: 'starting' }, reader: { kind: 'starting' }, connection: 'unknown' },
  'setup-needed': setupNeeded('/etc/shifts-badge-kiosk/config.json', tenProblems),
  'setup-needed-no-file': setupNeeded('C:\\ProgramData\\Shifts Badge Kiosk\\config.json', [
    {
      key: '',
      problem: 'There is no such file.',
      expected: 'a config file, as in the sample that came with it',
    },
  ]),
  ready: calm,
  'ready-offline': { ...calm, connection: 'offline', waitingTaps: 12 },
  'ready-old-list': { ...calm, connection: 'offline', listedAtMs: tappedAtMs - 50 * 3_600_000 },
  'ready-signed-out': { ...calm, connection: 'signed-out', waitingTaps: 3 },
  'ready-us': { ...calm, site: inNewYork, connection: 'unknown', waitingTaps: 1 },
  heard: { ...calm, screen: { name: 'heard', tap: namelessTap } },
  'heard-named': { ...calm, screen: { name: 'heard', tap } },
  'saved-here': {
    ...calm,
    screen: { name: 'saved-here', tap },
    connection: 'offline',
    waitingTaps: 3,
  },
  'saved-here-signed-out': {
    ...calm,
    screen: { name: 'saved-here', tap },
    connection: 'signed-out',
    waitingTaps: 3,
  },
  'saved-here-slow': { ...calm, screen: { name: 'saved-here', tap }, waitingTaps: 1 },
  confirmed: { ...calm, screen: { name: 'confirmed', tap, endedAtMs: tappedAtMs } },
  'confirmed-hours': {
    ...calm,
    screen: {
      name: 'confirmed',
      tap,
      endedAtMs: tappedAtMs,
      hours: { workedMs: 452 * 60_000, breaksMs: 75 * 60_000 },
    },
  },
  'confirmed-us': { ...calm, site: inNewYork, screen: { name: 'confirmed', tap, endedAtMs: tappedAtMs } },
  'confirmed-long-name': confirmedFor('Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80)),
  'confirmed-long-names': confirmedFor(
    'María de los Ángeles Fernández-Villaverde y Rodríguez de la Borbolla Hohenstaufen',
  ),
  'confirmed-rtl-name': confirmedFor('محمد عبد الرحمن الهاشمي'),
  'confirmed-empty-name': confirmedFor(''),
  ...named('refused', refusals, (reason) => ({
    ...calm,
    screen: { name: 'refused', tap: namelessRefusals.includes(reason.kind) ? namelessTap : tap, reason },
  })),
  ...named('out-of-service-reader', unready, (status) => ({
    ...calm,
    screen: { name: 'out-of-service', reason: { kind: 'reader', status } },
    reader: status,
  })),
  ...named('out-of-service', faults, (reason) => ({
    ...calm,
    screen: { name: 'out-of-service', reason },
  })),
  ...named('shared', shared, (state) => state),
  ...named('maintenance-pin', pins, (pin) => ({
    ...calm,
    screen: {
      name: 'maintenance-pin',
      digits: pin.kind === 'typing' || pin.kind === 'checking' ? 6 : 0,
      pin,
    },
  })),
  ...named('diagnostics', diagnosticsPages, (page) => ({
    ...calm,
    connection: 'offline',
    waitingTaps: 3,
    screen: { name: 'diagnostics', page },
  })),
  'diagnostics-can-enroll': {
    ...calm,
    screen: { name: 'diagnostics', page: diagnosticsPages.status, canEnroll: true },
  },
  ...named('practice', practices, (practice) => ({ ...calm, screen: { name: 'practice', practice } })),
  ...named('enrollment', enrollments, (enrollment) => ({
    ...calm,
    screen: { name: 'enrollment', enrollment },
  })),
}

function setupNeeded(configPath: string, problems: readonly SetupProblem[]): KioskState {
  return {
    ...calm,
    screen: { name: 'setup-needed', configPath, problems },
    reader: { kind: 'starting' },
    connection: 'unknown',
  }
}

function confirmedFor(personName: string): KioskState {
  return { ...calm, screen: { name: 'confirmed', tap: { ...tap, personName }, endedAtMs: tappedAtMs } }
}

function named<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
  toState: (value: Value) => KioskState,
): Record<string, KioskState> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}-${name}`, toState(value)]),
  )
}
