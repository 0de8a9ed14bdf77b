import type { AtrFacts } from '../atr.ts'
import { asBelieved, unforeseen, notSeen, documented, type ReaderCase } from '../reader-case.ts'
import { eventsOf, ofKind, singleTaps } from '../taps.ts'
import type { Walk } from '../walk.ts'

const source = 'PC/SC part 3, 3.1.3.2.3; Microsoft Learn, "PC/SC interface for smart cards"'

/** The ATR, which the reader makes up. The kiosk asks every card for its UID, whatever the ATR. */
export const atrs: readonly ReaderCase[] = [
  documented({
    id: 'atr-form',
    title: "A contactless card's ATR is 3B 8n 80 01, n bytes and their checksum",
    source,
    kiosk: 'asks every card for its UID, whatever its ATR',
    seenIn: (walk) => {
      const seen = atrsIn(walk)
      if (seen.length === 0) return notSeen('no card was there')
      const wrong = seen.filter(({ form, isChecksumRight }) => form === 'other' || !isChecksumRight)
      return wrong.length === 0 ? asBelieved(shown(seen)) : unforeseen(shown(wrong))
    },
  }),
  documented({
    id: 'atr-storage-card',
    title: "A storage card's ATR holds 80 4F 0C, RID A0 00 00 03 06, standard, card name and four zero bytes",
    source: `${source}; the supplemental document names standards and cards`,
    kiosk: 'asks it for its UID as any other',
    seenIn: (walk) => {
      const storage = atrsIn(walk).filter(({ form }) => form === 'storage-card')
      return storage.length === 0 ? notSeen('no badge was a storage card') : asBelieved(shown(storage))
    },
  }),
]

/** Each of those of the single taps and the phone once. */
function atrsIn(walk: Walk): readonly AtrFacts[] {
  const all = ofKind(eventsOf(walk, [...singleTaps, 'phone']), 'field').flatMap(({ atr }) => atr ?? [])
  return [...new Map(all.map((atr) => [atr.shown, atr])).values()]
}

function shown(seen: readonly AtrFacts[]): string {
  return seen.map((atr) => `${atr.shown}${atr.isChecksumRight ? '' : ' (wrong checksum)'}`).join('; ')
}
