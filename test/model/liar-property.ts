import fc from 'fast-check'
import { openPlainDatabase } from '../../electron/journal/store/sqlite.ts'
import type { Course } from './course.ts'
import { liesTold, strangeDates, type Lie } from './liar.ts'
import { checkSchedules, playerRuns } from './model-property.ts'
import { judge, oldestPageMs } from './oracle.ts'
import type { Fault, ToldLie } from './network.ts'
import { between, schedules, weighted, type Schedule, type Step } from './schedule.ts'

const hourMs = 3_600_000
const kiosk = fc.constant(0)

const unsigned = fc.record({
  kind: fc.constant('unsigned' as const),
  status: fc.constantFrom(
    200,
    200,
    200,
    204,
    302,
    304,
    400,
    401,
    403,
    404,
    407,
    409,
    412,
    423,
    429,
    500,
    503,
  ),
  says: fc.constantFrom(...liesTold),
  retryAfter: fc.constantFrom(undefined, '1', '30', '600', '86400', 'Fri, 31 Dec 9999 23:59:59 GMT', 'later'),
  effect: fc.boolean(),
})
const falseDate = fc.record({
  kind: fc.constant('false-date' as const),
  date: weighted<Extract<Lie, { kind: 'false-date' }>['date']>(
    [3, fc.constant('shifted')],
    [1, fc.constantFrom(...strangeDates)],
  ),
  offsetMs: weighted(
    [2, fc.constantFrom(-3 * hourMs, 3 * hourMs, -24 * hourMs)],
    [1, between(-3 * hourMs, 3 * hourMs)],
    [1, between(-60_000, 60_000)],
  ),
  signed: fc.boolean(),
  age: weighted([3, fc.constant(false)], [1, fc.constant(true)]),
})
const stale = fc.record({ kind: fc.constant('stale' as const), ageMs: between(1_000, oldestPageMs) })
const lie = weighted<Lie>([4, unsigned], [3, falseDate], [3, stale])

/** For a while, or for single requests; the truth comes through in between. */
const spell: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('spell'),
  kiosk,
  of: weighted<readonly (Fault | undefined)[]>(
    [1, fc.constant([])],
    [3, fc.array(fc.option(lie, { nil: undefined, freq: 3 }), { minLength: 1, maxLength: 4 })],
  ),
})
const single: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('fault'), kiosk, fault: lie })

const liedTo: fc.Arbitrary<Schedule> = schedules(1, [
  [6, spell],
  [12, single],
]).map((schedule) => ({ ...schedule, player: 'liar' }))

/** Runs random schedules with a box on the way that answers for itself, and reports what happened. */
export async function checkLiedTo(): Promise<void> {
  const counted = new Map<string, number>()
  const count = (what: string): void => void counted.set(what, (counted.get(what) ?? 0) + 1)
  await checkSchedules('model, a liar on the network', liedTo, playerRuns, async (course) => {
    for (const { network, lastOf } of course.machines) {
      for (const shown of network.lies) count(wordsOf(shown))
      for (const event of lastOf.values())
        count('reason' in event ? `${event.kind} as ${event.reason}` : event.kind)
    }
    return [...(await judge(course)), ...judgeNames(course)]
  })
  const lines = [...counted].sort(([a], [b]) => a.localeCompare(b)).map(([what, times]) => `${times} ${what}`)
  process.stdout.write(`model, a liar on the network: ${lines.join(', ')}\n`)
}

function wordsOf({ lie, request }: ToldLie): string {
  const signed = lie.kind === 'false-date' ? (lie.signed ? ' with an id' : ' without an id') : ''
  return `${lie.kind}${signed} met a ${request.what}`
}

/** Nothing is erased by a false date: no course lasts as long as names are kept. */
function judgeNames({ machines, players }: Course): readonly string[] {
  return machines.flatMap(({ committed }, number) => {
    const taken = committed.filter(({ event }) => event.kind === 'tapped').length
    const database = openPlainDatabase(players[number]?.journalPath ?? '')
    const kept = Number(database.get('SELECT count(*) AS people FROM people')?.['people'])
    database.close()
    return kept === taken ? [] : [`of ${taken} names ${kept} are left`]
  })
}
