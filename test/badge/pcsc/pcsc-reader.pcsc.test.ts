import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listReaders } from '../../../electron/badge/pcsc/list-readers.ts'
import { PcscReader } from '../../../electron/badge/pcsc/pcsc-reader.ts'
import { systemClock } from '../../../electron/base/time/clock.ts'
import type { ReaderStatus } from '../../../electron/contract/kiosk-state.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { Pcscd, virtualReaders } from '../../support/pcscd.ts'
import {
  readerProcessEntry,
  sourceReaderProcessHost,
  typeScriptArguments,
} from '../../support/reader-process.ts'
import {
  contactCard,
  desfire,
  emptyAnswer,
  garbage,
  lay,
  mifareClassic,
  phone,
  present,
  removedMidRead,
  silent,
  wrongStatusWord,
  type VirtualCard,
} from '../../support/virtual-card.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { createReaderRecorder } from '../reader-recorder.ts'

const bothReady: ReaderStatus = { kind: 'ready', readers: [...virtualReaders] }
const startLimit = { limitMs: 20_000 }

let pcscd: Pcscd
let cleanUp: (() => Promise<void>)[]

beforeEach(() => {
  pcscd = new Pcscd()
  cleanUp = [() => pcscd.stop()]
})
afterEach(async () => {
  for (const action of cleanUp.reverse()) await action()
})

function startReader(readerName?: string) {
  const host = sourceReaderProcessHost()
  const log = createCollectedLog()
  const reader = new PcscReader({
    host,
    clock: systemClock,
    log,
    giveUp: () => undefined,
    ...(readerName === undefined ? {} : { readerName }),
  })
  const heard = createReaderRecorder()
  reader.start(heard)
  cleanUp.push(() => reader.stop())
  const isReady = () => waitUntil('the reader to be ready', () => heard.status?.kind === 'ready', startLimit)
  /** Waits until there are `count` outcomes and gives the latest. */
  const outcome = async (count: number) => {
    await waitUntil(`outcome ${count}`, () => heard.outcomes.length >= count)
    return heard.outcomes.at(-1)
  }
  const pid = () => host.pids.at(-1) ?? 0
  return { reader, host, log, heard, isReady, outcome, pid }
}

/** A busy machine reports a tap later than `present` waits. */
const lateAnswer = { timeout: 10_000 }

async function startAll() {
  await pcscd.start()
  const all = startReader()
  await all.isReady()
  // Its two readers are found one after the other.
  await waitUntil(
    'both readers',
    () => all.heard.status?.kind === 'ready' && all.heard.status.readers.length === 2,
  )
  return all
}

/** Processor time a process has used so far, in milliseconds (`/proc/PID/stat`, in ticks of 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A program that takes the first card it meets for itself alone, and then says so. */
const holdExclusively = `
  const pcsc = require('@pokusew/pcsclite')()
  pcsc.on('error', () => {})
  pcsc.on('reader', (reader) => {
    reader.on('error', () => {})
    reader.on('status', ({ state }) => {
      if ((state & reader.SCARD_STATE_PRESENT) === 0 || reader.connected) return
      reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE }, (error) => {
        if (!error) console.log('held')
      })
    })
  })
`

describe('badges on a real pcscd', () => {
  test('MIFARE Classic and DESFire are read, a phone is refused as random', async () => {
    const { heard } = await startAll()
    expect(heard.status).toEqual(bothReady)
    await present(mifareClassic('a1b2c3d4'))
    await present(desfire('04a1b2c3d4e5f6'))
    await present(phone())
    await vi.waitFor(
      () => expect(heard.outcomes).toEqual(['A1B2C3D4', '04A1B2C3D4E5F6', 'random-number']),
      lateAnswer,
    )
  })

  test('two readers are both read, at the same time too', async () => {
    const { heard } = await startAll()
    await Promise.all([
      present(mifareClassic('a1b2c3d4'), { reader: 0 }),
      present(desfire('04a1b2c3d4e5f6'), { reader: 1 }),
    ])
    expect([...heard.outcomes].sort()).toEqual(['04A1B2C3D4E5F6', 'A1B2C3D4'])
  })

  test('a reader name leaves the other reader out', async () => {
    await pcscd.start()
    const { heard, isReady } = startReader('pcd 00 01')
    await isReady()
    expect(heard.status).toEqual({
      kind: 'ready',
      readers: [virtualReaders[1]],
      others: [{ name: virtualReaders[0], why: 'reader.name is not in its name' }],
    })
    await present(mifareClassic('a1b2c3d4'), { reader: 0 })
    await present(desfire('04a1b2c3d4e5f6'), { reader: 1 })
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['04A1B2C3D4E5F6']), lateAnswer)
  })

  test('a reader name that matches none is reported with the connected readers', async () => {
    await pcscd.start()
    const { heard } = startReader('ACR1252')
    await waitUntil('the status', () => heard.status?.kind === 'no-such-reader', startLimit)
    await waitUntil(
      'both names',
      () => heard.status?.kind === 'no-such-reader' && heard.status.present.length === 2,
    )
    expect(heard.status).toEqual({ kind: 'no-such-reader', present: [...virtualReaders] })
  })

  test('the instant of a tap is its arrival, by the clock that all processes share', async () => {
    const { heard, outcome } = await startAll()
    const before = systemClock.now()
    const laid = await lay(mifareClassic('a1b2c3d4'))
    await outcome(1)
    const after = systemClock.now()
    await laid.takeAway()
    const at = heard.reads[0]?.at
    expect(at?.monotonicMs).toBeGreaterThan(before.monotonicMs)
    expect(at?.monotonicMs).toBeLessThan(after.monotonicMs)
    // Each process reads the wall clock for itself.
    expect(at?.wallMs).toBeGreaterThan(before.wallMs - 100)
    expect(at?.wallMs).toBeLessThan(after.wallMs + 100)
  })

  test('a badge on the reader at the start is reported as such, and as a tap once it is put back', async () => {
    await pcscd.start()
    const laid = await lay(mifareClassic('a1b2c3d4'))
    await laid.noticed()
    const { heard, outcome } = startReader()
    await outcome(1)
    await laid.takeAway()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4', 'A1B2C3D4']), lateAnswer)
    expect(heard.reads.map((read) => read.kind === 'badge' && read.wasThereAtStart)).toEqual([
      true,
      undefined,
    ])
  })

  test('a badge left lying is read once, and once more when it is removed and put back', async () => {
    const { heard } = await startAll()
    await present(mifareClassic('a1b2c3d4'), { holdMs: 3000 })
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4', 'A1B2C3D4']), lateAnswer)
  })
})

describe('cards that are not badges', () => {
  const whyContact = 'the card in it has contacts: no contactless ATR, and no UID'

  test('a card in its slot at the start makes that slot no badge reader, and nothing is shown', async () => {
    await pcscd.start()
    const laid = await lay(contactCard(), { reader: 1 })
    await laid.noticed()
    const { heard, log } = startReader()
    const ready = {
      kind: 'ready',
      readers: [virtualReaders[0]],
      others: [{ name: virtualReaders[1], why: whyContact }],
    }
    await waitUntil(
      'the status',
      () => heard.status?.kind === 'ready' && heard.status.others !== undefined,
      startLimit,
    )
    expect(heard.status).toEqual(ready)
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
    expect(log.of('reader.unreadable')).toEqual([])
  })

  test('if that was the only slot, the kiosk has no reader until a badge is read in it', async () => {
    await pcscd.start()
    const laid = await lay(contactCard())
    await laid.noticed()
    const { heard, outcome } = startReader()
    const other = await lay(contactCard(), { reader: 1 })
    await waitUntil('the status', () => heard.status?.kind === 'no-reader', startLimit)
    expect(heard.status).toEqual({
      kind: 'no-reader',
      others: virtualReaders.map((name) => ({ name, why: whyContact })),
    })
    expect(heard.outcomes).toEqual([])
    await laid.takeAway()
    await other.takeAway()
    await present(mifareClassic('a1b2c3d4'))
    expect(await outcome(1)).toBe('A1B2C3D4')
    expect(heard.status).toMatchObject({ kind: 'ready', readers: [virtualReaders[0]] })
  })

  test('a card in the reader that the config names is reported as unreadable', async () => {
    await pcscd.start()
    const { heard, isReady, outcome } = startReader('pcd 00 01')
    await isReady()
    await present(contactCard(), { reader: 1, holdMs: 1500 })
    expect(await outcome(1)).toBe('no-number')
    expect(heard.status).toMatchObject({ kind: 'ready', readers: [virtualReaders[1]] })
  })
})

describe('a badge that is removed', () => {
  test('is reported once, after it was read', async () => {
    const { heard, outcome } = await startAll()
    const laid = await lay(mifareClassic('a1b2c3d4'))
    await outcome(1)
    expect(heard.left).toEqual([])
    await laid.takeAway()
    await waitUntil('its removal', () => heard.left.length > 0)
    await present(wrongStatusWord(), { holdMs: 1500 })
    expect(heard.left.map((each) => each.badge)).toEqual(['A1B2C3D4'])
    const [read] = heard.reads
    expect(heard.left[0]?.at.monotonicMs).toBeGreaterThan(read?.at.monotonicMs ?? Infinity)
  })

  test('is reported when the service or the reader process ends while it lies there', async () => {
    const { heard, isReady, outcome, pid } = await startAll()
    await lay(mifareClassic('a1b2c3d4'))
    await outcome(1)
    process.kill(pid(), 'SIGKILL')
    await waitUntil('its removal', () => heard.left.length === 1)
    await isReady()
    await lay(desfire('04a1b2c3d4e5f6'), { reader: 1 })
    await outcome(2)
    await pcscd.kill()
    await waitUntil('its removal', () => heard.left.length === 2)
    expect(heard.left.map((each) => each.badge)).toEqual(['A1B2C3D4', '04A1B2C3D4E5F6'])
  })
})

describe('--list-only', () => {
  const list = (name?: string) => listReaders(sourceReaderProcessHost(), systemClock, name)

  test('lists the readers, or reports that none has the name, or that the service is stopped', async () => {
    expect(await list()).toEqual({ kind: 'no-service', why: 'service-stopped' })
    await startAll()
    expect(await list()).toEqual(bothReady)
    expect(await list('ACR1252')).toEqual({ kind: 'no-such-reader', present: [...virtualReaders] })
  }, 60_000)
})

describe('badges that deliver no number', () => {
  test.each<[string, () => VirtualCard, number, string]>([
    ['answers garbage', garbage, 1500, 'no-number'],
    ['answers an error', wrongStatusWord, 1500, 'no-number'],
    ['answers with nothing in it', emptyAnswer, 700, 'no-number'],
    ['never answers', silent, 2000, 'no-number'],
    ['is taken away while it is read', removedMidRead, 700, 'removed-too-soon'],
  ])('one that %s is reported as such, and the next tap works', async (_, card, holdMs, problem) => {
    const { heard, outcome } = await startAll()
    await present(card(), { holdMs })
    expect(await outcome(1)).toBe(problem)
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual([problem, 'A1B2C3D4']), lateAnswer)
  })

  test('one that another program uses exclusively is reported as unreadable, with the cause in the log', async () => {
    await pcscd.start()
    const laid = await lay(mifareClassic('a1b2c3d4'))
    const holder = spawn(process.execPath, ['-e', holdExclusively], { stdio: ['ignore', 'pipe', 'inherit'] })
    const holderEnded = once(holder, 'exit')
    const endHolder = async () => {
      holder.kill('SIGKILL')
      await holderEnded
    }
    cleanUp.push(endHolder)
    await once(holder.stdout, 'data')
    const { heard, log, outcome } = startReader('00 00')
    await waitUntil('the outcome', () => heard.outcomes.length > 0, startLimit)
    expect(await outcome(1)).toBe('no-number')
    expect(log.of('reader.unreadable')[0]?.['detail']).toMatch(/0x8010000b/i)
    await laid.takeAway()
    await endHolder()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['no-number', 'A1B2C3D4']), lateAnswer)
  })

  test('one that keeps its reader waiting removes the reader from the list until it is gone', async () => {
    const { heard, outcome } = await startAll()
    const laid = await lay(silent())
    expect(await outcome(1)).toBe('no-number')
    await waitUntil('the list', () => heard.status?.kind === 'ready' && heard.status.readers.length === 1)
    expect(heard.status).toEqual({ kind: 'ready', readers: [virtualReaders[1]] })
    await laid.takeAway()
    expect(heard.status).toEqual(bothReady)
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['no-number', 'A1B2C3D4']), lateAnswer)
  })
})

describe('the smart card service', () => {
  test('killed and restarted: reported in between, and the next tap works, every time', async () => {
    const { heard, isReady, log } = await startAll()
    for (let round = 1; round <= 3; round++) {
      await pcscd.kill()
      await waitUntil('the status', () => heard.status?.kind === 'no-service')
      expect(heard.status).toEqual({ kind: 'no-service', why: 'service-stopped' })
      await pcscd.start()
      await isReady()
      await present(mifareClassic('a1b2c3d4'))
      await vi.waitFor(() => expect(heard.outcomes).toHaveLength(round), lateAnswer)
    }
    expect(log.of('reader.process-ended').map((fields) => fields['how'])).toEqual(
      Array(3).fill('exit code 0'),
    )
    expect(log.of('reader.process-silent')).toEqual([])
  })

  test('stopped cleanly is reported too', async () => {
    const { heard } = await startAll()
    await pcscd.stop()
    await waitUntil('the status', () => heard.status?.kind === 'no-service')
  })

  test('absent at the start: reported, without a busy loop or silence, and the reader is ready once it starts', async () => {
    const { heard, isReady, pid, host, log } = startReader()
    await waitUntil('the status', () => heard.status?.kind === 'no-service', startLimit)
    const cpuBefore = cpuMs(pid())
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(log.of('reader.process-silent')).toEqual([])
    expect(cpuMs(pid()) - cpuBefore).toBeLessThan(1000)
    expect(host.pids).toHaveLength(1)
    await pcscd.start()
    await isReady()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
    expect(heard.statuses.map((status) => status.kind).slice(0, 2)).toEqual(['starting', 'no-service'])
  })

  test('that closes the connection, as pcscd does for an account that polkit refuses, is reported as missing rights', async () => {
    const path = join(tempFolder(), 'pcscd.comm')
    // pcsc-lite, src/winscard_svc.c, ContextThread: "Rejected unauthorized PC/SC client", then it closes.
    const server = createServer((socket) => socket.destroy()).listen(path)
    cleanUp.push(async () => {
      delete process.env['PCSCLITE_CSOCK_NAME']
      server.close()
      await Promise.resolve()
    })
    await once(server, 'listening')
    process.env['PCSCLITE_CSOCK_NAME'] = path
    const { heard } = startReader()
    await waitUntil('the status', () => heard.status?.kind === 'no-access', startLimit)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'no-access'])
  })

  test('frozen: detected, reported as failing, and ready once it continues', async () => {
    await pcscd.start()
    pcscd.freeze()
    const { heard, isReady } = startReader()
    await waitUntil('the status', () => heard.status?.kind === 'failing', { limitMs: 30_000 })
    pcscd.thaw()
    await isReady()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
  }, 60_000)
})

describe('the reader process', () => {
  test('killed: reported, restarted, and the next tap works', async () => {
    const { heard, isReady, host, pid } = await startAll()
    process.kill(pid(), 'SIGKILL')
    await waitUntil('the status', () => heard.status?.kind === 'failing')
    await isReady()
    expect(host.pids).toHaveLength(2)
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
  })

  test('frozen: detected, ended and restarted, and the next tap works', async () => {
    const { heard, isReady, log, pid } = await startAll()
    const frozen = pid()
    process.kill(frozen, 'SIGSTOP')
    await waitUntil('the status', () => heard.status?.kind === 'failing')
    expect(log.of('reader.process-silent')).toEqual([{ pid: frozen }])
    expect(isAlive(frozen)).toBe(false)
    await isReady()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(() => expect(heard.outcomes).toEqual(['A1B2C3D4']), lateAnswer)
  })

  test('killed with a badge lying on the reader: the badge is not read again', async () => {
    const { heard, isReady, outcome, pid } = await startAll()
    const laid = await lay(mifareClassic('a1b2c3d4'))
    await outcome(1)
    process.kill(pid(), 'SIGKILL')
    await waitUntil('the status', () => heard.status?.kind === 'failing')
    await isReady()
    await present(desfire('04a1b2c3d4e5f6'), { reader: 1 })
    await laid.takeAway()
    await present(mifareClassic('a1b2c3d4'))
    await vi.waitFor(
      () => expect(heard.outcomes).toEqual(['A1B2C3D4', '04A1B2C3D4E5F6', 'A1B2C3D4']),
      lateAnswer,
    )
  })

  test('ends with the reader that started it, even with a badge on the reader', async () => {
    const { reader, outcome, pid, log } = await startAll()
    await lay(mifareClassic('a1b2c3d4'))
    await outcome(1)
    await reader.stop()
    expect(isAlive(pid())).toBe(false)
    expect(log.of('reader.process-ended')).toEqual([{ how: 'exit code 0' }])
  })

  test('ends when the kiosk is gone, whether the service runs or not', async () => {
    for (const isServiceThere of [false, true]) {
      if (isServiceThere) await pcscd.start()
      const child = fork(readerProcessEntry, { execArgv: [...typeScriptArguments] })
      const ended = once(child, 'exit')
      await once(child, 'message')
      child.disconnect()
      expect(await ended).toEqual([0, null])
    }
  })

  test('no badge number reaches the log', async () => {
    const { log } = await startAll()
    await present(mifareClassic('a1b2c3d4'))
    await present(phone())
    expect(log.text()).not.toMatch(/a1b2c3d4/i)
  })
})
