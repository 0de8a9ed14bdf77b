import {
  asBelieved,
  answered,
  unforeseen,
  notSeen,
  documented,
  undocumented,
  type ReaderCase,
} from '../reader-case.ts'
import { shownReaders } from '../reader-names.ts'
import { ofKind } from '../taps.ts'

/** The reader before any badge. */
export const slots: readonly ReaderCase[] = [
  documented({
    id: 'reader-name',
    title: "pcscd ends a reader's name with two hex numbers, the reader's and the slot's",
    source: 'pcsc-lite, src/readerfactory.c, RFSetReaderName ("%s%s %02X 00") and RFAddReader (the slot)',
    kiosk: 'tells contact and SAM slots by their names, and takes reader.name for a part of a name',
    seenIn: ({ platform, start }) => {
      if (platform !== 'linux') return notSeen('there is no pcscd')
      const names = shownReaders(start.readers)
      const isForm = start.readers.every((name) => / [0-9A-F]{2} [0-9A-F]{2}$/.test(name))
      return isForm ? asBelieved(names) : unforeseen(names)
    },
  }),
  undocumented({
    id: 'reader-slots',
    title: 'How many slots do the readers have?',
    answers: {
      one: { kiosk: 'reads it' },
      several: {
        kiosk:
          'reads those whose name, or whose cards, are contactless, and any of which nothing is known; nothing is said of a card in another',
      },
    },
    seenIn: ({ start }) =>
      answered(start.readers.length === 1 ? 'one' : 'several', shownReaders(start.readers)),
  }),
  undocumented({
    id: 'listed-in-time',
    title: 'Is the reader listed within 0.5 s of the connection to the smart card service?',
    answers: {
      'in-time': { kiosk: 'goes from Starting to ready' },
      late: { kiosk: 'says No badge reader until it is listed' },
    },
    seenIn: ({ start }) => {
      const isLate = ofKind(start.events, 'status').some(({ status }) => status.kind === 'no-reader')
      return answered(
        isLate ? 'late' : 'in-time',
        isLate ? 'no reader was told first' : 'ready was told first',
      )
    },
  }),
]
