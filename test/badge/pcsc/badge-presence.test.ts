import { describe, expect, test } from 'vitest'
import { at, badge, failure, reader, ready, serviceStopped } from './reader-with-fake-process.ts'

describe('a badge lying on the reader when the program starts', () => {
  const there = { kind: 'badge', badge: '04A1B2C3', at, wasThereAtStart: true }
  const laid = { kind: 'badge', badge: '04A1B2C3', at }
  const uid = '04A1B2C3'
  const gone = { type: 'gone', reader: 'R1', at }
  const noReader = { type: 'status', status: { kind: 'no-reader' } }

  test.each<readonly [string, readonly unknown[]]>([
    ['before any status', [badge(uid, true)]],
    ['on a reader that is ready', [ready, badge(uid, true)]],
    ['on a reader that is found late', [noReader, ready, badge(uid, true)]],
  ])('is reported as such: %s', (_, messages) => {
    const { host, heard, start } = reader()
    start()
    for (const message of messages) host.latest.say(message)
    expect(heard.reads).toEqual([there])
  })

  test('is a tap once it is removed and put back', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [ready, badge(uid, true), gone, badge(uid)]) host.latest.say(message)
    expect(heard.reads).toEqual([there, laid])
  })

  test('is reported as such for each reader', () => {
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

  test('is not reported for a badge that a later process finds', async () => {
    const { host, heard, clock, start } = reader()
    start()
    host.latest.say(ready)
    host.latest.exit('SIGSEGV')
    await clock.advance(250)
    host.latest.say(ready)
    host.latest.say(badge(uid, true))
    expect(heard.reads).toEqual([laid])
  })

  test('is reported as such by the first process that reached the smart card service', async () => {
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

describe('a badge that is removed', () => {
  const later = { wallMs: at.wallMs + 700, monotonicMs: 705 }
  const gone = { type: 'gone', reader: 'R1', at: later }

  test('is reported once, with its number and the instant', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    expect(heard.left).toEqual([])
    host.latest.say(gone)
    host.latest.say(gone)
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: later }])
  })

  test('is not reported where no number was reported', () => {
    const { host, heard, start } = reader()
    start()
    for (const message of [failure('no-number'), gone, badge('08A1B2C3'), gone, gone])
      host.latest.say(message)
    expect(heard.outcomes).toEqual(['no-number', 'random-number'])
    expect(heard.left).toEqual([])
  })

  test('is reported for each reader', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ ...badge('04D1E2F3'), reader: 'R2' })
    host.latest.say({ ...gone, reader: 'R2' })
    expect(heard.left.map((each) => each.badge)).toEqual(['04D1E2F3'])
  })

  test('is reported with the reader that is unplugged; the same badge found on it again is not read twice', () => {
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

  test('is reported with the process that ends, once', async () => {
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

  test('is reported before the next badge if its removal was missed', () => {
    const { host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    host.latest.say({ ...badge('04D1E2F3'), at: later })
    expect(heard.left).toEqual([{ badge: '04A1B2C3', at: later }])
  })

  test('is not reported once the reader was stopped', async () => {
    const { pcsc, host, heard, start } = reader()
    start()
    host.latest.say(badge('04A1B2C3'))
    await pcsc.stop()
    expect(heard.left).toEqual([])
  })
})
