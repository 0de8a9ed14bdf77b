import type { TapToDeliver } from './tap-to-deliver.ts'
import type { ClockOutParts } from './clock-out-parts.ts'
import { holdsText } from './time-cards/plain-text.ts'
import type { ClockOutBody, TimeCard } from './time-cards/time-cards.ts'

/**
 * The note of a tap's clock-out: as recorded with the first attempt, even if the config has changed since;
 * else from the config. Empty: no note.
 */
export function noteOf(parts: Pick<ClockOutParts, 'body'>, tap: TapToDeliver): string {
  const { stage } = tap
  const noted = stage.kind === 'tapped' ? undefined : stage.note
  return noted ?? parts.body(tap).notes ?? ''
}

export function bodyOf(parts: Pick<ClockOutParts, 'body'>, tap: TapToDeliver): ClockOutBody {
  const { isAtApprovedLocation } = parts.body(tap)
  const note = noteOf(parts, tap)
  return { isAtApprovedLocation, ...(note !== '' && { notes: note }) }
}

/** Whether the card carries the note of this tap's clock-out; also true if the config turns notes off. */
export function hasOwnNote(parts: Pick<ClockOutParts, 'body'>, tap: TapToDeliver, card: TimeCard): boolean {
  const note = noteOf(parts, tap)
  return note === '' || holdsText(card.clockOutNote ?? '', note)
}
