import fc from 'fast-check'
import { runSchedule, type Course } from './course.ts'
import { judge } from './oracle.ts'
import { schedules, type Schedule } from './schedule.ts'

/**
 * KIOSK_MODEL_RUNS: how many schedules, for both numbers of kiosks together; 500 unless it says otherwise.
 * KIOSK_MODEL_PLAYER_RUNS: how many with an adversary on the disk, and as many with a liar on the network; 300.
 * KIOSK_MODEL_SEED, and KIOSK_MODEL_PATH where a failure gave one, to run the same ones again.
 */
const runs = Number(process.env['KIOSK_MODEL_RUNS'] ?? 500)
export const playerRuns = Number(process.env['KIOSK_MODEL_PLAYER_RUNS'] ?? 300)
const seed = Number(process.env['KIOSK_MODEL_SEED'] ?? Date.now() % 2 ** 31)
const path = process.env['KIOSK_MODEL_PATH']

const numRuns = Math.ceil(runs / 2)
/** Without a failure a schedule takes a tenth of it: the rest is for finding a shorter one. */
const timeoutFor = (schedules: number): number => 60_000 + schedules * 2_000
/** What is left for telling about the shortest one found. */
const tellingMs = 20_000
export const modelTimeoutMs = timeoutFor(numRuns)
export const playerTimeoutMs = timeoutFor(playerRuns)

/** Runs random schedules against `kiosks` kiosks until one fails, and then shrinks it. */
export async function checkModel(
  kiosks: number,
  name = `model, ${kiosks === 1 ? 'one kiosk' : `${kiosks} kiosks`}`,
  arbitrary = schedules(kiosks),
): Promise<void> {
  let requests = 0
  const counted = new Map<string, number>()
  await checkSchedules(name, arbitrary, numRuns, async (course) => {
    const wrong = await judge(course)
    if (wrong.length > 0) return wrong
    for (const { committed, network } of course.machines) {
      requests += network.sent.length
      for (const { event } of committed) {
        const as = 'reason' in event ? `${event.kind} as ${event.reason}` : event.kind
        counted.set(as, (counted.get(as) ?? 0) + 1)
      }
    }
    return wrong
  })
  const lines = [...counted].sort(([, a], [, b]) => b - a).map(([as, times]) => `${times} ${as}`)
  process.stdout.write(`${name}: ${requests} requests; ${lines.join(', ')}\n`)
}

/** `judged` says what is wrong with a course. */
export async function checkSchedules(
  name: string,
  arbitrary: fc.Arbitrary<Schedule>,
  times: number,
  judged: (course: Course) => Promise<readonly string[]>,
): Promise<void> {
  process.stdout.write(`${name}: ${times} schedules, KIOSK_MODEL_SEED=${seed}\n`)
  let hasFailed = false
  await fc.assert(
    fc.asyncProperty(arbitrary, async (schedule) => {
      await runSchedule(schedule, async (course) => {
        const wrong = await judged(course)
        if (wrong.length === 0) return
        // At once, so that the failure is known even if the run is stopped while it shrinks the schedule.
        if (!hasFailed) process.stdout.write(`${name}: ${wrong.join('; ')}\n`)
        hasFailed = true
        throw new Error(wrong.join('\n'))
      })
    }),
    {
      seed,
      numRuns: times,
      includeErrorInReport: true,
      interruptAfterTimeLimit: timeoutFor(times) - tellingMs,
      markInterruptAsFailure: true,
      ...(path !== undefined && { path }),
    },
  )
}
