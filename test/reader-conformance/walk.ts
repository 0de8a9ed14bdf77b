import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import type { ObservedReader, ReaderEvent } from './observed-reader.ts'
import type { Person } from './person.ts'
import { steps, type Step, type StepId } from './steps.ts'

/** How a step ended. `nothing-came`: the person did it, and the reader reported nothing. */
export type StepEnd = 'done' | 'nothing-came' | 'skipped' | 'timed-out' | 'stopped'

export interface StepRecord {
  readonly end: StepEnd
  readonly promptedMs: number
  /** From the prompt to the next one. */
  readonly events: readonly ReaderEvent[]
  readonly statusBefore: ReaderStatus
}

/** Everything that was seen, to be compared with the cases. */
export interface Walk {
  readonly platform: NodeJS.Platform
  /** Until the first reader was ready. */
  readonly start: { readonly events: readonly ReaderEvent[]; readonly readers: readonly string[] }
  readonly steps: Readonly<Partial<Record<StepId, StepRecord>>>
}

export interface WalkOptions {
  readonly reader: ObservedReader
  readonly person: Person
  /** How long each step waits. */
  readonly stepLimitMs: number
  readonly now: () => number
  /** Called after each step, to say what was seen. */
  readonly afterStep: (step: Step, record: StepRecord) => void
}

/** Asks for one step after the other. */
export async function walkThrough(options: WalkOptions): Promise<Walk['steps']> {
  const records: Partial<Record<StepId, StepRecord>> = {}
  for (const [index, step] of steps.entries()) {
    const needed = step.needs === undefined ? 'done' : records[step.needs]?.end
    if (options.person.hasStopped() || needed !== 'done') continue
    options.person.say(`\n${index + 1}/${steps.length}  ${step.prompt}`)
    const record = await take(step, options)
    records[step.id] = record
    options.afterStep(step, record)
  }
  return records
}

async function take(step: Step, options: WalkOptions): Promise<StepRecord> {
  const { reader, person, stepLimitMs, now } = options
  const first = reader.events.length
  const promptedMs = now()
  const statusBefore = reader.status
  const events = () => reader.events.slice(first)
  let end: StepEnd = await waitFor(() => step.isDone(events(), statusBefore), stepLimitMs, options)
  // Something came, though not all of it: it counts, whatever the person does about it.
  const hasCome = events().some(({ kind }) => kind === 'number' || kind === 'failure')
  if (end === 'timed-out' && hasCome) end = 'done'
  if (end === 'done' && step.settleMs > 0) {
    if (step.whileSettling !== undefined) person.say(`      ${step.whileSettling}`)
    if ((await waitFor(() => false, step.settleMs, options)) === 'stopped') end = 'stopped'
  }
  if (
    end === 'timed-out' &&
    step.wasItDone !== undefined &&
    (await person.asks(step.wasItDone, stepLimitMs))
  ) {
    end = 'nothing-came'
  }
  return { end, promptedMs, events: events(), statusBefore }
}

/** Until `isDone`, the person presses Enter or stops the probe, or `limitMs` have passed. */
function waitFor(
  isDone: () => boolean,
  limitMs: number,
  { reader, person }: WalkOptions,
): Promise<'done' | 'skipped' | 'timed-out' | 'stopped'> {
  return new Promise((resolve) => {
    const settle = (end: 'done' | 'skipped' | 'timed-out' | 'stopped') => {
      clearTimeout(timer)
      noEvents()
      noEnter()
      noStop()
      resolve(end)
    }
    const timer = setTimeout(() => settle('timed-out'), limitMs)
    const noEvents = reader.onEvent(() => {
      if (isDone()) settle('done')
    })
    const noEnter = person.onEnter(() => settle('skipped'))
    const noStop = person.onStop(() => settle('stopped'))
    if (person.hasStopped()) settle('stopped')
  })
}
