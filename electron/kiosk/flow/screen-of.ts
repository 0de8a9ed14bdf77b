import type { Screen, ShownTap, SlotRow } from '../../contract/kiosk-state.ts'
import { isShownAsLeftOnReader } from './repeated-taps.ts'
import { shortName, shownName, type NameShown } from './shown-name.ts'
import { outcomeOf, type Tap, type TapResult } from './tap.ts'
import { shownTap, type TapFlow } from './tap-flow.ts'

/** How much about a person and their shift the screen shows. */
export interface ReceiptSettings {
  readonly nameShown: NameShown
  readonly showHours: boolean
}

/** The large screen: the shown tap's receipt, else what keeps the kiosk from accepting taps, else ready. */
export function screenOf(flow: TapFlow, settings: ReceiptSettings): Screen {
  const tap = shownTap(flow)
  if (tap !== undefined) return receiptOf(tap, flow.shown?.showing, settings)
  if (flow.journal.kind === 'failed') {
    return { name: 'out-of-service', reason: { kind: 'journal', detail: flow.journal.detail } }
  }
  if (flow.directory.kind === 'unusable') {
    return { name: 'out-of-service', reason: { kind: 'directory', detail: flow.directory.detail } }
  }
  if (flow.reader.kind === 'starting' || flow.directory.kind === 'loading') return { name: 'starting' }
  if (flow.reader.kind !== 'ready') {
    return { name: 'out-of-service', reason: { kind: 'reader', status: flow.reader } }
  }
  return { name: 'ready' }
}

/** The rows beside it; undefined: the region is hidden. */
export function slotRowsOf(
  { slots, taps }: TapFlow,
  { nameShown }: ReceiptSettings,
): readonly (SlotRow | null)[] | undefined {
  if (!slots.isOpen) return undefined
  return slots.rows.map((tapId) => {
    const tap = tapId === undefined ? undefined : taps.get(tapId)
    return tap === undefined ? null : rowOf(tap, nameShown)
  })
}

function rowOf(tap: Tap, nameShown: NameShown): SlotRow {
  return {
    tapId: tap.tapId,
    outcome: outcomeOf(tap) ?? 'waiting',
    ...(tap.person !== undefined && { shortName: shortName(tap.person.displayName, nameShown) }),
    ...(tap.person?.language !== undefined && { locale: tap.person.language }),
  }
}

function receiptOf(tap: Tap, showing: number | undefined, settings: ReceiptSettings): Screen {
  const shown: ShownTap = {
    tapId: tap.tapId,
    tappedAtMs: tap.tappedAtMs,
    ...(showing !== undefined && { showing }),
    ...(tap.person !== undefined && { personName: shownName(tap.person.displayName, settings.nameShown) }),
    ...(tap.person?.language !== undefined && { locale: tap.person.language }),
  }
  if (isShownAsLeftOnReader(tap))
    return { name: 'refused', tap: shown, reason: { kind: 'badge-left-on-reader' } }
  const { stage } = tap
  switch (stage.phase) {
    case 'heard':
    case 'recording':
    case 'delivering':
      return { name: 'heard', tap: shown }
    case 'saved':
      return { name: 'saved-here', tap: shown }
    case 'settled':
      return stage.result.kind === 'confirmed'
        ? confirmedReceipt(shown, stage.result, settings)
        : { name: 'refused', tap: shown, reason: stage.result.reason }
    default:
      return stage satisfies never
  }
}

function confirmedReceipt(
  tap: ShownTap,
  { endedAtMs, hours }: Extract<TapResult, { kind: 'confirmed' }>,
  { showHours }: ReceiptSettings,
): Screen {
  return { name: 'confirmed', tap, endedAtMs, ...(showHours && hours !== undefined && { hours }) }
}
