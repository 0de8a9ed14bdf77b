import { expect, test } from 'vitest'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { alarmsOf, type HealthFacts } from '../../electron/kiosk/health.ts'
import type { Script } from '../fakes/fake-time-cards.ts'
import { badges, createHarness, type Harness, hourMs, onShift } from '../support/kiosk-harness.ts'

const well: HealthFacts = {
  configProblem: undefined,
  leftOnReaderForMs: 0,
  newCertificateProblem: undefined,
  permissionProblem: undefined,
  reader: { kind: 'ready', readers: ['Reader'] },
  directory: { kind: 'ready', people: 2 },
  nowMs: Date.UTC(2026, 0, 5),
  badges: {},
  journal: { kind: 'ready' },
  setAside: undefined,
  otherKeyId: undefined,
  connection: 'online',
  proxyProblem: undefined,
  signInProblem: undefined,
  inTheWay: undefined,
  clockAheadMs: 0,
  schedule: { kind: 'usable' },
  waitingTaps: 0,
  longestWaitMs: 0,
  lastFailure: undefined,
  parkedTaps: 0,
  alertsProblem: undefined,
  certificate: undefined,
}
const certificate = (days: number) => ({
  nowMs: Date.UTC(2026, 0, 1),
  validToMs: Date.UTC(2026, 0, 1 + days),
  problem: undefined,
})
const kinds = (harness: Harness) => harness.alarms.map(({ kind }) => kind)

test('a healthy kiosk has no alarm', () => {
  expect(alarmsOf(well)).toEqual([])
  const listedAtMs = Date.UTC(2026, 0, 2)
  expect(alarmsOf({ ...well, directory: { kind: 'ready', people: 2, listedAtMs } })).toEqual([])
  expect(alarmsOf({ ...well, certificate: certificate(31) })).toEqual([])
})

test.each<[string, Partial<HealthFacts>, string]>([
  ['setup', { configProblem: 'kiosk.id: is empty' }, 'kiosk.id: is empty'],
  [
    'roster-doubtful',
    { directory: { kind: 'ready', people: 2, doubtful: 'roster.csv: 3 of 4 rows cannot be used' } },
    'roster.csv: 3 of 4 rows cannot be used',
  ],
  [
    'directory',
    { directory: { kind: 'ready', people: 2, listedAtMs: Date.UTC(2026, 0, 1, 12) } },
    'Entra: the people were last read on 2026-01-01, 3 days ago: see people.not-read in the log',
  ],
  ['badge-format', { badges: { format: 'set it to hex-reversed' } }, 'set it to hex-reversed'],
  ['badges-unknown', { badges: { unknown: 'most are not known' } }, 'most are not known'],
  ['certificate-not-registered', { newCertificateProblem: 'not uploaded' }, 'not uploaded'],
  ['permission-missing', { permissionProblem: 'Only Schedule.Read.All' }, 'Only Schedule.Read.All'],
  ['reader', { reader: { kind: 'no-service', why: 'service-stopped' } }, 'no-service: service-stopped'],
  [
    'reader',
    { reader: { kind: 'no-such-reader', present: ['PICC 0', 'SAM 0'] } },
    'no-such-reader: reader.name is in none of PICC 0, SAM 0',
  ],
  ['reader', { reader: { kind: 'no-access', detail: 'refused' } }, 'no-access: refused'],
  [
    'directory',
    { directory: { kind: 'unusable', detail: 'roster.csv is missing' } },
    'roster.csv is missing',
  ],
  [
    'directory',
    { directory: { kind: 'ready', people: 2, stale: 'roster.csv: it is empty' } },
    'roster.csv: it is empty',
  ],
  ['journal', { journal: { kind: 'failed', detail: 'disk full' } }, 'disk full'],
  ['journal-set-aside', { setAside: '/data/journal.db.corrupt' }, '/data/journal.db.corrupt'],
  [
    'site-key',
    { otherKeyId: 'c0ffee00' },
    'the journal was under the key c0ffee00; if nobody changed it, find out who did',
  ],
  ['clock-wrong', { clockAheadMs: -3 * hourMs - 5 * 60_000 }, 'PC clock wrong by -3 h 5 min'],
  ['clock-wrong', { clockAheadMs: 10 * 60_000 }, 'PC clock wrong by +10 min'],
  ['clock-wrong', { clockAheadMs: -3 * hourMs + 700 }, 'PC clock wrong by -3 h 0 min'],
  ['offline', { connection: 'offline' }, 'no answer'],
  ['proxy', { proxyProblem: 'the proxy p:8080 wants a password' }, 'the proxy p:8080 wants a password'],
  [
    'sign-in',
    { signInProblem: 'AADSTS7000215: Invalid client secret' },
    'AADSTS7000215: Invalid client secret',
  ],
  ['in-the-way', { inTheWay: 'status 403 came from a firewall' }, 'status 403 came from a firewall'],
  [
    'shifts-setup',
    { schedule: { kind: 'unusable', detail: 'the time clock is off' } },
    'the time clock is off',
  ],
  [
    'taps-waiting',
    {
      waitingTaps: 3,
      longestWaitMs: 2 * hourMs,
      lastFailure: { kind: 'no-token', code: 'AADSTS7000215', detail: 'Invalid client secret' },
    },
    '3 waiting: no-token, AADSTS7000215, Invalid client secret',
  ],
  ['certificate-expiring', { certificate: certificate(29) }, 'expires on 2026-01-30, in 29 days'],
  ['certificate-expiring', { certificate: certificate(-1) }, 'expired on 2025-12-31'],
  [
    'certificate-not-taken',
    { certificate: { ...certificate(31), problem: 'signIn.privateKeyPath file not found' } },
    'signIn.privateKeyPath file not found',
  ],
  ['taps-parked', { parkedTaps: 2 }, '2 parked: see --journal list'],
])('an alarm of %s says what is wrong', (kind, facts, detail) => {
  expect(alarmsOf({ ...well, ...facts })).toEqual([{ kind, detail }])
})

test('an alarm is raised and logged once, and cleared when it is over', () => {
  const harness = createHarness()
  harness.readerStatus({ kind: 'no-reader' })
  harness.readerStatus({ kind: 'failing', detail: 'held by another program' })
  expect(kinds(harness)).toEqual(['reader'])
  harness.readerStatus({ kind: 'ready', readers: ['Reader'] })
  expect(harness.alarms).toEqual([])
  expect(harness.logged.filter(({ event }) => event.startsWith('health.')).map(({ event }) => event)).toEqual(
    ['health.alarm', 'health.cleared'],
  )
})

test('a newer roster that cannot be read raises an alarm at once, and nobody at the kiosk sees it', async () => {
  const harness = createHarness()
  const shown = harness.states.length
  harness.directoryStatus({ kind: 'ready', people: 2, stale: 'roster.csv: it is empty' })
  expect(harness.alarms).toEqual([{ kind: 'directory', detail: 'roster.csv: it is empty' }])
  expect(harness.states).toHaveLength(shown)
  await harness.tap(badges.ana)
  expect(harness.logged.map(({ event }) => event)).toContain('tap.recorded')
  harness.directoryStatus({ kind: 'ready', people: 2 })
  expect(harness.alarms).toEqual([])
})

test('a proxy that requires a password raises an alarm at once, cleared by the first answer', () => {
  const harness = createHarness()
  harness.kiosk.graphNews({ kind: 'proxy', problem: 'the proxy wants a password' })
  expect(harness.alarms).toEqual([{ kind: 'proxy', detail: 'the proxy wants a password' }])
  harness.kiosk.graphNews({ kind: 'proxy', problem: undefined })
  expect(harness.alarms).toEqual([])
})

test("a problem with the team's setup raises an alarm at once, cleared once it is fixed", () => {
  const harness = createHarness()
  harness.kiosk.scheduleChanged({ kind: 'unusable', detail: 'the time clock is off' })
  expect(harness.alarms).toEqual([{ kind: 'shifts-setup', detail: 'the time clock is off' }])
  harness.kiosk.scheduleChanged({ kind: 'usable', timeZone: 'Asia/Tokyo' })
  expect(harness.alarms).toEqual([])
  expect(harness.kiosk.state.site.timeZone).toBe('UTC')
})

test('taps that wait for more than an hour raise an alarm by themselves', async () => {
  const harness = createHarness()
  const outage: readonly Script[] = Array.from({ length: 500 }, () => ({
    kind: 'fail',
    failure: 'no-answer',
  }))
  harness.timeCards.script('listOpen', ...outage)
  await harness.tap(badges.ana)
  await harness.clock.advance(50 * 60_000)
  expect(kinds(harness)).toEqual([])
  await harness.clock.advance(20 * 60_000)
  expect(kinds(harness)).toEqual(['taps-waiting'])
})

test('a parked tap is retried when the command line requests it, and the alarm is cleared', async () => {
  const harness = createHarness()
  onShift(harness, { hours: 1 })
  harness.timeCards.script('clockOut', { kind: 'fail', failure: 'forbidden' })
  await harness.tap(badges.ana)
  expect(kinds(harness)).toEqual(['taps-parked'])

  const commandLine = openJournal(harness.journalPath, siteKeyOf(new Uint8Array(32).fill(7)))
  if (commandLine.kind !== 'ok') throw new Error(commandLine.failure.detail)
  commandLine.journal.record({ tapId: 'tap00001-0000', atMs: 1, kind: 'retry-requested' })
  commandLine.journal.close()
  // Picked up within ten seconds. According to the journal, an earlier request might still be in flight.
  await harness.clock.advance(55_000)
  expect(harness.timeCards.ended.map(({ cardId }) => cardId)).toEqual(['TCK_ana'])
  expect(harness.alarms).toEqual([])
})

test('the head of the chain is logged at the start and every hour', async () => {
  const harness = createHarness()
  await harness.clock.advance(2 * hourMs + 1)
  expect(harness.logged.filter(({ event }) => event === 'journal.head')).toHaveLength(3)
})

test('names are erased when they are due, and the chain still verifies', async () => {
  const harness = createHarness()
  await harness.tap(badges.ana)
  harness.clock.jumpWall(92 * 24 * hourMs)
  harness.restart()
  expect(harness.logged.filter(({ event }) => event === 'journal.names-erased')).toMatchObject([
    { fields: { taps: 1 } },
  ])
  expect(await harness.journal.verify()).toMatchObject({ kind: 'intact' })
})

test('a PC clock that jumps years ahead erases no name and removes no tap from the journal', async () => {
  const harness = createHarness()
  await harness.tap(badges.ana)
  const serversMs = harness.clock.now().wallMs
  harness.serverTime(() => undefined)
  harness.clock.jumpWall(20 * 365 * 24 * hourMs)
  harness.restart()
  await harness.clock.advance(hourMs)
  harness.serverTime(() => serversMs + hourMs)
  await harness.clock.advance(hourMs)
  const events = harness.logged.map(({ event }) => event)
  expect(events).not.toContain('journal.names-erased')
  expect(events).not.toContain('journal.compacted')
  harness.serverTime(() => serversMs + 1200 * 24 * hourMs)
  await harness.clock.advance(25 * hourMs)
  expect(harness.logged.filter(({ event }) => event === 'journal.compacted')).toMatchObject([
    { fields: { taps: 1 } },
  ])
  expect(await harness.journal.verify()).toMatchObject({ kind: 'intact', compacted: 2 })
})

test('a tap whose person can no longer be shown a result is parked for a manager, not forgotten', async () => {
  const harness = createHarness()
  harness.timeCards.script('listOpen', { kind: 'hold' })
  await harness.tap(badges.ana)
  const tool = openDatabase(harness.journalPath)
  tool.exec('DELETE FROM people')
  tool.close()
  harness.restart()
  expect(harness.journal.eventsOf('tap00001-0000').at(-1)).toMatchObject({
    kind: 'parked',
    reason: 'person-lost',
  })
  expect(kinds(harness)).toEqual(['taps-parked'])
})
