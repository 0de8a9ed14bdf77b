import { asBelieved, answered, differs, notSeen, type ReaderCase } from '../reader-case.ts'
import { shownReaders } from '../reader-names.ts'
import { ofKind } from '../taps.ts'

/** The reader before any badge. */
export const slots: readonly ReaderCase[] = [
  {
    id: 'reader-name',
    title: "pcscd ends a reader's name with two hex numbers, the reader's and the slot's",
    source: 'pcsc-lite, src/readerfactory.c, RFSetReaderName ("%s%s %02X 00") and RFAddReader (the slot)',
    seenIn: ({ platform, start }) => {
      if (platform !== 'linux') return notSeen('there is no pcscd')
      const names = shownReaders(start.readers)
      const isForm = start.readers.every((name) => / [0-9A-F]{2} [0-9A-F]{2}$/.test(name))
      return isForm ? asBelieved(names) : differs(names)
    },
  },
  {
    id: 'reader-slots',
    title: 'How many slots do the readers have?',
    source: 'silent',
    answers: [
      { id: 'one', kiosk: 'reads it' },
      {
        id: 'several',
        kiosk:
          'reads each; a contact slot tells nothing while no card is put in. A SAM slot is left out by its name',
      },
    ],
    seenIn: ({ start }) =>
      answered(start.readers.length === 1 ? 'one' : 'several', shownReaders(start.readers)),
  },
  {
    id: 'listed-in-time',
    title: 'Is the reader listed within 0.5 s of the connection to the smart card service?',
    source: 'silent',
    answers: [
      { id: 'in-time', kiosk: 'goes from Starting to ready' },
      { id: 'late', kiosk: 'says No badge reader until it is listed' },
    ],
    seenIn: ({ start }) => {
      const isLate = ofKind(start.events, 'status').some(({ status }) => status.kind === 'no-reader')
      return answered(
        isLate ? 'late' : 'in-time',
        isLate ? 'no reader was told first' : 'ready was told first',
      )
    },
  },
]
