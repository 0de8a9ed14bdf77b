import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { typeScriptArguments } from '../support/reader-process.ts'
import { Pcscd } from '../support/pcscd.ts'
import { tempFolder } from '../support/temp-folder.ts'
import {
  answering,
  desfire,
  lay,
  mifareClassic,
  present,
  type LaidCard,
  type VirtualCard,
} from '../support/virtual-card.ts'
import { waitUntil } from '../support/wait-until.ts'
import { readerCases } from './cases/index.ts'
import { numberFormsIn } from './number-forms.ts'
import { parseReport, type Report } from './report.ts'
import { steps, type StepId } from './steps.ts'

const probeEntry = fileURLToPath(new URL('probe.ts', import.meta.url))
const seenPath = fileURLToPath(new URL('seen.json', import.meta.url))

const uids = { a: 'e1b7c3d9', b: '04a1b2c3d4e5f6', c: '04deadbe7e57ed', phone: '08c0ffee' }

/** ISO 14443-4, with the UID among the historical bytes, as an issuer may have it. */
function cardWithUidInAtr(uid: string): VirtualCard {
  const body = Buffer.from(`878001${uid}`, 'hex')
  const checksum = body.reduce((sum, byte) => sum ^ byte, 0)
  return { ...desfire(uid), atr: Buffer.concat([Buffer.of(0x3b), body, Buffer.of(checksum)]) }
}

let pcscd: Pcscd
let folder: string
let cleanUp: (() => Promise<void> | void)[]

beforeEach(() => {
  pcscd = new Pcscd()
  folder = tempFolder()
  cleanUp = [() => pcscd.stop()]
})
afterEach(async () => {
  for (const action of cleanUp.reverse()) await action()
})

interface RunningProbe {
  readonly child: ChildProcess
  readonly output: () => string
  /** Waits for the prompt of a step. */
  prompted(id: StepId): Promise<void>
  pressEnter(): void
  /** Resolves with the exit code, all output read. */
  readonly ended: Promise<number | null>
  /** What `--report` wrote, and its text. */
  report(): { readonly text: string; readonly report: Report }
}

function startProbe(...args: readonly string[]): RunningProbe {
  const reportPath = join(folder, 'report.json')
  const child = spawn(
    process.execPath,
    [...typeScriptArguments, probeEntry, '--report', reportPath, ...args],
    { stdio: 'pipe' },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (output += bytes.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  cleanUp.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    output: () => output,
    prompted: async (id) => {
      const prompt = steps.find((step) => step.id === id)?.prompt ?? ''
      await waitUntil(`the prompt of ${id}, after: ${output}`, () => output.includes(prompt), {
        limitMs: 30_000,
      })
    },
    pressEnter: () => void child.stdin.write('\n'),
    ended,
    report: () => {
      const text = readFileSync(reportPath, 'utf8')
      const parsed = parseReport(text)
      if (parsed.kind === 'bad') throw new Error(parsed.problem)
      return { text, report: parsed.report }
    },
  }
}

/** Does what each step asks for, and skips those that `deeds` leaves out. */
async function walk(probe: RunningProbe, deeds: Partial<Record<StepId, () => Promise<void>>>): Promise<void> {
  for (const { id, needs } of steps) {
    if (needs !== undefined && deeds[needs] === undefined) continue
    await probe.prompted(id)
    const deed = deeds[id]
    if (deed === undefined) probe.pressEnter()
    else await deed()
  }
}

/** The process number of the probe's reader process; `undefined`: there is none just now. */
function readerProcessOf({ child: { pid } }: RunningProbe): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
  return children.find((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('probe-process.ts'))
}

const seenOf = ({ cases }: Report) => Object.fromEntries(cases.map(({ id, seen }) => [id, seen]))
const kindOf = (report: Report, id: string) => seenOf(report)[id]?.kind

describe('a walk at a reader', () => {
  test('sees every case, and neither prints nor reports a badge number', async () => {
    await pcscd.start()
    const probe = startProbe('--reader', '00 00')
    let held: LaidCard | undefined
    await walk(probe, {
      'hold-a': async () => void (held = await lay(mifareClassic(uids.a))),
      'lift-a': async () => held?.takeAway(),
      'again-a': () => present(mifareClassic(uids.a)),
      'badge-b': () => present(desfire(uids.b)),
      'badge-c': () => present(cardWithUidInAtr(uids.c)),
      'two-cards': () => present(desfire(uids.b)),
      phone: () => present(desfire(uids.phone)),
      unplug: () => pcscd.kill(),
      replug: () => pcscd.start(),
      'after-replug': () => present(mifareClassic(uids.a)),
    })
    expect(await probe.ended, probe.output()).toBe(0)

    const { report, text } = probe.report()
    expect(report.cases.map(({ id }) => id)).toEqual(readerCases.map(({ id }) => id))
    expect(
      Object.fromEntries(
        report.cases.map(({ id, seen }) => [id, seen.kind === 'answer' ? seen.name : seen.kind]),
      ),
    ).toEqual({
      'reader-name': 'as documented',
      'reader-slots': 'one',
      'listed-in-time': 'in-time',
      'atr-form': 'as documented',
      'atr-storage-card': 'as documented',
      'get-uid': 'as documented',
      'uid-length': 'as documented',
      'uid-order': 'as documented',
      'uid-same': 'as documented',
      'uid-distinct': 'as documented',
      'time-to-uid': 'within-1-s',
      'told-once': 'as documented',
      'removal-told': 'as documented',
      'two-cards': 'one',
      phone: 'random',
      'unplug-told': 'no-service',
      'replug-found': 'as documented',
      'replug-process': 'new-process',
      'replug-name': 'same',
      'replug-read': 'as documented',
    })
    expect(seenOf(report)['uid-same']).toEqual({ kind: 'answer', name: 'as documented', detail: '3 taps: A' })
    for (const { id } of readerCases) expect(probe.output()).toContain(id)
    for (const uid of Object.values(uids)) {
      expect(numberFormsIn(probe.output(), uid)).toEqual([])
      expect(numberFormsIn(text, uid)).toEqual([])
    }
  }, 90_000)

  test('reports a number whose bytes are reversed, an answer without success, and badges that are alike', async () => {
    await pcscd.start()
    const probe = startProbe('--reader', '00 00')
    let held: LaidCard | undefined
    await walk(probe, {
      'hold-a': async () => void (held = await lay(mifareClassic('e1b7c3d9'))),
      'lift-a': async () => held?.takeAway(),
      'again-a': () => present(mifareClassic('d9c3b7e1')),
      'badge-b': () => present(mifareClassic('e1b7c3d9')),
      'badge-c': () => present(answering(Buffer.from('6A81', 'hex')), { holdMs: 1500 }),
    })
    expect(await probe.ended, probe.output()).toBe(1)
    const { report, text } = probe.report()
    const seen = seenOf(report)
    expect(seen['uid-same']).toEqual({ kind: 'unforeseen', description: 'A, B (bytes reversed)' })
    expect(seen['uid-distinct']).toEqual({ kind: 'unforeseen', description: 'A, A' })
    expect(seen['get-uid']).toEqual({ kind: 'unforeseen', description: '6A81 after 0 bytes, no-number' })
    expect(seen['phone']).toEqual({ kind: 'not-seen', why: 'skipped' })
    expect(numberFormsIn(probe.output() + text, 'e1b7c3d9')).toEqual([])
  }, 60_000)

  test('skipped by Enter, it says that it has not seen everything; nothing is recorded for a virtual reader', async () => {
    await pcscd.start()
    const probe = startProbe()
    await walk(probe, {})
    expect(await probe.ended, probe.output()).toBe(4)
    expect(kindOf(probe.report().report, 'reader-slots')).toBe('answer')
    expect(kindOf(probe.report().report, 'get-uid')).toBe('not-seen')

    const before = readFileSync(seenPath, 'utf8')
    const adopting = spawnSync(
      process.execPath,
      [...typeScriptArguments, probeEntry, '--adopt', join(folder, 'report.json')],
      { encoding: 'utf8' },
    )
    expect(adopting.status).toBe(2)
    expect(adopting.stderr).toContain('virtual reader')
    expect(readFileSync(seenPath, 'utf8')).toBe(before)
  }, 60_000)

  test('continues by itself if nobody does anything; a yes turns silence into the answer that nothing comes', async () => {
    await pcscd.start()
    const probe = startProbe('--seconds', '1')
    await waitUntil('the question', () => probe.output().includes('Did you hold both'), { limitMs: 30_000 })
    probe.child.stdin?.write('y\n')
    expect(await probe.ended, probe.output()).toBe(4)
    const seen = seenOf(probe.report().report)
    expect(seen['two-cards']).toMatchObject({ kind: 'answer', name: 'none' })
    expect(seen['phone']?.kind).toBe('not-seen')
  }, 60_000)

  test('a killed reader process is restarted, and the walk continues', async () => {
    await pcscd.start()
    const probe = startProbe('--reader', '00 00', '--seconds', '6')
    await probe.prompted('hold-a')
    probe.pressEnter()
    await probe.prompted('again-a')
    const killed = readerProcessOf(probe)
    process.kill(killed ?? 0, 'SIGKILL')
    await waitUntil('another process', () => ![undefined, killed].includes(readerProcessOf(probe)))
    // Left there until it is read: the new process takes its time to start.
    const laid = await lay(desfire(uids.b))
    await probe.prompted('badge-b')
    await laid.takeAway()
    expect(probe.output()).toContain('Seen: A (7 bytes)')
  }, 60_000)
})

describe('a probe that cannot go on', () => {
  test('without the smart card service it says what to start, with its own exit code', async () => {
    const probe = startProbe()
    expect(await probe.ended).toBe(3)
    expect(probe.output()).toContain('sudo systemctl start pcscd.socket')
    expect(existsSync(join(folder, 'report.json'))).toBe(false)
  }, 60_000)

  test('without a reader of that name it says so, with the same exit code', async () => {
    await pcscd.start()
    const probe = startProbe('--reader', 'ACR1252')
    expect(await probe.ended).toBe(3)
    expect(probe.output()).toContain("No reader's name contains what --reader says")
  }, 60_000)

  test('stopped by a signal it reports what it has seen, and leaves no process behind', async () => {
    await pcscd.start()
    const probe = startProbe('--reader', '00 00')
    await probe.prompted('hold-a')
    const laid = await lay(mifareClassic(uids.a))
    await probe.prompted('lift-a')
    const readerProcess = readerProcessOf(probe)
    expect(readerProcess).toBeDefined()
    probe.child.kill('SIGTERM')
    expect(await probe.ended, probe.output()).toBe(143)
    expect(probe.output()).toContain('Stopped by SIGTERM')
    const { report } = probe.report()
    expect(kindOf(report, 'told-once')).toBe('answer')
    expect(seenOf(report)['removal-told']).toEqual({ kind: 'not-seen', why: 'the probe was stopped' })
    expect(existsSync(`/proc/${readerProcess}`)).toBe(false)
    await laid.takeAway()
  }, 60_000)
})
