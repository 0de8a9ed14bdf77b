import type { PreviewProcess } from '../../support/preview-process.ts'
import { openLab, type Lab } from '../lab.ts'
import { peopleOf, type Person } from '../people.ts'
import { atPercentile, timesRow, type Row } from '../report.ts'
import { straightforward } from '../straightforward.ts'

const people = 45
/** People come about one a second: faster, and Microsoft's limit is what would be measured. */
const everyMs = 700

/**
 * The built host, one tap after the other, and the straightforward sequence for as many other people in turn with
 * it: look the user up, list their cards, clock out, on a connection of its own that is kept open too.
 */
export async function taps(roundTripMs: number): Promise<readonly Row[]> {
  const lab = await openLab(roundTripMs)
  try {
    const ours = peopleOf(people, 1)
    const others = peopleOf(people, 2)
    await lab.addPeople([...ours, ...others])
    const kiosk = await lab.startKiosk(ours)
    const token = await lab.token()
    const heardMs: number[] = []
    const confirmedMs: number[] = []
    const plainMs: number[] = []
    const requests: number[] = []
    let tokenRequests = 0
    for (const [index, person] of ours.entries()) {
      const startedAt = performance.now()
      const mark = await lab.mark()
      const tapped = await tap(kiosk, person)
      heardMs.push(tapped.heardMs)
      confirmedMs.push(tapped.confirmedMs)
      const asked = await lab.requestsSince(mark)
      // The team's schedule is read after a start and once a day, regardless of taps.
      requests.push(asked.filter(({ route }) => route !== 'token' && route !== 'get-schedule').length)
      tokenRequests += asked.filter(({ route }) => route === 'token').length
      plainMs.push(await straightforward(lab.site, token, others[index] ?? person))
      await pause(everyMs - (performance.now() - startedAt))
    }
    return rowsOf({ lab, roundTripMs, heardMs, confirmedMs, plainMs, requests, tokenRequests })
  } finally {
    await lab.close()
  }
}

interface Measured {
  readonly lab: Lab
  readonly roundTripMs: number
  readonly heardMs: readonly number[]
  readonly confirmedMs: readonly number[]
  readonly plainMs: readonly number[]
  readonly requests: readonly number[]
  readonly tokenRequests: number
}

function rowsOf({ roundTripMs, heardMs, confirmedMs, plainMs, requests, tokenRequests }: Measured): Row[] {
  const hits = requests.filter((count) => count === 1).length
  const misses = requests.filter((count) => count === 2).length
  const faster = atPercentile(plainMs, 50) / atPercentile(confirmedMs, 50)
  const bare = confirmedMs.map((ms, index) => ms - (requests[index] ?? 0) * roundTripMs)
  return [
    {
      what: 'requests from tap to confirmed',
      measured: `${hits} taps with 1, ${misses} with 2, ${requests.length - hits - misses} with more; ${tokenRequests} for tokens`,
      target: '1 with the card in a snapshot, 2 without; 0 for tokens',
      met: hits + misses === requests.length && tokenRequests === 0,
      numbers: { hits, misses, tokenRequests, taps: requests.length },
    },
    timesRow('tap → confirmed told', confirmedMs),
    timesRow('the straightforward sequence, same run', plainMs),
    {
      what: 'faster than the straightforward sequence',
      measured: `${faster.toFixed(2)} times, by the medians`,
      target: '≥ 2 times',
      met: faster >= 2,
      numbers: { faster },
    },
    timesRow('tap → heard told', heardMs),
    timesRow('tap → confirmed told, less the round trips', bare),
  ]
}

/** Types the badge into the page as a reader does; measured by the state that the page draws. */
export async function tap(
  kiosk: PreviewProcess,
  { badge, name }: Person,
): Promise<{ readonly heardMs: number; readonly confirmedMs: number }> {
  const startedAt = performance.now()
  const typed = kiosk.type(badge)
  await kiosk.reaches('heard', ({ screen }) => 'tap' in screen && screen.tap.personName === name, 60_000)
  const heardMs = performance.now() - startedAt
  await kiosk.reaches(
    'confirmed',
    ({ screen }) => screen.name === 'confirmed' && screen.tap.personName === name,
    60_000,
  )
  const confirmedMs = performance.now() - startedAt
  await typed
  return { heardMs, confirmedMs }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
