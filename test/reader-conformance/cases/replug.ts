import {
  answered,
  asBelieved,
  unforeseen,
  notSeen,
  documented,
  undocumented,
  type ReaderCase,
} from '../reader-case.ts'
import { modelOf, shownReaders } from '../reader-names.ts'
import { eventsOf, ofKind, stepNotSeen } from '../taps.ts'
import type { Walk } from '../walk.ts'

/** A reader that is unplugged and plugged in again. */
export const replug: readonly ReaderCase[] = [
  undocumented({
    id: 'unplug-told',
    title: 'How is an unplugged reader told?',
    answers: {
      'no-reader': { kiosk: 'says No badge reader' },
      'no-service': {
        kiosk:
          'says that the smart card service is stopped; on Windows, which stops it with the last reader, Reader not plugged in',
      },
      failing: { kiosk: 'says that the reader fails, and starts its process anew' },
      ready: { kiosk: 'goes on with the readers that are left, and says nothing' },
    },
    seenIn: (walk) => {
      const record = walk.steps.unplug
      if (record?.end !== 'done') return stepNotSeen(record)
      const kinds = statusesBetween(walk).map(({ kind }) => kind)
      const last = kinds.findLast((kind) => kind !== 'starting')
      if (last === undefined) return notSeen('no status was told')
      return last === 'no-such-reader' || last === 'no-access'
        ? unforeseen(last)
        : answered(last, `${kinds.join(', then ')}; the first ${afterPrompt(walk, 'unplug')}`)
    },
  }),
  documented({
    id: 'replug-found',
    title: 'A reader that is plugged in again is found, and nothing has to be started by hand',
    source:
      '@pokusew/pcsclite, src/pcsclite.cpp, HandlerFunction (\\\\?PnP?\\Notification); electron/badge/pcsc/reader-supervisor.ts',
    kiosk: 'is ready again by itself',
    seenIn: (walk) => {
      const record = walk.steps.replug
      if (record?.end === 'done') return asBelieved(`ready ${afterPrompt(walk, 'replug')}`)
      return record?.end === 'timed-out' ? unforeseen('not found in time') : stepNotSeen(record)
    },
  }),
  undocumented({
    id: 'replug-process',
    title: 'Does the reader process live through it?',
    answers: {
      'same-process': { kiosk: 'goes on with it' },
      'new-process': { kiosk: 'has started a new one by itself' },
    },
    seenIn: (walk) => {
      const record = walk.steps.replug
      if (record?.end !== 'done') return stepNotSeen(record)
      const ends = ofKind(eventsOf(walk, ['unplug', 'replug']), 'process-ended').map(({ how }) => how)
      return ends.length === 0
        ? answered('same-process', 'it did not end')
        : answered('new-process', `ended with ${ends.join(', ')}`)
    },
  }),
  undocumented({
    id: 'replug-name',
    title: 'Which name has the reader once it is plugged in again?',
    answers: {
      same: { kiosk: 'finds it by the same readerName' },
      'other-number': { kiosk: 'finds it where readerName leaves the numbers at the end out' },
    },
    seenIn: (walk) => {
      const record = walk.steps.replug
      if (record?.end !== 'done') return stepNotSeen(record)
      const before = walk.steps.unplug?.statusBefore
      const after = ofKind(record.events, 'status').at(-1)?.status
      if (before?.kind !== 'ready' || after?.kind !== 'ready') return notSeen('not ready')
      const detail = shownReaders(after.readers)
      if (sorted(before.readers) === sorted(after.readers)) return answered('same', detail)
      const areModels = sorted(before.readers.map(modelOf)) === sorted(after.readers.map(modelOf))
      return areModels
        ? answered('other-number', detail)
        : unforeseen(`${shownReaders(before.readers)}; then ${detail}`)
    },
  }),
  documented({
    id: 'replug-read',
    title: 'Badges are read after it',
    source: 'electron/badge/pcsc/pcsc-session.ts: each reader that is found is followed anew',
    kiosk: 'goes on taking taps',
    seenIn: (walk) => {
      const record = walk.steps['after-replug']
      const events = eventsOf(walk, ['after-replug'])
      const [badge] = ofKind(events, 'number')
      if (badge !== undefined) return asBelieved(`${badge.badge.name} was read`)
      return record?.end === 'timed-out' || ofKind(events, 'failure').length > 0
        ? unforeseen('no badge was read')
        : stepNotSeen(record)
    },
  }),
]

/** What was reported from the prompt to unplug until a reader was there again. */
function statusesBetween(walk: Walk) {
  const statuses = (step: 'unplug' | 'replug') =>
    ofKind(eventsOf(walk, [step]), 'status').map(({ status }) => status)
  const unplugged = walk.steps.replug?.statusBefore
  const left = unplugged?.kind === 'ready' ? unplugged.readers.length : 0
  const whileUnplugged = statuses('replug')
  const back = whileUnplugged.findIndex((status) => status.kind === 'ready' && status.readers.length > left)
  return [...statuses('unplug'), ...whileUnplugged.slice(0, back === -1 ? undefined : back)]
}

function afterPrompt(walk: Walk, step: 'unplug' | 'replug'): string {
  const record = walk.steps[step]
  const changes = ofKind(record?.events ?? [], 'status')
  const change = step === 'unplug' ? changes[0] : changes.findLast(({ status }) => status.kind === 'ready')
  if (record === undefined || change === undefined) return 'at no known time'
  return `${((change.atMs - record.promptedMs) / 1000).toFixed(1)} s after the prompt`
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join('\n')
}
