import { answered, unforeseen, undocumented, type ReaderCase } from '../reader-case.ts'
import { counted, eventsOf, ofKind, stepNotSeen } from '../taps.ts'

/** What is no single badge. */
export const others: readonly ReaderCase[] = [
  undocumented({
    id: 'two-cards',
    title: 'What does the reader tell of two badges held to it at once?',
    answers: {
      none: { kiosk: 'shows nothing new; each is read once held alone' },
      one: { kiosk: "takes it for that badge's tap, and says whose it was" },
      both: { kiosk: 'takes each for a tap of its own, one after the other' },
      collision: { kiosk: 'says Several badges at once, and sends nothing' },
      unreadable: { kiosk: 'says Badge not read, and sends nothing' },
    },
    seenIn: (walk) => {
      const record = walk.steps['two-cards']
      if (record?.end === 'nothing-came') return answered('none', 'no event')
      const events = eventsOf(walk, ['two-cards'])
      const names = [...new Set(ofKind(events, 'number').map(({ badge }) => badge.name))]
      const failures = ofKind(events, 'failure')
      const codes = failures.flatMap(({ code }) => code ?? [])
      const detail = [...names, ...failures.map(({ problem }) => problem), ...codes].join(', ')
      if (names.length > 1) return answered('both', detail)
      if (names.length === 1) return answered('one', detail)
      if (failures.some(({ problem }) => problem === 'several-badges')) return answered('collision', detail)
      return failures.length > 0 ? answered('unreadable', detail) : stepNotSeen(record)
    },
  }),
  undocumented({
    id: 'phone',
    title: 'What does a phone give as its UID?',
    answers: {
      random: { kiosk: 'says Not a staff badge: 4 bytes that begin with 08 are random (ISO/IEC 14443-3)' },
      fixed: { kiosk: 'takes it for a badge, which is not known unless the roster lists it' },
      unreadable: { kiosk: 'says Badge not read' },
      none: { kiosk: 'shows nothing new' },
    },
    seenIn: (walk) => {
      const record = walk.steps.phone
      if (record?.end === 'nothing-came') return answered('none', 'no event')
      const events = eventsOf(walk, ['phone'])
      const badges = ofKind(events, 'number').map(({ badge }) => badge)
      const told = ofKind(events, 'told').map(({ outcome }) => outcome)
      const [first] = badges
      if (first === undefined) {
        const [failure] = ofKind(events, 'failure')
        return failure === undefined ? stepNotSeen(record) : answered('unreadable', failure.problem)
      }
      const detail = `${first.lengthBytes} bytes, ${counted(badges.length, 'number')}, told as ${told.join(', ')}`
      if (badges.some(({ firstByte }) => firstByte !== 'random')) {
        return first.firstByte === 'random' ? unforeseen(detail) : answered('fixed', detail)
      }
      return told.every((outcome) => outcome === 'random-number')
        ? answered('random', detail)
        : unforeseen(detail)
    },
  }),
]
