import { expect, it } from 'vitest'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { footprintOf } from './driven-page.ts'
import { inChromium } from './in-chromium.ts'

const statesDrawn = 5_000
/** Until everything that is made once (formatters, compiled code, fonts) has been made. */
const warmUp = 1_000
/** What the browser's own bookkeeping may swing by. A leak of one element a state would be many times that. */
const heapMarginBytes = 512 * 1024

const { openAlone } = inChromium()

it(`after ${statesDrawn} states, drawn with all animations, the page uses no more memory than before`, async () => {
  const { page, complaints } = await openAlone({ reducedMotion: 'no-preference' })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const states = Object.values(sampleStates)
  await page.evaluate((all) => Object.assign(window, { states: all }), states)

  /** Each state is laid out before the next one comes; now and then a frame is painted as well. */
  const draw = (count: number) =>
    page.evaluate(async (times) => {
      const { states, showState } = window as unknown as {
        states: readonly object[]
        showState: (state: unknown) => void
      }
      for (let turn = 0; turn < times; turn++) {
        // A tap of its own each time, as in life.
        const state = structuredClone(states[turn % states.length]) as {
          screen: { tap?: { tapId: string } }
        }
        if (state.screen.tap) state.screen.tap.tapId = `tap-${turn}`
        showState(state)
        await Promise.resolve()
        document.body.getBoundingClientRect()
        if (turn % 50 === 0) await new Promise((resolve) => requestAnimationFrame(resolve))
      }
      showState(states[0])
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }, count)

  await draw(warmUp)
  const before = await footprintOf(devtools)
  await draw(statesDrawn)
  const after = await footprintOf(devtools)

  expect(after.heapBytes - before.heapBytes).toBeLessThan(heapMarginBytes)
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 50)
  expect(after.listeners).toBeLessThanOrEqual(before.listeners)
  expect(complaints).toEqual([])
  if (process.env['KIOSK_TEST_VERBOSE'] === '1') console.log(before, after)
}, 240_000)
