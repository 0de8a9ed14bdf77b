import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RosterBuilder } from '../../electron/directory/roster/roster-builder.ts'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { TimeCard, TimeCards } from '../../electron/shifts/time-cards/time-cards.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { startBenchKiosk } from './bench-kiosk.ts'
import { peopleOf } from './people.ts'
import type { MemoryMeasured } from './rows/memory.ts'

/**
 * Resident memory and descriptors over 100,000 taps. Time cards stand in at their seam; kiosk, journal and its SQLite
 * are real. The journal lies in memory (/dev/shm) where that is there: a disk's flushes would take an hour, and say
 * nothing of memory.
 */
const taps = 100_000
/** The first ones fill caches and bring the heap to its working size. */
const warmUp = 10_000
const shared = '/dev/shm'
const folder = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), 'shifts-kiosk-bench-'))

const staff = peopleOf(1000, 9)
const builder = new RosterBuilder(0)
for (const [index, { badge, userId, name }] of staff.entries()) {
  builder.add({ line: index + 2, badge: badge as BadgeId, userId, name })
}
const { roster } = builder.finish()
const clock = createVirtualClock()
let turn = 0
const cardOf = (userId: string): TimeCard => ({
  id: `TCK_${userId}_${turn}`,
  userId,
  state: 'clockedIn',
  clockedInAtMs: clock.now().wallMs - 3_600_000,
})
const done = Promise.resolve({ kind: 'ok', value: null } as const)
const open = (): Promise<{ kind: 'ok'; value: readonly TimeCard[] }> =>
  Promise.resolve({ kind: 'ok', value: staff.slice(0, 50).map(({ userId }) => cardOf(userId)) })
const timeCards: TimeCards = {
  listOpen: () => Promise.resolve({ kind: 'ok', value: staff.map(({ userId }) => cardOf(userId)) }),
  listOpenOfUser: open,
  listOfUser: open,
  get: () => Promise.resolve({ kind: 'failed', failure: { kind: 'not-found', detail: 'never asked' } }),
  clockOut: () => done,
  endBreak: () => done,
  correctClockOut: () => done,
}
const bench = startBenchKiosk({
  folder,
  clock,
  timeCards,
  directory: {
    start: (onStatus) => onStatus({ kind: 'ready', people: roster.people }),
    find: (badge) => roster.find(badge),
    stop: () => Promise.resolve(),
  },
})
await clock.advance(1000)

const residentMb = async (): Promise<number> => {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return process.memoryUsage.rss() / 2 ** 20
}
const descriptors = (): number => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0)
const run = async (count: number): Promise<void> => {
  for (let tap = 0; tap < count; tap += 1) {
    turn += 1
    bench.tap(staff[turn % staff.length]?.badge ?? '')
    await clock.advance(400)
  }
}

await run(warmUp)
const residentBeforeMb = await residentMb()
const descriptorsBefore = descriptors()
const startedAt = performance.now()
await run(taps)
const measured: MemoryMeasured = {
  taps,
  seconds: (performance.now() - startedAt) / 1000,
  residentBeforeMb,
  residentAfterMb: await residentMb(),
  descriptorsBefore,
  descriptorsAfter: descriptors(),
}
await bench.kiosk.stop()
rmSync(folder, { recursive: true, force: true })
process.send?.(measured, () => process.exit())
