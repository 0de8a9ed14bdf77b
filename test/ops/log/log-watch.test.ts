import { expect, test } from 'vitest'
import { watchLog } from '../../../electron/ops/log/log-watch.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const graphFailure = {
  kind: 'forbidden',
  method: 'GET',
  path: '/v1.0/teams',
  priority: 'live',
  detail: 'no',
  ms: 1,
}

function start() {
  const clock = createVirtualClock(1_000_000)
  const log = createCollectedLog()
  return { clock, log, watch: watchLog(log, clock) }
}

test('every line is passed on to the log unchanged', () => {
  const { log, watch } = start()
  watch.log.info('tap.heard', { tapId: 'a' })
  watch.log.warn('graph.failed', graphFailure)
  watch.log.error('kiosk.fault', { detail: 'odd' })
  expect(log.lines.map(({ level, event }) => `${level} ${event}`)).toEqual([
    'info tap.heard',
    'warn graph.failed',
    'error kiosk.fault',
  ])
})

test('failures are grouped, the latest first, with the id of the last one, up to a limit', async () => {
  const { clock, watch } = start()
  const forbidden = { ...graphFailure, status: 403, code: 'AccessDenied' }
  watch.log.warn('graph.failed', { ...forbidden, requestId: 'first' })
  watch.log.error('journal.unusable', { failure: 'full', detail: 'disk full' })
  await clock.advance(5_000)
  watch.log.warn('graph.failed', { ...forbidden, requestId: 'second' })
  expect(watch.failures()).toEqual([
    {
      event: 'graph.failed',
      what: 'forbidden 403 AccessDenied',
      requestId: 'second',
      times: 2,
      lastAtMs: 1_005_000,
    },
    { event: 'journal.unusable', what: 'full', times: 1, lastAtMs: 1_000_000 },
  ])
  for (let code = 0; code < 100; code++)
    watch.log.warn('graph.failed', { ...graphFailure, code: String(code) })
  expect(watch.failures()).toHaveLength(20)
})

test('a roster full of bad rows does not crowd out other failures', () => {
  const { watch } = start()
  watch.log.error('kiosk.fault', { detail: 'odd' })
  for (let line = 0; line < 100; line++) watch.log.warn('directory.bad-row', { problem: `line ${line}` })
  expect(watch.failures().map(({ event }) => event)).toEqual(['kiosk.fault'])
})

test('the token: when it expires, and why the latest request failed', async () => {
  const { clock, watch } = start()
  expect(watch.token()).toEqual({})
  watch.log.info('token.acquired', { livesForSeconds: 3_600 })
  expect(watch.token()).toEqual({ expiresAtMs: 4_600_000 })
  await clock.advance(1_000)
  watch.log.warn('token.failed', { why: 'refused', code: 'AADSTS7000215', correlationId: 'c', detail: 'no' })
  expect(watch.token()).toEqual({
    expiresAtMs: 4_600_000,
    failure: { what: 'refused AADSTS7000215', correlationId: 'c', atMs: 1_001_000 },
  })
  watch.log.info('token.acquired', { livesForSeconds: 60 })
  expect(watch.token()).toEqual({ expiresAtMs: 1_061_000 })
})

test('time from heard to confirmed, over the latest 200 confirmed taps', async () => {
  const { clock, watch } = start()
  expect(watch.taps().latency).toBeUndefined()
  const tap = async (tapId: string, ms: number, as: 'confirmed' | 'parked') => {
    watch.log.info('tap.heard', { tapId })
    await clock.advance(ms)
    watch.log.info('tap.settled', { tapId, as })
  }
  for (let ms = 1; ms <= 20; ms++) await tap(`tap-${ms}`, ms, 'confirmed')
  await tap('slow', 60_000, 'parked')
  watch.log.info('tap.settled', { tapId: 'heard before the start', as: 'confirmed' })
  expect(watch.taps().latency).toEqual({ taps: 20, p50Ms: 10, p95Ms: 19 })
  for (let index = 0; index < 200; index++) await tap(`more-${index}`, 5, 'confirmed')
  expect(watch.taps().latency).toEqual({ taps: 200, p50Ms: 5, p95Ms: 5 })
})

test('with a roster and Entra, the age is that of the list from Entra, and both are counted', () => {
  const { watch } = start()
  expect(watch.roster()).toBeUndefined()
  const fromFile = {
    badges: 30,
    withoutBadge: 0,
    unreadable: 0,
    shared: 0,
    disabled: 0,
    from: 'file',
  } as const
  watch.log.info('people.loaded', { people: 30, readAtMs: 900_000, ...fromFile })
  watch.log.info('directory.loaded', {
    path: '/roster.csv',
    people: 4,
    badges: 4,
    rows: 4,
    badRows: 0,
    warnings: 0,
  })
  expect(watch.roster()).toEqual({ people: 34, readAtMs: 900_000 })
})
