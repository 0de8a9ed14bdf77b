import {
  answered,
  asBelieved,
  unforeseen,
  notSeen,
  documented,
  undocumented,
  type ReaderCase,
} from '../reader-case.ts'
import { counted, eventsOf, ofKind, singleTaps, stepNotSeen } from '../taps.ts'

/** The product's own limit (`electron/badge/pcsc/pcsc-slot.ts`): a badge that has not answered by then is unreadable. */
const answerLimitMs = 1000
/** A hand needs a second; what comes later may be the hand's doing or the reader's. */
const removalLimitMs = 2500

/** A badge's coming and going. */
export const presence: readonly ReaderCase[] = [
  undocumented({
    id: 'time-to-uid',
    title: "How long after a badge's arrival is its UID there?",
    answers: {
      'within-1-s': { kiosk: 'reads it' },
      slower: { kiosk: 'says Badge not read if the badge, once connected, has not answered for a second' },
    },
    seenIn: (walk) => {
      const events = eventsOf(walk, singleTaps)
      const times = ofKind(events, 'answer').flatMap((answer) => {
        const arrival = ofKind(events, 'field').findLast(
          (field) => field.isPresent && field.reader === answer.reader && field.atMs <= answer.atMs,
        )
        return arrival === undefined ? [] : [answer.atMs - arrival.atMs]
      })
      const sorted = times.sort((a, b) => a - b)
      const [median, slowest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
      if (median === undefined || slowest === undefined) return notSeen('no badge was read')
      const detail = `median ${shownMs(median)}, longest ${shownMs(slowest)}, ${counted(times.length, 'tap')}`
      return answered(slowest <= answerLimitMs ? 'within-1-s' : 'slower', detail, {
        median: Math.round(median),
        longest: Math.round(slowest),
      })
    },
  }),
  documented({
    id: 'told-once',
    title: 'A badge left on the reader is told once',
    source:
      'nfc-pcsc, dist/Reader.js (a card event only where the state changes); pcsc-lite, src/eventhandler.c',
    kiosk: 'takes it for one tap; a second one within the repeat window sends nothing',
    seenIn: (walk) => {
      const held = walk.steps['hold-a']
      if (held?.end !== 'done') return stepNotSeen(held)
      const reads = ofKind(held.events, 'number').length + ofKind(held.events, 'failure').length
      const removals = ofKind(held.events, 'gone').length
      return reads === 1 && removals === 0
        ? asBelieved('read once in 3 s')
        : unforeseen(`in 3 s read ${reads} times and told gone ${removals} times`)
    },
  }),
  documented({
    id: 'removal-told',
    title: 'A removal is told within 2.5 s of the prompt to lift the badge, the hand included',
    source:
      'nfc-pcsc, dist/Reader.js (card.off); pcsc-lite, src/pcscd.h.in (PCSCLITE_STATUS_POLL_RATE: 0.4 s where the driver tells no event)',
    kiosk: 'takes the next arrival for a new tap',
    seenIn: (walk) => {
      const lifted = walk.steps['lift-a']
      const gone = ofKind(lifted?.events ?? [], 'gone')[0]
      if (lifted !== undefined && gone !== undefined) {
        const afterMs = gone.atMs - lifted.promptedMs
        return afterMs <= removalLimitMs
          ? asBelieved(`${shownMs(afterMs)} after the prompt`, { afterPrompt: Math.round(afterMs) })
          : notSeen(`told ${shownMs(afterMs)} after the prompt, which may be the hand's doing`)
      }
      const isNext = ofKind(walk.steps['again-a']?.events ?? [], 'field').some(({ isPresent }) => isPresent)
      return lifted?.end === 'timed-out' && isNext
        ? unforeseen('not told before the next arrival')
        : stepNotSeen(lifted)
    },
  }),
]

function shownMs(ms: number): string {
  return `${Math.round(ms)} ms`
}
