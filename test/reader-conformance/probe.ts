import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { arch, release, type } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import { BadgeBook } from './badge-book.ts'
import { readerCases } from './cases/index.ts'
import { probeHelp, readProbeCommand, type ProbeCommand } from './command-line.ts'
import { startObservedReader, type ObservedReader } from './observed-reader.ts'
import { personAtTerminal, type TerminalPerson } from './person.ts'
import { withoutSerial, shownReaders } from './reader-names.ts'
import type { Report } from './report.ts'
import { adoptReport, parseSeenFile } from './seen.ts'
import { stepIds } from './steps.ts'
import { caseTable } from './table.ts'
import { ofKind } from './taps.ts'
import { walkThrough, type StepRecord, type Walk } from './walk.ts'

/**
 * `npm run probe:reader`: a real reader, and a person with three badges, compared with what the project
 * assumes.
 */

const exitCodes = { foreseen: 0, unforeseen: 1, badCommand: 2, noReader: 3, incomplete: 4 } as const
const signalCodes: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
const seenPath = fileURLToPath(new URL('seen.json', import.meta.url))
/** A service or a reader that is just being started gets this long. */
const readyLimitMs = 20_000
const graceMs = 3000
/** All slots of a reader are listed soon after the first. */
const slotsMs = 700

const command = readProbeCommand(process.argv.slice(2))
process.exitCode = await run(command)

function run(given: ProbeCommand): Promise<number> | number {
  switch (given.kind) {
    case 'help':
      process.stdout.write(`${probeHelp}\n`)
      return 0
    case 'bad':
      process.stderr.write(`${given.problem}\n\n${probeHelp}\n`)
      return exitCodes.badCommand
    case 'adopt':
      return adopt(given.path)
    case 'walk':
      return probe(given)
    default:
      return given satisfies never
  }
}

function adopt(path: string): number {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    process.stderr.write(`${path} cannot be read: ${wordsOf(error)}\n`)
    return exitCodes.badCommand
  }
  const adopted = adoptReport(text, parseSeenFile(readFileSync(seenPath, 'utf8')))
  if (adopted.kind === 'bad') {
    process.stderr.write(`${path}: ${adopted.problem}\n`)
    return exitCodes.badCommand
  }
  writeFileSync(seenPath, `${JSON.stringify(adopted.file, null, 2)}\n`)
  process.stdout.write(`Recorded ${adopted.count} of ${readerCases.length} cases in ${seenPath}.\n`)
  return 0
}

async function probe(given: Extract<ProbeCommand, { kind: 'walk' }>): Promise<number> {
  const unwritable = given.reportPath === undefined ? undefined : whyUnwritable(given.reportPath)
  if (unwritable !== undefined) {
    process.stderr.write(`The report cannot be written: ${unwritable}\n`)
    return exitCodes.badCommand
  }
  const book = new BadgeBook()
  const person = personAtTerminal((text) => {
    const lines = text
      .split('\n')
      .map((line) => (book.isIn(line) ? '(not shown: it holds a badge number)' : line))
    process.stdout.write(`${lines.join('\n')}\n`)
  })
  const reader = startObservedReader(given.readerName, book)
  try {
    return await probeReader(given, { book, person, reader })
  } finally {
    person.leave()
    await reader.stop()
  }
}

interface Probe {
  readonly book: BadgeBook
  readonly person: TerminalPerson
  readonly reader: ObservedReader
}

async function probeReader(
  { reportPath, stepLimitMs }: Extract<ProbeCommand, { kind: 'walk' }>,
  { book, person, reader }: Probe,
): Promise<number> {
  person.say('Looking for a badge reader …')
  const readers = await readersFound(reader, person)
  if (readers === undefined) {
    if (person.stoppedBy !== undefined) return stopped(person, person.stoppedBy)
    person.say(whyNoReader(reader.status))
    return exitCodes.noReader
  }
  person.say(`Found: ${shownReaders(readers)}. Enter skips a step; each waits ${stepLimitMs / 1000} s.`)
  const start = { events: [...reader.events], readers }
  const steps = await walkThrough({
    reader,
    person,
    stepLimitMs,
    now: () => systemClock.now().monotonicMs,
    afterStep: (_, record) => person.say(`      ${summary(record)}`),
  })
  const report = reportOf({ platform: process.platform, start, steps }, book)
  person.say(`\n${caseTable(report)}\n`)
  const { text, code } = verdict(report, steps)
  person.say(text)
  if (reportPath !== undefined && !writeReport(reportPath, report, { book, person, reader }))
    return exitCodes.unforeseen
  return person.stoppedBy === undefined ? code : stopped(person, person.stoppedBy)
}

/** The names of the readers that are ready; `undefined`: there are none, or the person has stopped the probe. */
async function readersFound(
  reader: ObservedReader,
  person: TerminalPerson,
): Promise<readonly string[] | undefined> {
  const startedMs = systemClock.now().monotonicMs
  let toldMs: number | undefined
  for (;;) {
    const { status } = reader
    if (status.kind === 'ready') {
      await pause(slotsMs)
      return reader.status.kind === 'ready' ? reader.status.readers : status.readers
    }
    const nowMs = systemClock.now().monotonicMs
    if (status.kind !== 'starting') toldMs ??= nowMs
    const isHopeless = status.kind === 'no-service' && status.why === 'software-missing'
    const isOver = nowMs - (toldMs ?? nowMs) > graceMs || nowMs - startedMs > readyLimitMs
    if (isHopeless || isOver || person.hasStopped()) return undefined
    await pause(50)
  }
}

function whyNoReader(status: ReaderStatus): string {
  switch (status.kind) {
    case 'no-service':
      return status.why === 'software-missing'
        ? 'nfc-pcsc cannot be loaded. Install a compiler and, on Linux, libpcsclite-dev, then run "npm ci" again.'
        : 'The smart card service does not answer. On Linux: sudo systemctl start pcscd.socket. On Windows the service is SCardSvr.'
    case 'no-reader':
      return 'There is no badge reader. Plug it in, and see what pcsc_scan lists.'
    case 'no-such-reader':
      return `No reader's name contains what --reader says. There: ${status.present.join(', ')}`
    case 'no-access':
      return `This account may not use the smart card service: ${status.detail}`
    case 'failing':
      return `The badge reader fails: ${status.detail}`
    case 'starting':
      return `The reader process has said nothing for ${readyLimitMs / 1000} s.`
    case 'ready':
      return 'The badge reader has gone.'
    default:
      return status satisfies never
  }
}

/** A step in a line. */
function summary({ end, events }: StepRecord): string {
  switch (end) {
    case 'skipped':
      return 'Skipped.'
    case 'timed-out':
      return 'Nothing in time; going on.'
    case 'stopped':
      return 'Stopped.'
    case 'nothing-came':
      return 'The reader told nothing.'
    case 'done': {
      const badges = ofKind(events, 'number').map(({ badge }) => `${badge.name} (${badge.lengthBytes} bytes)`)
      const problems = ofKind(events, 'failure').map(({ problem }) => problem)
      return `Seen${[...badges, ...problems].map((what) => `: ${what}`).join('')}.`
    }
    default:
      return end satisfies never
  }
}

function reportOf(walk: Walk, book: BadgeBook): Report {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return {
    tool: 'probe:reader',
    version,
    date: new Date().toISOString().slice(0, 10),
    os: `${type()} ${release()} ${arch()}`,
    node: process.version,
    readers: walk.start.readers.map(withoutSerial),
    badges: book.badges.map(({ name, lengthBytes, firstByte }) => ({ name, lengthBytes, firstByte })),
    cases: readerCases.map((one) => ({ id: one.id, seen: one.seenIn(walk) })),
  }
}

function verdict({ cases }: Report, steps: Walk['steps']): { text: string; code: number } {
  const count = (kind: Report['cases'][number]['seen']['kind']) =>
    cases.filter(({ seen }) => seen.kind === kind).length
  const unforeseen = count('unforeseen')
  const text = `${cases.length} cases: ${count('answer')} with an answer the kiosk is ready for, ${unforeseen} with another, ${count('not-seen')} not seen.`
  if (unforeseen > 0) return { text, code: exitCodes.unforeseen }
  const ends = stepIds.map((id) => steps[id]?.end)
  const isWhole = ends.every((end) => end === 'done' || end === 'nothing-came')
  return { text, code: isWhole ? exitCodes.foreseen : exitCodes.incomplete }
}

function writeReport(path: string, report: Report, { book, person }: Probe): boolean {
  const text = `${JSON.stringify(report, null, 2)}\n`
  if (book.isIn(text)) {
    person.say('The report would hold a badge number, which is a fault of this probe; it is not written.')
    return false
  }
  try {
    writeFileSync(path, text)
  } catch (error) {
    person.say(`The report cannot be written: ${wordsOf(error)}`)
    return false
  }
  person.say(`Report: ${path}`)
  return true
}

function stopped(person: TerminalPerson, signal: NodeJS.Signals): number {
  person.say(`Stopped by ${signal}; what was not asked for by then counts as not seen.`)
  return signalCodes[signal] ?? 1
}

/** Asked before the walk: nobody walks it twice. */
function whyUnwritable(path: string): string | undefined {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK)
    return undefined
  } catch (error) {
    return wordsOf(error)
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
