import { describe, expect, test } from 'vitest'
import { PcscReader } from '../../../electron/badge/pcsc/pcsc-reader.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { FakeReaderProcessHost } from '../fake-reader-process.ts'
import { createReaderRecorder } from '../reader-recorder.ts'

const at = { wallMs: 1_700_000_000_000, monotonicMs: 5 }
const heartbeat = { type: 'heartbeat' }
const ready = { type: 'status', status: { kind: 'ready', readers: ['R1'] } }
const notAnswering = { type: 'status', status: { kind: 'not-answering' } }
const serviceStopped = { type: 'status', status: { kind: 'no-service', why: 'service-stopped' } }
const badge = (uid: string, alreadyThere = false) => ({ type: 'badge', reader: 'R1', uid, at, alreadyThere })
const failure = (problem: string) => ({
  type: 'failure',
  reader: 'R1',
  problem,
  detail: 'so it is',
  at,
  alreadyThere: false,
})

function reader(readerName?: string) {
  const host = new FakeReaderProcessHost()
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const givenUp: number[] = []
  const pcsc = new PcscReader({
    host,
    clock,
    log,
    giveUp: () => void givenUp.push(clock.now().monotonicMs),
    ...(readerName === undefined ? {} : { readerName }),
  })
  const heard = createReaderRecorder()
  /** Lets time pass while the process is alive and says so. */
  const live = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      host.latest.say(heartbeat)
      await clock.advance(1000)
    }
  }
  return { pcsc, host, clock, log, heard, live, givenUp, start: () => pcsc.start(heard) }
}

describe('what the process tells', () => {
  test('a status is told when it changes, and only then', () => {
    const { host, heard, log, start } = reader()
    start()
    for (const message of [ready, ready, heartbeat, ready]) host.latest.say(message)
    host.latest.say({ type: 'status', status: { kind: 'no-reader' } })
    host.latest.say(ready)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'ready', 'no-reader', 'ready'])
    expect(log.of('reader.status')).toHaveLength(4)
  })

  test('a badge is told with the instant at which the process saw it', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3D4E5F6'))
    expect(heard.reads).toEqual([{ kind: 'badge', badge: '04A1B2C3D4E5F6', at }])
  })

  test('the same badge twice is told twice: what a repeat means is decided elsewhere', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [badge('04A1B2C3'), { type: 'gone', reader: 'R1', at }, badge('04A1B2C3')]) {
      host.latest.say(message)
    }
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C3'])
  })

  test('each unreadable badge is told with its own problem', () => {
    const { host, heard, log, start } = reader()
    start()
    for (const message of [
      badge('08A1B2C3'),
      badge(''),
      badge('A1B2'),
      failure('no-number'),
      failure('removed-too-soon'),
      failure('several-badges'),
    ]) {
      host.latest.say(message)
    }
    expect(heard.outcomes).toEqual([
      'random-number',
      'no-number',
      'no-number',
      'no-number',
      'removed-too-soon',
      'several-badges',
    ])
    expect(log.of('reader.unreadable')).toHaveLength(6)
    expect(log.text()).not.toContain('A1B2C3')
  })

  test('a reader name is handed to the process', () => {
    const { host, start } = reader('ACR1252')
    start()
    expect(host.latest.args).toEqual(['--reader=ACR1252'])
  })

  test('messages that are none are ignored', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [
      undefined,
      'ready',
      { type: 'badge' },
      { type: 'badge', uid: 'zz' },
      { ...ready, status: 1 },
    ]) {
      host.latest.say(message)
    }
    expect(heard.reads).toEqual([])
    expect(heard.statuses).toEqual([{ kind: 'starting' }])
  })
})

describe('a process that ends', () => {
  test('is told as failing and started again at once', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.exit('SIGSEGV')
    expect(heard.status).toMatchObject({ kind: 'failing' })
    await clock.advance(250)
    expect(host.started).toHaveLength(2)
    host.latest.say(ready)
    expect(heard.status).toMatchObject({ kind: 'ready' })
  })

  test('after telling that the service has stopped, that stays what is told', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.say(serviceStopped)
    host.latest.exit('exit code 0')
    await clock.advance(250)
    host.latest.say(serviceStopped)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'ready', 'no-service'])
  })

  test('again and again is started in growing pauses, up to 30 s', async () => {
    const { host, clock, log, start } = reader()
    start()
    const pauses = [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]
    for (const [round, pauseMs] of pauses.entries()) {
      host.latest.exit('exit code 1')
      await clock.advance(pauseMs - 1)
      expect(host.started).toHaveLength(round + 1)
      await clock.advance(1)
      expect(host.started).toHaveLength(round + 2)
    }
    expect(log.of('reader.process-ended').map((fields) => fields['restartInMs'])).toEqual(pauses)
  })

  test('because the service comes and goes is started again within two seconds each time', async () => {
    const { host, clock, log, start } = reader()
    start()
    for (let round = 0; round < 10; round++) {
      host.latest.say(ready)
      host.latest.say(serviceStopped)
      host.latest.exit('exit code 0')
      await clock.advance(2000)
    }
    expect(host.started).toHaveLength(11)
    expect(log.of('reader.process-ended').at(-1)).toMatchObject({ restartInMs: 2000 })
  })

  test('after half a minute in order is started again without a long pause', async () => {
    const { host, clock, log, live, start } = reader()
    start()
    for (const pauseMs of [250, 500, 1000, 2000]) {
      host.latest.exit('exit code 1')
      await clock.advance(pauseMs)
    }
    await live(31)
    host.latest.exit('exit code 1')
    expect(log.of('reader.process-ended').at(-1)).toMatchObject({ restartInMs: 250 })
  })

  test('because it cannot be started is told as failing and tried again', async () => {
    const { host, heard, clock, start } = reader()
    host.failure = new Error('EAGAIN')
    start()
    expect(heard.status).toMatchObject({ kind: 'failing' })
    host.failure = undefined
    await clock.advance(250)
    host.latest.say(ready)
    expect(heard.status).toMatchObject({ kind: 'ready' })
  })

  test('without ever a word, for a quarter of an hour and more, is given up once', async () => {
    const { host, clock, log, givenUp, start } = reader()
    host.failure = new Error('EMFILE')
    start()
    await clock.advance(15 * 60_000)
    expect(givenUp).toEqual([])
    await clock.advance(15 * 60_000)
    expect(givenUp).toHaveLength(1)
    expect(log.of('reader.given-up')).toHaveLength(1)
  })

  test('a badge left lying over a restart is not read a second time', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.exit('SIGKILL')
    await clock.advance(250)
    host.latest.say(badge('04A1B2C3', true))
    expect(heard.outcomes).toEqual(['04A1B2C3'])
    host.latest.say({ type: 'gone', reader: 'R1', at })
    host.latest.say(badge('04A1B2C3'))
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C3'])
  })

  test('a badge laid on during a restart is read', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ type: 'gone', reader: 'R1', at })
    host.latest.exit('SIGKILL')
    await clock.advance(250)
    host.latest.say(badge('04A1B2C3', true))
    host.latest.exit('SIGKILL')
    await clock.advance(500)
    host.latest.say(badge('04D1E2F3', true))
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C3', '04D1E2F3'])
  })
})

describe('a badge that lies on the reader at the start of the program', () => {
  const there = { kind: 'badge', badge: '04A1B2C3', at, wasThereAtStart: true }
  const laid = { kind: 'badge', badge: '04A1B2C3', at }
  const uid = '04A1B2C3'
  const gone = { type: 'gone', reader: 'R1', at }
  const noReader = { type: 'status', status: { kind: 'no-reader' } }

  test.each<readonly [string, readonly unknown[]]>([
    ['before any status', [badge(uid, true)]],
    ['on a reader that is ready', [ready, badge(uid, true)]],
    ['on a reader that is found late', [noReader, ready, badge(uid, true)]],
  ])('is told as such: %s', (_, messages) => {
    const { host, heard, start } = reader()
    start()
    for (const message of messages) host.latest.say(message)
    expect(heard.reads).toEqual([there])
  })

  test('is a tap once it is taken away and laid down again', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [ready, badge(uid, true), gone, badge(uid)]) host.latest.say(message)
    expect(heard.reads).toEqual([there, laid])
  })

  test('is told as such for each reader', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge(uid, true))
    host.latest.say({ ...badge(uid, true), reader: 'R2' })
    expect(heard.reads).toEqual([there, there])
  })

  test.each<readonly [string, readonly unknown[]]>([
    [
      'that had a badge before',
      [ready, badge('04D1E2F3'), { ...gone, type: 'reader-gone' }, badge(uid, true)],
    ],
    ['that had a badge it could not read', [ready, failure('no-number'), badge(uid, true)]],
    ['that was unplugged', [ready, noReader, ready, badge(uid, true)]],
  ])('is not one on a reader %s', (_, messages) => {
    const { host, heard, start } = reader()
    start()
    for (const message of messages) host.latest.say(message)
    expect(heard.reads.at(-1)).toEqual(laid)
  })

  test('is not one that a later process finds', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.exit('SIGSEGV')
    await clock.advance(250)
    host.latest.say(ready)
    host.latest.say(badge(uid, true))
    expect(heard.reads).toEqual([laid])
  })

  test('is told as such by the first process that reached the smart card service', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(serviceStopped)
    host.latest.exit('exit code 0')
    await clock.advance(250)
    host.latest.say(ready)
    host.latest.say(badge(uid, true))
    expect(heard.reads).toEqual([there])
  })
})

describe('a process without a sign of life', () => {
  test('is ended after five seconds and started again', async () => {
    const { host, heard, clock, log, live, start } = reader()
    start()
    const first = host.latest
    first.say(ready)
    await live(20)
    await clock.advance(3900)
    expect(first.wasKilled).toBe(false)
    await clock.advance(1100)
    expect(first.wasKilled).toBe(true)
    expect(log.of('reader.process-silent')).toEqual([{ pid: 1 }])
    expect(heard.status).toMatchObject({ kind: 'failing' })
    await clock.advance(250)
    expect(host.started).toHaveLength(2)
  })

  test('has twenty seconds for its start, on a slow computer', async () => {
    const { host, clock, start } = reader()
    start()
    await clock.advance(19_000)
    expect(host.latest.wasKilled).toBe(false)
    await clock.advance(1000)
    expect(host.started[0]?.wasKilled).toBe(true)
  })

  test('that cannot even be killed is left behind', async () => {
    const { host, clock, start } = reader()
    start()
    host.latest.isObedient = false
    await clock.advance(22_250)
    expect(host.started).toHaveLength(2)
    host.started[0]?.exit('SIGKILL')
    await clock.advance(1000)
    expect(host.started).toHaveLength(2)
  })

  test('other than messages nobody understands, is ended too', async () => {
    const { host, clock, start } = reader()
    start()
    for (let second = 0; second < 20; second++) {
      host.latest.say({ type: 'heartbeat/2' })
      await clock.advance(1000)
    }
    expect(host.started[0]?.wasKilled).toBe(true)
  })
})

describe('a process none of whose readers answers', () => {
  test('is told as failing, ended after fifteen seconds and started again, though it gives signs of life', async () => {
    const { host, heard, clock, log, live, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.say(notAnswering)
    expect(heard.status).toEqual({ kind: 'failing', detail: 'The badge reader is not responding.' })
    await live(14)
    expect(host.latest.wasKilled).toBe(false)
    await live(1)
    expect(host.started[0]?.wasKilled).toBe(true)
    expect(log.of('reader.process-hung')).toEqual([{ pid: 1, inARow: 1 }])
    await clock.advance(250)
    expect(host.started).toHaveLength(2)
    host.latest.say(ready)
    expect(heard.status).toMatchObject({ kind: 'ready' })
  })

  test('is left alone where one answers in time', async () => {
    const { host, live, start } = reader()
    start()
    host.latest.say(notAnswering)
    await live(14)
    host.latest.say(ready)
    await live(60)
    expect(host.started).toHaveLength(1)
    expect(host.latest.wasKilled).toBe(false)
  })

  test('that cannot even be killed is left behind', async () => {
    const { host, live, start } = reader()
    start()
    host.latest.isObedient = false
    host.latest.say(notAnswering)
    await live(18)
    expect(host.started).toHaveLength(2)
  })

  /** As with a badge that lies on the reader: each process is ready for five seconds, then hangs. */
  const hangAgainFor = async ({ host, live }: ReturnType<typeof reader>, minutes: number) => {
    for (let second = 0; second < minutes * 60; second += 22) {
      host.latest.say(ready)
      await live(5)
      host.latest.say(notAnswering)
      await live(17)
    }
  }

  test('again and again for a quarter of an hour, is given up once', async () => {
    const kiosk = reader()
    kiosk.start()
    await hangAgainFor(kiosk, 13)
    expect(kiosk.givenUp).toEqual([])
    await hangAgainFor(kiosk, 30)
    expect(kiosk.givenUp).toHaveLength(1)
    expect(kiosk.log.of('reader.given-up')).toHaveLength(1)
  })

  test.each<[string, (kiosk: ReturnType<typeof reader>) => unknown]>([
    ['stayed ready for half a minute', ({ live }) => live(31)],
    ['read a badge', ({ host }) => host.latest.say(badge('04A1B2C3'))],
  ])('is not given up where in between a reader %s', async (_, recover) => {
    const kiosk = reader()
    kiosk.start()
    for (let round = 0; round < 3; round++) {
      await hangAgainFor(kiosk, 13)
      kiosk.host.latest.say(ready)
      await recover(kiosk)
    }
    expect(kiosk.givenUp).toEqual([])
  })
})

describe('without nfc-pcsc', () => {
  test('that is told, with the reason in the log, and looked at again once a minute', async () => {
    const { host, heard, clock, log, start } = reader()
    const isMissing = () => {
      host.latest.say(heartbeat)
      host.latest.say({ type: 'software-missing', detail: 'Cannot find package' })
      host.latest.exit('exit code 0')
    }
    start()
    isMissing()
    expect(heard.status).toEqual({ kind: 'no-service', why: 'software-missing' })
    expect(log.of('reader.status').at(-1)).toMatchObject({ detail: 'Cannot find package' })
    await clock.advance(59_000)
    expect(host.started).toHaveLength(1)
    await clock.advance(1000)
    isMissing()
    await clock.advance(60_000)
    expect(host.started).toHaveLength(3)
    expect(heard.statuses).toHaveLength(2)
  })

  test('and once it is there, the reader gets ready', async () => {
    const { host, heard, clock, log, start } = reader()
    start()
    host.latest.say({ type: 'software-missing', detail: '' })
    host.latest.exit('exit code 0')
    await clock.advance(60_000)
    host.latest.say(ready)
    expect(heard.status).toMatchObject({ kind: 'ready' })
    host.latest.exit('exit code 1')
    expect(log.of('reader.process-ended').at(-1)?.['restartInMs']).toBeLessThan(1000)
  })
})

describe('stop', () => {
  test('asks the process to end, resolves when it has, and starts no other', async () => {
    const { pcsc, host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    await pcsc.stop()
    expect(host.latest.received).toEqual([{ type: 'stop' }])
    expect(host.latest.wasKilled).toBe(false)
    await clock.advance(120_000)
    expect(host.started).toHaveLength(1)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'ready'])
    expect(clock.waiting).toBe(0)
  })

  test('ends a process that does not listen', async () => {
    const { pcsc, host, clock, start } = reader()
    start()
    host.latest.isObedient = false
    const stopped = pcsc.stop()
    await clock.advance(2000)
    expect(host.latest.wasKilled).toBe(true)
    await clock.advance(2000)
    await stopped
  })

  test('while a restart is due, starts nothing', async () => {
    const { pcsc, host, clock, start } = reader()
    start()
    host.latest.exit('exit code 1')
    await pcsc.stop()
    await clock.advance(60_000)
    expect(host.started).toHaveLength(1)
  })
})

describe('a badge that is taken away', () => {
  const later = { wallMs: at.wallMs + 700, monotonicMs: 705 }
  const gone = { type: 'gone', reader: 'R1', at: later }

  test('is told once, with its number and the instant', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    expect(heard.left).toEqual([])
    host.latest.say(gone)
    host.latest.say(gone)
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: later }])
  })

  test('is not told where no number was told', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [failure('no-number'), gone, badge('08A1B2C3'), gone, gone])
      host.latest.say(message)
    expect(heard.outcomes).toEqual(['no-number', 'random-number'])
    expect(heard.left).toEqual([])
  })

  test('is told for each reader', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ ...badge('04D1E2F3'), reader: 'R2' })
    host.latest.say({ ...gone, reader: 'R2' })
    expect(heard.left.map((each) => each.badge)).toEqual(['04D1E2F3'])
  })

  test('is told with the reader that is unplugged; the same badge found on it again is not read twice', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ ...gone, type: 'reader-gone' })
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: later }])
    host.latest.say(badge('04A1B2C3', true))
    host.latest.say(gone)
    expect(heard.outcomes).toEqual(['04A1B2C3'])
    expect(heard.left).toHaveLength(1)
  })

  test('is told with the process that ends, once', async () => {
    const { host, heard, clock, start } = reader()
    start()
    await clock.advance(40)
    host.latest.say(badge('04A1B2C3'))
    host.latest.exit('SIGKILL')
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: clock.now() }])
    await clock.advance(250)
    host.latest.say(badge('04A1B2C3', true))
    host.latest.say(gone)
    expect(heard.left).toHaveLength(1)
  })

  test('is told before the next badge where its removal was missed', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ ...badge('04D1E2F3'), at: later })
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: later }])
  })

  test('is not told once the reader was stopped', async () => {
    const { pcsc, host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    await pcsc.stop()
    expect(heard.left).toEqual([])
  })
})

describe('which reader it is', () => {
  const others = [{ name: 'Contact 0', why: 'its name says contact slot' }]

  test('slots that are no badge readers are handed on and logged, with why', () => {
    const { host, heard, log, start } = reader()
    start()
    host.latest.say({ type: 'status', status: { kind: 'ready', readers: ['R1'], others } })
    host.latest.say({ type: 'status', status: { kind: 'no-reader', others } })
    expect(heard.statuses.slice(1)).toEqual([
      { kind: 'ready', readers: ['R1'], others },
      { kind: 'no-reader', others },
    ])
    expect(log.of('reader.status').at(-1)).toEqual({
      status: 'no-reader',
      others: 'Contact 0: not a badge reader, its name says contact slot',
    })
  })

  test('the names that are there are logged where none is that of the config', () => {
    const { host, heard, log, start } = reader('ACR1252')
    start()
    host.latest.say({ type: 'status', status: { kind: 'no-such-reader', present: ['R1', 'R2'] } })
    expect(heard.status).toEqual({ kind: 'no-such-reader', present: ['R1', 'R2'] })
    expect(log.of('reader.status').at(-1)).toEqual({ status: 'no-such-reader', readers: 'R1, R2' })
  })

  test('missing rights stay what is told when the process ends', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say({ type: 'status', status: { kind: 'no-access', detail: 'refused' } })
    host.latest.exit('exit code 1')
    expect(heard.status).toEqual({ kind: 'no-access', detail: 'refused' })
  })
})
