import fc from 'fast-check'
import { runSchedule } from './course.ts'
import { judge } from './oracle.ts'
import { schedules } from './schedule.ts'

/**
 * KIOSK_MODEL_RUNS: how many schedules, for both numbers of kiosks together; 500 unless it says otherwise.
 * KIOSK_MODEL_SEED, and KIOSK_MODEL_PATH where a failure gave one, to run the same ones again.
 */
const runs = Number(process.env['KIOSK_MODEL_RUNS'] ?? 500)
const seed = Number(process.env['KIOSK_MODEL_SEED'] ?? Date.now() % 2 ** 31)
const path = process.env['KIOSK_MODEL_PATH']

const numRuns = Math.ceil(runs / 2)
export const modelTimeoutMs = 60_000 + numRuns * 2_000

/** Runs random schedules against so many kiosks on one team until one goes wrong, and then looks for a shorter one. */
export async function checkModel(kiosks: number): Promise<void> {
  const name = `model, ${kiosks === 1 ? 'one kiosk' : `${kiosks} kiosks`}`
  process.stdout.write(`${name}: ${numRuns} schedules, KIOSK_MODEL_SEED=${seed}\n`)
  let requests = 0
  const counted = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(schedules(kiosks), async (schedule) => {
      await runSchedule(schedule, async (course) => {
        const wrong = await judge(course)
        if (wrong.length > 0) throw new Error(wrong.join('\n'))
        for (const { committed, network } of course.machines) {
          requests += network.sent.length
          for (const { event } of committed) {
            const as = 'reason' in event ? `${event.kind} as ${event.reason}` : event.kind
            counted.set(as, (counted.get(as) ?? 0) + 1)
          }
        }
      })
    }),
    { seed, numRuns, includeErrorInReport: true, ...(path !== undefined && { path }) },
  )
  const lines = [...counted].sort(([, a], [, b]) => b - a).map(([as, times]) => `${times} ${as}`)
  process.stdout.write(`${name}: ${requests} requests; ${lines.join(', ')}\n`)
}
