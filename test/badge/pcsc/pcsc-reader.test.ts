import { describe, expect, test } from 'vitest'
import { at, badge, failure, heartbeat, reader, ready } from './reader-with-fake-process.ts'

describe('what the process reports', () => {
  test('a status is reported when it changes, and only then', () => {
    const { host, heard, log, start } = reader()
    start()
    for (const message of [ready, ready, heartbeat, ready]) host.latest.say(message)
    host.latest.say({ type: 'status', status: { kind: 'no-reader' } })
    host.latest.say(ready)
    expect(heard.statuses.map((status) => status.kind)).toEqual(['starting', 'ready', 'no-reader', 'ready'])
    expect(log.of('reader.status')).toHaveLength(4)
  })

  test('a badge is reported with the instant at which the process saw it', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3D4E5F6'))
    expect(heard.reads).toEqual([{ kind: 'badge', badge: '04A1B2C3D4E5F6', at }])
  })

  test('the same badge twice is reported twice: repeats are handled elsewhere', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [badge('04A1B2C3'), { type: 'gone', reader: 'R1', at }, badge('04A1B2C3')]) {
      host.latest.say(message)
    }
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C3'])
  })

  test('each unreadable badge is reported with its own problem', () => {
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

  test('the reader name is passed to the process', () => {
    const { host, start } = reader('ACR1252')
    start()
    expect(host.latest.args).toEqual(['--reader=ACR1252'])
  })

  test('invalid messages are ignored', () => {
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

describe('without nfc-pcsc', () => {
  test('the status says so, the log has the reason, and it is tried again once a minute', async () => {
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

  test('once it is installed, the reader becomes ready', async () => {
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

  test('kills a process that does not respond', async () => {
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

describe('which reader it is', () => {
  const others = [{ name: 'Contact 0', why: 'its name says contact slot' }]

  test('slots that are not badge readers are passed on and logged, with the reason', () => {
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

  test('if no connected reader has the configured name, their names are logged', () => {
    const { host, heard, log, start } = reader('ACR1252')
    start()
    host.latest.say({ type: 'status', status: { kind: 'no-such-reader', present: ['R1', 'R2'] } })
    expect(heard.status).toEqual({ kind: 'no-such-reader', present: ['R1', 'R2'] })
    expect(log.of('reader.status').at(-1)).toEqual({ status: 'no-such-reader', readers: 'R1, R2' })
  })

  test('missing rights stay the reported status when the process ends', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say({ type: 'status', status: { kind: 'no-access', detail: 'refused' } })
    host.latest.exit('exit code 1')
    expect(heard.status).toEqual({ kind: 'no-access', detail: 'refused' })
  })
})
