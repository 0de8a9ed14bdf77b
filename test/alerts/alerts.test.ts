import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeParked } from '../../electron/journal/close-parked.ts'
import { requestRetry } from '../../electron/journal/request-retry.ts'
import { confirmed, key, open, otherKey, parked } from '../journal/journal-fixture.ts'
import type { Receipt } from '../support/webhook-receiver.ts'
import { alertingKiosk, minuteMs, startMs } from './alerts-fixture.ts'

const tapIds = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${String(i).padStart(8, '0')}-0000-4000-8000-000000000000`)
const codes = (count: number): readonly string[] => tapIds(count).map((id) => id.slice(0, 8))

test('a parked tap is reported within five minutes: when, who, which card, why, what to do, and by which code', async () => {
  const kiosk = await alertingKiosk()
  kiosk.park('9f3a21c0-0000-4000-8000-000000000001', {
    kind: 'parked',
    reason: 'open-too-long',
    detail: 'Open since 2026-06-30T04:00:00.000Z.',
    cardId: 'TCK_1',
  })
  await kiosk.live(2 * minuteMs)
  expect(kiosk.receiver.taken()).toEqual([
    {
      version: 1,
      id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      kind: 'taps',
      kiosk: { id: 'dock-3', name: 'Dock 3' },
      sentAt: expect.stringMatching(/^2026-07-01T03:0/) as unknown,
      taps: [
        {
          id: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
          need: 'forgotten',
          code: '9F3A21C0',
          tappedAt: '2026-07-01T03:00:00.000Z',
          tappedAtLocal: '2026-07-01T05:00:00+02:00',
          person: 'Ana Ruiz',
          cardId: 'TCK_1',
          reason: 'open-too-long',
          whatHappened:
            'The time card had been open for too long: a forgotten clock-out. It was left unchanged.',
          whatToDo:
            'Ask the person when the shift ended, and clock the card out in Shifts at that time. Then close the tap.',
          detail: 'Open since 2026-06-30T04:00:00.000Z.',
        },
      ],
      alarms: [],
      notes: [],
    },
  ])
  expect(kiosk.receiver.received[0]?.contentType).toBe('application/json; charset=utf-8')
  await kiosk.live(10 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(1)
})

test.each<[string, readonly Receipt[]]>([
  ['refuses with 400', [{ status: 400 }, { status: 400 }, { status: 202 }]],
  ['is not there (404)', [{ status: 404 }, { status: 202 }]],
  ['fails with 500', [{ status: 500 }, { status: 503 }, { status: 202 }]],
  ['answers with more than is read', [{ status: 500, body: 'x'.repeat(200_000) }, { status: 202 }]],
  ['wants it elsewhere', [{ status: 307, headers: { location: 'https://127.0.0.1:1/' } }, { status: 202 }]],
  ['hangs', ['hangs', { status: 202 }]],
])('a webhook that %s loses nothing and receives each tap once', async (_name, receipts) => {
  const kiosk = await alertingKiosk()
  kiosk.receiver.answers(...receipts)
  for (const tapId of tapIds(3)) kiosk.park(tapId)
  await kiosk.live(4 * minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(3))
  expect(kiosk.receiver.received).toHaveLength(receipts.length)
  expect(kiosk.log.text()).not.toContain('secret-part')
})

test('a webhook that is down for two hours gets every tap once when it is back', async () => {
  const kiosk = await alertingKiosk()
  await kiosk.receiver.goDown()
  for (const tapId of tapIds(12)) kiosk.park(tapId)
  await kiosk.live(20 * minuteMs)
  expect(kiosk.alerts?.problem).toMatch(
    /no alert has been accepted for more than 15 minutes: no answer \(ECONN/,
  )
  await kiosk.clock.advance(100 * minuteMs)
  await kiosk.receiver.goUp()
  await kiosk.live(5 * minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(12))
  expect(kiosk.receiver.taken().map(({ taps }) => taps.length)).toEqual([10, 2])
  expect(kiosk.alerts?.problem).toBeUndefined()
})

test('Retry-After is respected, up to an hour', async () => {
  const kiosk = await alertingKiosk()
  const busy = (seconds: number): Receipt => ({ status: 429, headers: { 'retry-after': String(seconds) } })
  kiosk.receiver.answers(busy(240), busy(1_000_000), { status: 202 })
  kiosk.park(tapIds(1)[0] ?? '')
  await kiosk.live(3 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(1)
  await kiosk.live(2 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(2)
  await kiosk.clock.advance(58 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(2)
  await kiosk.live(3 * minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(1))
})

test('an answer lost after the post was accepted causes a duplicate with the same id, and nothing else', async () => {
  const kiosk = await alertingKiosk()
  kiosk.receiver.answers('closes', { status: 202 })
  kiosk.park(tapIds(1)[0] ?? '')
  await kiosk.live(minuteMs)
  const ids = kiosk.receiver.received.map(({ text }) => (JSON.parse(text) as { id: string }).id)
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('a kiosk that is killed before it could report a tap reports it at its next start', async () => {
  const kiosk = await alertingKiosk()
  kiosk.receiver.answers('hangs')
  for (const tapId of tapIds(2)) kiosk.park(tapId)
  await kiosk.until('the post', () => kiosk.receiver.received.length === 1)
  await kiosk.restart()
  kiosk.receiver.answers({ status: 202 })
  await kiosk.live(minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(2))
  await kiosk.restart()
  await kiosk.live(2 * minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(2))
})

test('a tap that was closed or retried before its alert causes none; parked again, it causes one', async () => {
  const kiosk = await alertingKiosk()
  const [closed = '', retried = '', again = ''] = tapIds(3)
  kiosk.webhookIs({ kind: 'bad', problem: 'file not found' })
  for (const tapId of [closed, retried, again]) kiosk.park(tapId)
  await kiosk.live(minuteMs)
  closeParked(kiosk.journalPath, key, [closed], { by: 'it', because: 'Done.', atMs: startMs })
  requestRetry(kiosk.journalPath, key, [retried, again], startMs)
  expect(kiosk.journal.pending()).toMatchObject({ kind: 'ok' })
  kiosk.journal.record({ tapId: retried, atMs: startMs, ...confirmed })
  kiosk.journal.record({ tapId: again, atMs: startMs + 5, ...parked })
  kiosk.webhookIs({ kind: 'ok', url: kiosk.receiver.url })
  await kiosk.live(3 * minuteMs)
  expect(kiosk.takenTaps()).toEqual([again.slice(0, 8)])
  kiosk.journal.record({ tapId: again, atMs: startMs + 6, kind: 'retry-requested' })
  kiosk.journal.record({ tapId: again, atMs: startMs + 7, ...parked })
  await kiosk.live(2 * minuteMs)
  const alerts = kiosk.receiver.taken().flatMap(({ taps }) => taps.map(({ id }) => id))
  expect(new Set(alerts).size).toBe(2)
})

test('a forged state file makes no tap count as reported', async () => {
  const kiosk = await alertingKiosk()
  kiosk.park(tapIds(1)[0] ?? '')
  await kiosk.live(10_000)
  const own = readFileSync(kiosk.statePath, 'utf8')
  kiosk.receiver.answers('closes')
  kiosk.park(tapIds(2)[1] ?? '')
  await kiosk.live(10_000)
  const { seq, link } = kiosk.journal.head()
  const forged = JSON.stringify({ toldUpTo: { seq, link }, episodes: [], dropped: 0, brief: 0 })
  writeFileSync(kiosk.statePath, `${forged}\n${own.split('\n')[1] ?? ''}\n`)
  await kiosk.restart()
  kiosk.receiver.answers({ status: 202 })
  await kiosk.live(minuteMs)
  expect(kiosk.takenTaps()).toEqual([...codes(1), ...codes(2)])
  expect(own).not.toContain('Ana')
})

test('a journal that was set aside is reported from its beginning, and the state holds nobody’s name', async () => {
  const kiosk = await alertingKiosk()
  for (const tapId of tapIds(2)) kiosk.park(tapId)
  await kiosk.live(10_000)
  kiosk.replaceJournal(open(join(kiosk.folder, 'next.db')))
  kiosk.park('ffff0000-0000-4000-8000-000000000000')
  await kiosk.live(2 * minuteMs)
  expect(kiosk.takenTaps()).toEqual([...codes(2), 'FFFF0000'])
})

test('an erased or unverified name is not reported', async () => {
  const kiosk = await alertingKiosk()
  kiosk.webhookIs({ kind: 'bad', problem: 'file not found' })
  kiosk.park(tapIds(1)[0] ?? '')
  kiosk.journal.eraseSettledPeople(startMs + 10 * minuteMs)
  kiosk.webhookIs({ kind: 'ok', url: kiosk.receiver.url })
  await kiosk.live(minuteMs)
  expect(kiosk.receiver.taken()[0]?.taps[0]).toMatchObject({ person: null })
})

test('without the site key no tap is reported and none is lost', async () => {
  const kiosk = await alertingKiosk()
  kiosk.keyIs(undefined)
  rmSync(kiosk.statePath, { force: true })
  await kiosk.restart()
  kiosk.park(tapIds(1)[0] ?? '')
  await kiosk.live(2 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(0)
  kiosk.keyIs(key)
  await kiosk.live(2 * minuteMs)
  expect(kiosk.takenTaps()).toEqual(codes(1))
  kiosk.keyIs(otherKey)
  await kiosk.restart()
  await kiosk.live(2 * minuteMs)
  expect(kiosk.takenTaps()).toEqual([...codes(1), ...codes(1)])
})

test('a lasting alarm is reported once when raised and once when cleared; a flapping one is only counted', async () => {
  const kiosk = await alertingKiosk()
  kiosk.stand('offline', 'taps-parked')
  await kiosk.live(3 * minuteMs)
  expect(kiosk.receiver.taken()).toMatchObject([
    { kind: 'alarms', alarms: [{ alarm: 'offline', state: 'began', since: '2026-07-01T03:00:00.000Z' }] },
  ])
  for (let flaps = 0; flaps < 60; flaps += 1) {
    kiosk.stand('offline', 'reader')
    await kiosk.clock.advance(10_000)
    kiosk.stand('offline')
    await kiosk.clock.advance(10_000)
  }
  expect(kiosk.receiver.taken()).toHaveLength(1)
  kiosk.stand()
  await kiosk.live(3 * minuteMs)
  expect(kiosk.receiver.taken().slice(1)).toMatchObject([
    {
      alarms: [{ alarm: 'offline', state: 'over', since: '2026-07-01T03:00:00.000Z' }],
      notes: ['Alarms since the last message that lasted less than two minutes: 60.'],
    },
  ])
})

test('however many alarms come and go, messages about them are ten minutes apart, and what is left out is counted', async () => {
  const kiosk = await alertingKiosk()
  kiosk.receiver.answers({ status: 503 })
  for (let i = 0; i < 30; i += 1) {
    kiosk.stand(`alarm-${i}`)
    await kiosk.clock.advance(3 * minuteMs)
    kiosk.stand()
    await kiosk.clock.advance(3 * minuteMs)
  }
  kiosk.receiver.answers({ status: 202 })
  await kiosk.live(5 * minuteMs)
  const [first] = kiosk.receiver.taken()
  expect(kiosk.receiver.taken()).toHaveLength(1)
  expect(first?.alarms.map(({ alarm }) => alarm)).toEqual(
    Array.from({ length: 20 }, (_, i) => `alarm-${i + 10}`),
  )
  expect(first?.notes).toEqual(['Alarms that are over and left out here: 10.'])
})

test('an alarm raised when the kiosk was killed is reported as over by the next run, once', async () => {
  const kiosk = await alertingKiosk()
  kiosk.stand('journal')
  await kiosk.live(3 * minuteMs)
  await kiosk.restart()
  kiosk.stand()
  await kiosk.live(15 * minuteMs)
  expect(kiosk.receiver.taken().flatMap(({ alarms }) => alarms.map(({ state }) => state))).toEqual([
    'began',
    'over',
  ])
})

test('a heartbeat comes once a day at its time in the team’s zone, also after a restart', async () => {
  const kiosk = await alertingKiosk({ heartbeatAt: '08:00' })
  await kiosk.live(minuteMs)
  expect(kiosk.receiver.received).toHaveLength(0)
  await kiosk.clock.advance(179 * minuteMs)
  await kiosk.live(minuteMs)
  expect(kiosk.receiver.taken()).toMatchObject([
    {
      kind: 'heartbeat',
      sentAt: expect.stringMatching(/^2026-07-01T06:0/) as unknown,
      notes: [
        'Version 1.2.3.',
        'Taps waiting to be sent to Shifts: 2. Taps that need a person: 0.',
        'No alarm is raised.',
      ],
    },
  ])
  await kiosk.restart()
  await kiosk.live(5 * minuteMs)
  expect(kiosk.receiver.received).toHaveLength(1)
  await kiosk.clock.advance(24 * 60 * minuteMs)
  await kiosk.live(minuteMs)
  expect(kiosk.receiver.taken()).toHaveLength(2)
})
