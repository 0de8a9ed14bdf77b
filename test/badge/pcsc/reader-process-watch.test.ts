import { describe, expect, test } from 'vitest'
import { at, badge, notAnswering, reader, ready, serviceStopped } from './reader-with-fake-process.ts'

describe('a process that ends', () => {
  test('is reported as failing and restarted at once', async () => {
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

  test('a stopped service stays the reported status when the process ends', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.say(serviceStopped)
    host.latest.exit('exit code 0')
    await clock.advance(250)
    host.latest.say(serviceStopped)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'ready', 'no-service'])
  })

  test('again and again is restarted with backoff, up to 30 s', async () => {
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

  test('because the service comes and goes is restarted within two seconds each time', async () => {
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

  test('after half a minute without problems is restarted without a long pause', async () => {
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

  test('because it cannot be started is reported as failing and retried', async () => {
    const { host, heard, clock, start } = reader()
    host.failure = new Error('EAGAIN')
    start()
    expect(heard.status).toMatchObject({ kind: 'failing' })
    host.failure = undefined
    await clock.advance(250)
    host.latest.say(ready)
    expect(heard.status).toMatchObject({ kind: 'ready' })
  })

  test('without any message for over a quarter of an hour is given up once', async () => {
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

  test('a badge placed during a restart is read', async () => {
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

describe('a process without a sign of life', () => {
  test('is ended after five seconds and restarted', async () => {
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

  test('that sends only unknown messages is ended too', async () => {
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
  test('is reported as failing, ended after fifteen seconds and restarted, even if it sends signs of life', async () => {
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

  test('is left alone if one answers in time', async () => {
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
  ])('is not given up if a reader %s in between', async (_, recover) => {
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
