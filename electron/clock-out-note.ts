import { timeZoneOf, type KioskConfig } from './config/config.ts'
import { fillNote } from './config/note-template.ts'
import type { TapToDeliver } from './shifts/tap-to-deliver.ts'

/**
 * The note of a tap's clock-out. The kiosk recognizes its own clock-outs by the note, so it must be the same
 * at each attempt: the time is in the config's time zone, even before the team's zone is known, and names the
 * zone.
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

/** Adds why the card's end differs from when it was sent, for readers of the card. */
export function correctionNote(note: string, kioskId: string): string {
  const mark = `[time of the tap, set by kiosk ${kioskId}]`
  if (note.includes(mark)) return note
  return note === '' ? mark : `${note} ${mark}`
}
