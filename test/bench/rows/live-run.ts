import { launchChromium } from '../../support/chromium.ts'
import { openLab } from '../lab.ts'
import { watchPaints } from '../paints.ts'
import { peopleOf } from '../people.ts'
import { timesRow, type Row } from '../report.ts'
import { sharedNowMs } from '../shared-clock.ts'
import { pause } from './taps.ts'

const tapsAMinute = 54
const requestMs = 400
/** Of the last taps. */
const settlesWithinMs = 5_000

/**
 * A minute of people who come one after the other, whatever becomes of those before, to the built host and its page in
 * Chromium. Every second of them has no time card and is refused. Each request takes 400 ms.
 */
export async function liveRun(): Promise<readonly Row[]> {
  const lab = await openLab(requestMs)
  const browser = await launchChromium()
  try {
    const staff = peopleOf(tapsAMinute, 6)
    await lab.addPeople(
      staff.filter((_, index) => index % 2 === 0),
      'on-shift',
    )
    await lab.addPeople(
      staff.filter((_, index) => index % 2 === 1),
      'without-card',
    )
    const kiosk = await lab.startKiosk(staff)
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    const frames = await watchPaints(page)
    await page.goto(kiosk.url)
    await page.waitForSelector('main[data-state=ready]')
    const readAtMs: number[] = []
    const begunAtMs = performance.now()
    for (const [index, { badge }] of staff.entries()) {
      await pause(begunAtMs + (index * 60_000) / tapsAMinute - performance.now())
      readAtMs.push(sharedNowMs())
      await kiosk.type(badge)
    }
    await pause(settlesWithinMs)

    // Each tap has its own id, and they come on screen in their order.
    const heard = [...new Map(frames.toReversed().map((frame) => [frame.tapId, frame])).values()]
      .filter(({ tapId }) => tapId !== '')
      .sort((a, b) => a.atMs - b.atMs)
    const heardMs = readAtMs.map((atMs, index) => (heard[index]?.atMs ?? NaN) - atMs)
    const besideSlots = heard.filter(({ slotRows }) => slotRows > 0).length
    const tapsWith = (outcome: string): number =>
      new Set(frames.filter(({ screen }) => screen === outcome).map(({ tapId }) => tapId)).size
    const [confirmed, refused] = [tapsWith('confirmed'), tapsWith('refused')]
    return [
      timesRow(
        `${tapsAMinute} taps a minute, half refused, ${requestMs} ms a request: reader event → heard painted`,
        heardMs,
        { of: 'p95', ms: 100 },
      ),
      {
        what: 'the same: what was drawn',
        measured: `${heard.length} of ${tapsAMinute} heard, ${besideSlots} beside slots; ${confirmed} confirmed and ${refused} refused large`,
        target: 'all heard, most beside slots',
        met: heard.length === tapsAMinute && besideSlots > tapsAMinute / 2,
        numbers: { heard: heard.length, besideSlots, confirmed, refused },
      },
    ]
  } finally {
    await browser.close()
    await lab.close()
  }
}
