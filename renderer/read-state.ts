import {
  plainPracticeOutcomes,
  type KioskState,
  type Screen,
  type Site,
} from '../electron/contract/kiosk-state.ts'
import { readerSides, themes } from '../electron/contract/look.ts'

/**
 * Whether a state from main can be drawn. Main and page are built together, so this is a light check: it
 * makes a mismatch (such as an old page in a new kiosk) end in *out of service* rather than in a wrong or
 * empty screen.
 */
export function isKioskState(value: unknown): value is KioskState {
  return (
    isRecord(value) &&
    isSite(value['site']) &&
    isScreen(value['screen']) &&
    isReaderStatus(value['reader']) &&
    isOneOf(value['connection'], ['unknown', 'online', 'offline', 'signed-out']) &&
    isOptional(value['slots'], isSlots) &&
    isCount(value['waitingTaps']) &&
    isOptional(value['clockAheadMs'], Number.isFinite)
  )
}

/** More than any screen has room for. */
const mostSlots = 8

function isSlots(value: unknown): boolean {
  return isListOf(value, (row) => row === null || isSlotRow(row)) && (value as unknown[]).length <= mostSlots
}

function isSlotRow(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['tapId']) &&
    isOneOf(value['outcome'], ['waiting', 'saved', 'confirmed', 'refused']) &&
    isOptional(value['shortName'], isText) &&
    isOptional(value['locale'], isLocale)
  )
}

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

function isSite(value: unknown): value is Site {
  return (
    isRecord(value) &&
    isText(value['kioskName']) &&
    isLocale(value['locale']) &&
    isOptional(value['otherLocales'], (list) => isListOf(list, isLocale)) &&
    isTimeZone(value['timeZone']) &&
    isOptional(value['look'], isLook) &&
    isOptional(value['hidesPointer'], (flag) => flag === true) &&
    isOptional(value['sound'], isSound)
  )
}

function isSound(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['volume'] === 'number' &&
    value['volume'] >= 0 &&
    value['volume'] <= 1 &&
    isOptional(value['quietHours'], isQuietHours)
  )
}

function isQuietHours(value: unknown): boolean {
  return isRecord(value) && isCount(value['fromMinute']) && isCount(value['toMinute'])
}

function isLocale(value: unknown): boolean {
  return isText(value) && doesNotThrow(() => new Intl.DateTimeFormat(value))
}

function isTimeZone(value: unknown): boolean {
  return isText(value) && doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: value }))
}

function doesNotThrow(action: () => unknown): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}

function isLook(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value['night'])) return false
  const { theme, night, pixelShift, panelDiagonalMm, viewingDistanceMm, readerSide, accent, logo } = value
  return (
    isOneOf(theme, themes) &&
    isCount(night['fromMinute']) &&
    isCount(night['toMinute']) &&
    typeof pixelShift === 'boolean' &&
    [panelDiagonalMm, viewingDistanceMm].every((mm) => Number(mm) > 0) &&
    isOneOf(readerSide, readerSides) &&
    isOptional(
      accent,
      (colors) => isRecord(colors) && isText(colors['onLight']) && isText(colors['onDark']),
    ) &&
    isOptional(
      logo,
      (paths) => isRecord(paths) && isText(paths['onLight']) && isOptional(paths['onDark'], isText),
    )
  )
}

function isScreen(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['name']) {
    case 'starting':
    case 'ready':
      return true
    case 'setup-needed':
      return (
        isText(value['configPath']) &&
        isListOf(value['problems'], isSetupProblem) &&
        isOptional(value['moreProblems'], Number.isSafeInteger)
      )
    case 'heard':
    case 'saved-here':
      return isShownTap(value['tap'])
    case 'confirmed':
      return (
        isShownTap(value['tap']) && isTime(value['endedAtMs']) && isOptional(value['hours'], isShownHours)
      )
    case 'refused':
      return isShownTap(value['tap']) && isRefusalReason(value['reason'])
    case 'out-of-service':
      return isOutOfServiceReason(value['reason'])
    case 'maintenance-pin':
      return isCount(value['digits']) && isPinEntry(value['pin'])
    case 'diagnostics':
      return isDiagnosticsPage(value['page'])
    case 'practice':
      return isPractice(value['practice'])
    default:
      return false
  }
}

function isPinEntry(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'typing':
    case 'checking':
    case 'wrong':
      return true
    case 'locked':
      return isTime(value['untilMs'])
    default:
      return false
  }
}

function isPractice(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'waiting':
    case 'checking':
      return true
    case 'done':
      return (
        isTime(value['tappedAtMs']) &&
        isOptional(value['personName'], isText) &&
        isPracticeOutcome(value['outcome']) &&
        isOptional(value['numbers'], (list) => isListOf(list, isShownNumber))
      )
    default:
      return false
  }
}

function isShownNumber(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['format']) &&
    isText(value['value']) &&
    typeof value['isListed'] === 'boolean'
  )
}

function isPracticeOutcome(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'would-clock-out':
      return isTime(value['clockedInAtMs']) && typeof value['isOnBreak'] === 'boolean'
    case 'already-clocked-out':
      return isTime(value['clockedOutAtMs'])
    case 'open-too-long':
      return isTime(value['clockedInAtMs'])
    default:
      return isOneOf(value['kind'], plainPracticeOutcomes)
  }
}

function isDiagnosticsPage(value: unknown): boolean {
  return (
    isRecord(value) &&
    isCount(value['number']) &&
    isCount(value['pages']) &&
    isText(value['title']) &&
    isListOf(value['rows'], isDiagnosticsRow) &&
    isText(value['code'])
  )
}

function isDiagnosticsRow(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['label']) &&
    isText(value['value']) &&
    isOptional(value['note'], isText) &&
    isOptional(value['attention'], (flag) => flag === true)
  )
}

function isShownTap(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['tapId']) &&
    isTime(value['tappedAtMs']) &&
    isOptional(value['personName'], isText) &&
    isOptional(value['locale'], isLocale) &&
    isOptional(value['showing'], isCount)
  )
}

function isShownHours(value: unknown): boolean {
  return isRecord(value) && isCount(value['workedMs']) && isCount(value['breaksMs'])
}

function isRefusalReason(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'random-number':
    case 'unreadable-badge':
    case 'several-badges':
    case 'unknown-badge':
    case 'ambiguous-badge':
    case 'badge-left-on-reader':
    case 'not-clocked-in':
      return true
    case 'already-clocked-out':
      return isTime(value['clockedOutAtMs'])
    case 'open-too-long':
      return isTime(value['clockedInAtMs'])
    case 'reader-misconfigured':
    case 'no-time-card':
    case 'not-recorded':
    case 'parked':
    case 'kiosk-refused':
      return isText(value['code'])
    default:
      return false
  }
}

function isOutOfServiceReason(value: unknown): boolean {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'reader':
      return isReaderStatus(value['status']) && value['status']['kind'] !== 'ready'
    case 'journal':
    case 'directory':
    case 'fault':
      return isText(value['detail'])
    default:
      return false
  }
}

function isReaderStatus(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false
  switch (value['kind']) {
    case 'starting':
      return true
    case 'no-reader':
      return isOptional(value['others'], areOtherSlots)
    case 'ready':
      return isListOf(value['readers'], isText) && isOptional(value['others'], areOtherSlots)
    case 'no-service':
      return (
        isOneOf(value['why'], ['service-stopped', 'software-missing', 'stopped-without-reader']) &&
        isOptional(value['detail'], isText)
      )
    case 'failing':
    case 'no-access':
      return isText(value['detail'])
    case 'no-such-reader':
      return isListOf(value['present'], isText)
    default:
      return false
  }
}

function areOtherSlots(value: unknown): boolean {
  return isListOf(value, (slot) => isRecord(slot) && isText(slot['name']) && isText(slot['why']))
}

function isSetupProblem(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOptional(value['file'], isText) &&
    isOptional(value['line'], isCount) &&
    isOptional(value['column'], isCount) &&
    isText(value['key']) &&
    isText(value['problem']) &&
    isOptional(value['expected'], isText)
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** A time that a Date can represent. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime())
}

function isOptional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || check(value)
}

function isListOf(value: unknown, check: (value: unknown) => boolean): boolean {
  // Copied, because `every` skips holes in an array, and structured cloning keeps them.
  return Array.isArray(value) && Array.from<unknown>(value).every(check)
}

function isOneOf(value: unknown, allowed: readonly string[]): boolean {
  return isText(value) && allowed.includes(value)
}
