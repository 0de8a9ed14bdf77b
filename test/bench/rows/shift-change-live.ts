import { openLab } from '../lab.ts'
import { peopleOf } from '../people.ts'
import { ms, spreadOf, timesRow, type Row } from '../report.ts'
import { pause, tap } from './taps.ts'

const kiosks = 4
/** 200 people in 5 minutes, of which this is a piece: as close together, and the limits are those of each second. */
const people = 48
const lastsMs = 72_000

/** Four built hosts at once, with Microsoft's limit of four requests per second enforced and 5 % answered 429. */
export async function shiftChangeLive(roundTripMs: number): Promise<readonly Row[]> {
  const lab = await openLab(roundTripMs)
  try {
    const staff = peopleOf(people, 4)
    await lab.addPeople(staff)
    const hosts = await Promise.all(Array.from({ length: kiosks }, () => lab.startKiosk(staff)))
    await lab.limits(true, 0.05)
    const mark = await lab.mark()
    const heardMs: number[] = []
    const confirmedMs: number[] = []
    const queues = hosts.map((host) => ({ host, free: Promise.resolve() }))
    const begin = performance.now()
    await Promise.all(
      staff.map(async (person, index) => {
        await pause(Math.random() * lastsMs)
        // One after the other at each kiosk, as people stand in line.
        const queue = queues[index % kiosks]
        if (queue === undefined) return
        queue.free = queue.free.then(async () => {
          const tapped = await tap(queue.host, person)
          heardMs.push(tapped.heardMs)
          confirmedMs.push(tapped.confirmedMs)
        })
        await queue.free
      }),
    )
    const seconds = (performance.now() - begin) / 1000
    const asked = await lab.requestsSince(mark)
    const throttled = asked.filter(({ status }) => status === 429).length
    const { most } = spreadOf(heardMs)
    return [
      timesRow(
        `shift change, ${people} people at 4 hosts, limits on, 5 % 429: tap → confirmed`,
        confirmedMs,
        {
          of: 'p95',
          ms: 2000,
        },
      ),
      {
        what: 'the same: confirmed, and heard in time',
        measured: `${confirmedMs.length} of ${people} confirmed in ${Math.round(seconds)} s; heard after ${ms(most)} at the most; ${asked.length} requests, ${throttled} answered 429`,
        target: 'all confirmed; heard ≤ 100 ms each time',
        met: confirmedMs.length === people && most <= 100,
        numbers: { confirmed: confirmedMs.length, heardMost: most, requests: asked.length, throttled },
      },
    ]
  } finally {
    await lab.close()
  }
}
