import type {
  DiagnosticsPage,
  DiagnosticsRow,
  KioskState,
  OtherSlot,
  OutOfServiceReason,
  PinEntry,
  PlainPracticeOutcome,
  Practice,
  PracticeOutcome,
  ReaderStatus,
  RefusalReason,
  Screen,
  SetupProblem,
  ShownHours,
  ShownNumber,
  ShownTap,
  Site,
  SlotRow,
  SoundSettings,
} from '../electron/contract/kiosk-state.ts'
import { plainPracticeOutcomes } from '../electron/contract/kiosk-state.ts'
import {
  enrollmentProblems,
  type Enrollment,
  type EnrollmentDone,
  type EnrollmentMatch,
  type EnrollmentProblem,
  type EnrollmentQuestion,
} from '../electron/contract/enrollment.ts'
import type { Look, NightHours } from '../electron/contract/look.ts'
import * as is from './checks.ts'
import { listOf, oneOf, oneOfMembers, optional, shape } from './checks.ts'

/** The state to draw when there is no valid one. `site`: the last one known, if any. */
export function faultState(detail: string, site?: Site): KioskState {
  return unknownState({ name: 'out-of-service', reason: { kind: 'fault', detail } }, site ?? fallbackSite())
}

/** The state to draw until main has sent one. */
export function startingState(): KioskState {
  return unknownState({ name: 'starting' }, fallbackSite())
}

function unknownState(screen: Screen, site: Site): KioskState {
  return { site, screen, reader: { kind: 'starting' }, connection: 'unknown', waitingTaps: 0 }
}

function fallbackSite(): Site {
  return { kioskName: '', locale: 'en-GB', timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone }
}

const locale = is.textFor((tag) => new Intl.DateTimeFormat(tag))
const timeZone = is.textFor((zone) => new Intl.DateTimeFormat('en', { timeZone: zone }))
const millimetres: is.Check<number> = (value): value is number => is.number(value) && value > 0
const volume: is.Check<number> = (value): value is number => is.number(value) && value >= 0 && value <= 1

const hours = shape<NightHours>({ fromMinute: is.count, toMinute: is.count })

const look = shape<Look>({
  theme: oneOf({ system: true, light: true, dark: true, night: true }),
  night: hours,
  pixelShift: is.flag,
  panelDiagonalMm: millimetres,
  viewingDistanceMm: millimetres,
  readerSide: oneOf({ left: true, right: true, below: true, above: true, none: true }),
  accent: optional(shape<NonNullable<Look['accent']>>({ onLight: is.text, onDark: is.text })),
  logo: optional(shape<NonNullable<Look['logo']>>({ onLight: is.text, onDark: optional(is.text) })),
})

const site = shape<Site>({
  kioskName: is.text,
  locale,
  otherLocales: optional(listOf(locale)),
  timeZone,
  look: optional(look),
  hidesPointer: optional(is.set),
  sound: optional(shape<SoundSettings>({ volume, quietHours: optional(hours) })),
})

const otherSlots = optional(listOf(shape<OtherSlot>({ name: is.text, why: is.text })))

const { ready, ...notReady }: is.Members<ReaderStatus, 'kind'> = {
  starting: {},
  'no-service': {
    why: oneOf({ 'service-stopped': true, 'software-missing': true, 'stopped-without-reader': true }),
    detail: optional(is.text),
  },
  'no-reader': { others: otherSlots },
  ready: { readers: listOf(is.text), others: otherSlots },
  failing: { detail: is.text },
  'no-such-reader': { present: listOf(is.text) },
  'no-access': { detail: is.text },
}

const tap = shape<ShownTap>({
  tapId: is.text,
  tappedAtMs: is.time,
  personName: optional(is.text),
  locale: optional(locale),
  showing: optional(is.count),
})

const slotRow = shape<SlotRow>({
  tapId: is.text,
  outcome: oneOf({ waiting: true, saved: true, confirmed: true, refused: true }),
  shortName: optional(is.text),
  locale: optional(locale),
})

/** More than a screen has room for. */
const maxSlots = 8

const withCode = { code: is.text }

const refusalReason = oneOfMembers<RefusalReason, 'kind'>('kind', {
  'random-number': {},
  'unreadable-badge': {},
  'several-badges': {},
  'reader-misconfigured': withCode,
  'unknown-badge': {},
  'ambiguous-badge': {},
  'account-disabled': {},
  'badge-blocked': {},
  'badge-not-checked': {},
  'badge-left-on-reader': {},
  'not-clocked-in': {},
  'no-time-card': withCode,
  'already-clocked-out': { clockedOutAtMs: is.time },
  'open-too-long': { clockedInAtMs: is.time },
  'not-recorded': withCode,
  parked: withCode,
  'kiosk-refused': withCode,
})

const withDetail = { detail: is.text }

const outOfServiceReason = oneOfMembers<OutOfServiceReason, 'kind'>('kind', {
  reader: { status: oneOfMembers<Exclude<ReaderStatus, { kind: 'ready' }>, 'kind'>('kind', notReady) },
  journal: withDetail,
  directory: withDetail,
  fault: withDetail,
})

const setupProblem = shape<SetupProblem>({
  file: optional(is.text),
  line: optional(is.count),
  column: optional(is.count),
  key: is.text,
  problem: is.text,
  expected: optional(is.text),
})

const pinEntry = oneOfMembers<PinEntry, 'kind'>('kind', {
  typing: {},
  checking: {},
  wrong: {},
  locked: { untilMs: is.time },
})

const diagnosticsPage = shape<DiagnosticsPage>({
  number: is.count,
  pages: is.count,
  title: is.text,
  rows: listOf(
    shape<DiagnosticsRow>({
      label: is.text,
      value: is.text,
      note: optional(is.text),
      attention: optional(is.set),
    }),
  ),
  code: is.text,
})

const practiceOutcome = oneOfMembers<PracticeOutcome, 'kind'>('kind', {
  'would-clock-out': { clockedInAtMs: is.time, isOnBreak: is.flag },
  'already-clocked-out': { clockedOutAtMs: is.time },
  'open-too-long': { clockedInAtMs: is.time },
  ...(Object.fromEntries(plainPracticeOutcomes.map((kind) => [kind, {}])) as Record<
    PlainPracticeOutcome,
    object
  >),
})

const practice = oneOfMembers<Practice, 'kind'>('kind', {
  waiting: {},
  checking: {},
  done: {
    tappedAtMs: is.time,
    personName: optional(is.text),
    outcome: practiceOutcome,
    numbers: optional(listOf(shape<ShownNumber>({ format: is.text, value: is.text, isListed: is.flag }))),
  },
})

const enrollmentProblem = oneOf(
  Object.fromEntries(enrollmentProblems.map((kind) => [kind, true])) as Record<EnrollmentProblem, true>,
)

const withPerson = { personName: is.text }

const enrollmentDone = oneOfMembers<EnrollmentDone, 'kind'>('kind', {
  added: { ...withPerson, isPartial: optional(is.set) },
  replaced: { ...withPerson, isPartial: optional(is.set) },
  'already-added': withPerson,
  blocked: { ...withPerson, badges: is.count, isPartial: optional(is.set) },
})

const enrollmentQuestion = oneOfMembers<EnrollmentQuestion, 'kind'>('kind', {
  taken: withPerson,
  replace: withPerson,
  block: { ...withPerson, badges: is.count },
})

const enrollmentMatch = shape<EnrollmentMatch>({
  id: is.count,
  name: is.text,
  hint: optional(is.text),
  isDisabled: optional(is.set),
})

const enrollment = oneOfMembers<Enrollment, 'kind'>('kind', {
  hold: { done: optional(enrollmentDone), problem: optional(enrollmentProblem) },
  pick: {
    task: oneOf({ add: true, block: true }),
    typed: is.text,
    keys: listOf(is.text),
    matches: listOf(enrollmentMatch),
    more: is.count,
    highlighted: optional(is.count),
    people: oneOf({ reading: true, complete: true, incomplete: true }),
    problem: optional(enrollmentProblem),
  },
  confirm: { question: enrollmentQuestion },
  busy: {},
})

const screen = oneOfMembers<Screen, 'name'>('name', {
  starting: {},
  'setup-needed': {
    configPath: is.text,
    problems: listOf(setupProblem),
    moreProblems: optional(is.integer),
  },
  ready: {},
  heard: { tap },
  'saved-here': { tap },
  confirmed: {
    tap,
    endedAtMs: is.time,
    hours: optional(shape<ShownHours>({ workedMs: is.count, breaksMs: is.count })),
  },
  refused: { tap, reason: refusalReason },
  'out-of-service': { reason: outOfServiceReason },
  'maintenance-pin': { digits: is.count, pin: pinEntry },
  diagnostics: { page: diagnosticsPage, canEnroll: optional(is.set) },
  practice: { practice },
  enrollment: { enrollment },
})

/**
 * Whether what main sent can be drawn. Main and page are built together, so this is a light check: it exists
 * so that a mismatch (an old page in a new kiosk, say) ends in *out of service*, not in a wrong or empty screen.
 */
export const isKioskState: is.Check<KioskState> = shape<KioskState>({
  site,
  screen,
  reader: oneOfMembers<ReaderStatus, 'kind'>('kind', { ready, ...notReady }),
  connection: oneOf({ unknown: true, online: true, offline: true, 'signed-out': true }),
  slots: optional(listOf(is.orNull(slotRow), maxSlots)),
  waitingTaps: is.count,
  listedAtMs: optional(is.time),
  clockAheadMs: optional(is.number),
})
