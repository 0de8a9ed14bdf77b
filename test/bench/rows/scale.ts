import { atPercentile, type Row } from '../report.ts'
import { runFleet, type Fleet, type FleetRun } from '../scale.ts'

interface MeasuredFleet extends Fleet {
  /** What it has to keep below, where that is promised. */
  readonly limit?: { readonly requestsPerTap?: number; readonly lastMinutes: number }
}

const kiosksATeam = 4
const fleets: readonly MeasuredFleet[] = [
  ...[4, 40, 80].map((kiosks): Fleet => ({
    kiosks,
    kiosksATeam,
    tapsAKiosk: 50,
    course: 'shift-change',
  })),
  {
    kiosks: 200,
    kiosksATeam,
    tapsAKiosk: 50,
    course: 'shift-change',
    second: 'fixed',
    limit: { lastMinutes: 15 },
  },
  ...[1, 2, 3].map((seed): MeasuredFleet => ({
    kiosks: 1000,
    kiosksATeam,
    tapsAKiosk: 5,
    course: 'shift-change',
    seed,
    second: 'fixed',
    limit: { requestsPerTap: 2.8, lastMinutes: 8 },
  })),
  // The worst assumption, for the record: senders that know nothing of each other get at most some 21 of the 30 through.
  { kiosks: 200, kiosksATeam, tapsAKiosk: 50, course: 'shift-change', second: 'sliding' },
  { kiosks: 1000, kiosksATeam, tapsAKiosk: 5, course: 'shift-change', seed: 1, second: 'sliding' },
  ...[4, 100, 1000].map((kiosks): Fleet => ({ kiosks, kiosksATeam, tapsAKiosk: 10, course: 'comeback' })),
]

/** How far it goes in one tenant, by the pacing that ships, in virtual time. */
export async function scale(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const fleet of fleets) rows.push(rowOf(fleet, await runFleet(fleet)))
  return rows
}

function rowOf(fleet: MeasuredFleet, { taps, settled, requests, throttled, settledMs }: FleetRun): Row {
  const whole = Math.max(...settledMs.slice(-1), ...[atPercentile(settledMs, 100)])
  const atOnce = settledMs.filter((ms) => ms <= 4000).length / taps
  const course = fleet.course === 'comeback' ? 'back after an outage' : 'all in the same 5 minutes'
  const run = fleet.seed === undefined ? '' : `, seed ${fleet.seed}`
  const counted = { fixed: ', each second by itself', sliding: ', sliding second' }
  const second = fleet.second === undefined ? '' : counted[fleet.second]
  const what = `${fleet.kiosks} kiosks, ${taps} taps, ${course}${run}${second}`
  const { requestsPerTap = Infinity, lastMinutes = Infinity } = fleet.limit ?? {}
  const targets = [
    'every tap settled',
    ...(requestsPerTap < Infinity ? [`≤ ${requestsPerTap} requests per tap`] : []),
    ...(lastMinutes < Infinity ? [`the last within ${lastMinutes} min`] : []),
  ]
  const shares = `${(requests / taps).toFixed(2)} requests per tap, ${((throttled / requests) * 100).toFixed(0)} % answered 429`
  return {
    what,
    measured:
      fleet.course === 'comeback'
        ? `all delivered after ${minutes(whole)}; ${shares}`
        : `p95 ${seconds(atPercentile(settledMs, 95))}, ${(atOnce * 100).toFixed(1)} % within 4 s, the last after ${minutes(whole)}; ${shares}`,
    target: targets.join(', '),
    met: settled === taps && requests / taps <= requestsPerTap && whole <= lastMinutes * 60_000,
    numbers: { taps, settled, requests, throttled, p95: atPercentile(settledMs, 95), most: whole, atOnce },
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

function minutes(ms: number): string {
  return ms < 120_000 ? seconds(ms) : `${(ms / 60_000).toFixed(0)} min`
}
