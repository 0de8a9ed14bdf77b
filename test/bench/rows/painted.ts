import { launchChromium } from '../../support/chromium.ts'
import { openLab } from '../lab.ts'
import { peopleOf } from '../people.ts'
import { timesRow, type Row } from '../report.ts'
import { watchPaints } from '../paints.ts'
import { sharedNowMs } from '../shared-clock.ts'
import { pause, tap } from './taps.ts'

const people = 40
/** No multiple of a frame (16.7 ms): otherwise all taps of a run fall on the same moment between two frames. */
const everyMs = 911

/**
 * The built page in real Chromium (`paints.ts`). The reader's event is the moment before its keys
 * are handed to the host; Shifts' answer the moment the tenant had written it, the way back not counted.
 */
export async function painted(roundTripMs: number): Promise<readonly Row[]> {
  const lab = await openLab(roundTripMs)
  const browser = await launchChromium()
  try {
    const staff = peopleOf(people, 3)
    await lab.addPeople(staff)
    const kiosk = await lab.startKiosk(staff)
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    const frames = await watchPaints(page)
    await page.goto(kiosk.url)
    await page.waitForSelector('main[data-state=ready]')
    const heardMs: number[] = []
    const confirmedMs: number[] = []
    for (const person of staff) {
      const startedAt = performance.now()
      frames.length = 0
      const readAtMs = sharedNowMs()
      await tap(kiosk, person)
      for (let tries = 0; tries < 200 && !frames.some(({ screen }) => screen === 'confirmed'); tries += 1)
        await pause(5)
      const endedAtMs = (await lab.ended()).get(`TCK_${person.userId}`) ?? NaN
      const heard = frames.find(({ screen }) => screen === 'heard' || screen === 'confirmed')
      const confirmed = frames.find(({ screen }) => screen === 'confirmed')
      heardMs.push((heard?.atMs ?? NaN) - readAtMs)
      confirmedMs.push((confirmed?.atMs ?? NaN) - endedAtMs - roundTripMs / 2)
      await pause(everyMs - (performance.now() - startedAt))
    }
    return [
      timesRow('reader event → heard painted, Chromium', heardMs, { of: 'p95', ms: 100 }),
      timesRow("Shifts' answer → confirmed painted", confirmedMs, { of: 'p95', ms: 50 }),
    ]
  } finally {
    await browser.close()
    await lab.close()
  }
}
