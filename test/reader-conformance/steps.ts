import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import type { ReaderEvent } from './observed-reader.ts'

export const stepIds = [
  'hold-a',
  'lift-a',
  'again-a',
  'badge-b',
  'badge-c',
  'two-cards',
  'phone',
  'unplug',
  'replug',
  'after-replug',
] as const

export type StepId = (typeof stepIds)[number]

/** One thing a person is asked to do at the reader. */
export interface Step {
  readonly id: StepId
  readonly prompt: string
  /** Requested only if this one was done. */
  readonly needs?: StepId
  /** Whether it is done. `events`: those since the prompt; `before`: the reader's status at the prompt. */
  isDone(events: readonly ReaderEvent[], before: ReaderStatus): boolean
  /** Watched for so long after it is done, since more may come. */
  readonly settleMs: number
  /** Said while that lasts. */
  readonly whileSettling?: string
  /** Asked where nothing was seen: a yes makes of it that nothing comes. */
  readonly wasItDone?: string
}

const hasRead = (events: readonly ReaderEvent[]) =>
  events.some(({ kind }) => kind === 'number' || kind === 'failure')
const hasGone = (events: readonly ReaderEvent[]) => events.some(({ kind }) => kind === 'gone')
const readersOf = (status: ReaderStatus) => (status.kind === 'ready' ? status.readers : [])

/** Each status in the events, the last one last. */
const lastStatus = (events: readonly ReaderEvent[]) =>
  events.flatMap((event) => (event.kind === 'status' ? [event.status] : [])).at(-1)

function tap(id: StepId, prompt: string, needs?: StepId): Step {
  return {
    id,
    prompt,
    isDone: (events) => hasRead(events) && hasGone(events),
    settleMs: 200,
    ...(needs === undefined ? {} : { needs }),
  }
}

/** The walk, in order: about two minutes. */
export const steps: readonly Step[] = [
  {
    id: 'hold-a',
    prompt: 'Hold badge A to the reader and leave it there.',
    isDone: hasRead,
    settleMs: 3000,
    whileSettling: 'Leave it there …',
  },
  { id: 'lift-a', prompt: 'Lift badge A.', needs: 'hold-a', isDone: hasGone, settleMs: 0 },
  tap('again-a', 'Hold badge A to the reader again, then lift it.'),
  tap('badge-b', 'Hold badge B to the reader, then lift it.'),
  tap('badge-c', 'Hold badge C to the reader, then lift it.'),
  {
    ...tap('two-cards', 'Hold badges A and B to the reader together for three seconds, then lift both.'),
    settleMs: 2000,
    wasItDone: 'Nothing was seen. Did you hold both badges to the reader?',
  },
  {
    ...tap('phone', 'Unlock a phone with NFC switched on, hold it to the reader, then lift it.'),
    settleMs: 1000,
    wasItDone: 'Nothing was seen. Did you hold a phone to the reader?',
  },
  {
    id: 'unplug',
    prompt: 'Unplug the reader.',
    isDone: (events, before) => {
      const status = lastStatus(events)
      return status !== undefined && readersOf(before).some((name) => !readersOf(status).includes(name))
    },
    // Not watched any longer: a reader that is plugged in again at once belongs to the next step.
    settleMs: 0,
  },
  {
    id: 'replug',
    prompt: 'Plug the reader in again.',
    needs: 'unplug',
    isDone: (events, before) => {
      const status = lastStatus(events)
      return status !== undefined && readersOf(status).length > readersOf(before).length
    },
    settleMs: 1000,
  },
  tap('after-replug', 'Hold badge A to the reader once more, then lift it.', 'replug'),
]
