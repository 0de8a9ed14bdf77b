import type { Screen, ShownTap } from '../contract/kiosk-state.ts'
import { shownTap, type Tap, type TapFlow } from './tap-flow.ts'

/** What the screen says: the shown tap's receipt first, then what keeps the kiosk from accepting taps. */
export function screenOf(flow: TapFlow): Screen {
  const tap = shownTap(flow)
  if (tap !== undefined) return receiptOf(tap)
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

function receiptOf(tap: Tap): Screen {
  const shown: ShownTap = {
    tapId: tap.tapId,
    tappedAtMs: tap.tappedAtMs,
    ...(tap.person !== undefined && { personName: tap.person.displayName }),
    ...(tap.person?.language !== undefined && { locale: tap.person.language }),
  }
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
        ? { name: 'confirmed', tap: shown, endedAtMs: stage.result.endedAtMs }
        : { name: 'refused', tap: shown, reason: stage.result.reason }
    default:
      return stage satisfies never
  }
}
