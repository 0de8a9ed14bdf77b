import { expect, it } from 'vitest'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { inChromium } from './in-chromium.ts'

const { open } = inChromium()

it.each(['heard-named', 'saved-here', 'confirmed', 'confirmed-hours', 'refused-not-clocked-in'])(
  'nothing about a person is left in the page once their receipt has gone: %s',
  async (name) => {
    const { page, show } = await open()
    const whole = () => page.evaluate(() => document.documentElement.outerHTML + document.title)
    await show(sampleStates[name])
    expect(await whole()).toMatch(/Marta Quintana/u)
    await show(sampleStates['ready'])
    await page.locator('main[data-state=ready]').waitFor()
    expect(await whole()).not.toMatch(/Marta|Quintana|5b1c9a1e/iu)
  },
)

it.each(['enrollment-pick', 'enrollment-confirm-block', 'enrollment-added', 'enrollment-pick-one'])(
  'nobody who could be chosen is left in the page once the enrollment is closed: %s',
  async (name) => {
    const { page, show } = await open()
    const whole = () => page.evaluate(() => document.documentElement.outerHTML + document.title)
    await show(sampleStates[name])
    expect(await whole()).toMatch(/Marta Quintana/u)
    await show(sampleStates['ready'])
    await page.locator('main[data-state=ready]').waitFor()
    expect(await whole()).not.toMatch(/Marta|Quintana|Ibsen|Oyelaran|1004\d\d|contoso/iu)
  },
)

it('a badge number shown by a practice tap is nowhere in the page once the result has gone', async () => {
  const { page, show } = await open()
  const whole = () => page.evaluate(() => document.documentElement.outerHTML + document.title)
  await show(sampleStates['practice-unknown-badge'])
  expect(await whole()).toMatch(/F6E5D4C3B2A104/u)
  await show(sampleStates['ready'])
  await page.locator('main[data-state=ready]').waitFor()
  expect(await whole()).not.toMatch(/F6E5D4|04A1B2|69495546/iu)
})
