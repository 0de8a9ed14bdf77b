import { timeZoneOf, type KioskConfig } from './config/config.ts'
import { fillNote } from './config/note-template.ts'
import type { TapToDeliver } from './shifts/clock-out-outcome.ts'

/**
 * A card is known by its note as this kiosk's doing, so the note of a tap must come out the same at each attempt: its
 * time is in the config's zone, also after another start, when nobody has told the team's yet; and it names the zone.
 */
export function noteFor(
  tap: TapToDeliver,
  { kiosk, shifts, screen }: KioskConfig,
): { readonly notes?: string } {
  if (shifts.note === '') return {}
  const tapTime = new Intl.DateTimeFormat(screen.languages[0], {
    timeZone: timeZoneOf(screen),
    dateStyle: 'short',
    timeStyle: 'long',
  }).format(tap.tappedAtMs())
  return { notes: fillNote(shifts.note, { kioskId: kiosk.id, kioskName: kiosk.name, tapTime }) }
}

/** Who reads the card later has to see why its time is not when it was ended. */
export function correctionNote(note: string, kioskId: string): string {
  const mark = `[time of the tap, set by kiosk ${kioskId}]`
  if (note.includes(mark)) return note
  return note === '' ? mark : `${note} ${mark}`
}
