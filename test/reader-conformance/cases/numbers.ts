import type { BadgeFacts } from '../badge-book.ts'
import { asBelieved, unforeseen, notSeen, documented, type ReaderCase } from '../reader-case.ts'
import { badgeIn, badgesTapped, counted, eventsOf, ofKind, singleTaps, stepNotSeen } from '../taps.ts'

const iso14443 = 'ISO/IEC 14443-3 (UID contents and cascade levels)'

/** Cases about the numbers that badges give. */
export const numbers: readonly ReaderCase[] = [
  documented({
    id: 'get-uid',
    title: 'FF CA 00 00 00 is answered with the UID and 90 00',
    source: 'PC/SC part 3 (Get Data); manuals of readers, such as ACR1281U-C1, 5.2.4.1',
    kiosk: 'reads the badge by it; with any other status word it says Badge not read',
    seenIn: (walk) => {
      const events = eventsOf(walk, singleTaps)
      const answers = ofKind(events, 'answer')
      const failures = ofKind(events, 'failure')
      const wrong = answers.filter(
        ({ statusWord, lengthBytes }) => statusWord !== '9000' || lengthBytes === 0,
      )
      if (wrong.length === 0 && failures.length === 0) {
        return answers.length === 0
          ? notSeen('no badge was asked')
          : asBelieved(`${counted(answers.length, 'answer')} with 9000`)
      }
      const words = wrong.map(({ statusWord, lengthBytes }) => `${statusWord} after ${lengthBytes} bytes`)
      const problems = failures.map(({ problem, code }) => [problem, code].filter(Boolean).join(' '))
      return unforeseen([...words, ...problems].join(', '))
    },
  }),
  documented({
    id: 'uid-length',
    title: "A badge's UID has 4, 7 or 10 bytes",
    source: iso14443,
    kiosk: 'looks the badge up, of any length from 3 to 16 bytes; of another it says Badge not read',
    seenIn: (walk) => {
      const badges = badgesTapped(walk)
      if (badges.length === 0) return notSeen('no badge was read')
      const isRight = badges.every(({ lengthBytes }) => [4, 7, 10].includes(lengthBytes))
      const lengths = badges.map(({ name, lengthBytes }) => `${name}: ${lengthBytes}`).join(', ')
      return isRight ? asBelieved(lengths) : unforeseen(lengths)
    },
  }),
  documented({
    id: 'uid-order',
    title:
      "A UID of 7 or 10 bytes begins with the chip manufacturer's code, not with its last byte or a cascade tag",
    source: `${iso14443}; ISO/IEC 7816-6 (manufacturers' codes)`,
    kiosk: 'finds the badge by badgeNumberFormat; hex-reversed, if a reader reverses the bytes',
    seenIn: (walk) => {
      const badges = badgesTapped(walk).filter(({ lengthBytes }) => lengthBytes === 7 || lengthBytes === 10)
      const wrong = badges.filter(
        ({ firstByte, lastByte }) =>
          firstByte === 'cascade-tag' || (firstByte === 'other' && lastByte === 'manufacturer'),
      )
      if (wrong.length > 0) return unforeseen(wrong.map(describe).join(', '))
      const right = badges.filter(({ firstByte }) => firstByte === 'manufacturer')
      return right.length === 0
        ? notSeen("no badge's number shows it: 7 or 10 bytes by a manufacturer known here")
        : asBelieved(right.map(describe).join(', '))
    },
  }),
  documented({
    id: 'uid-same',
    title: 'A badge gives the same UID, in the same byte order, at each tap',
    source: iso14443,
    kiosk: 'finds the person at each tap',
    seenIn: (walk) => {
      const taps = (['hold-a', 'again-a', 'after-replug'] as const).flatMap((id) => badgeIn(walk, id) ?? [])
      const [first, ...others] = taps
      if (first === undefined) return stepNotSeen(walk.steps['hold-a'])
      if (others.length === 0) return notSeen('badge A was read once')
      const other = others.find(({ name }) => name !== first.name)
      if (other === undefined) return asBelieved(`${counted(taps.length, 'tap')}: ${first.name}`)
      const isReversed = other.isReversedOf === first.name
      return unforeseen(`${taps.map(({ name }) => name).join(', ')}${isReversed ? ' (bytes reversed)' : ''}`)
    },
  }),
  documented({
    id: 'uid-distinct',
    title: 'Different badges have different UIDs',
    source: 'ISO/IEC 14443-3; a UID of 4 bytes may be shared by two badges (first byte xF)',
    kiosk: 'finds the right person',
    seenIn: (walk) => {
      const badges = (['hold-a', 'badge-b', 'badge-c'] as const).flatMap((id) => badgeIn(walk, id) ?? [])
      if (badges.length < 2) return notSeen(`${counted(badges.length, 'badge')} read`)
      const names = badges.map(({ name }) => name)
      return new Set(names).size === names.length
        ? asBelieved(names.join(', '))
        : unforeseen(names.join(', '))
    },
  }),
]

function describe({ name, lengthBytes, firstByte, lastByte }: BadgeFacts): string {
  const isReversed = firstByte === 'other' && lastByte === 'manufacturer'
  const words = isReversed ? 'a manufacturer only as the last byte' : firstByte.replace('-', ' ')
  return `${name}: ${lengthBytes} bytes, ${words}`
}
