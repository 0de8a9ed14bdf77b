import { expect, test } from 'vitest'
import { chooseDisplay } from '../../../electron/shell/window/displays.ts'
import { createFakeElectron, fakeDisplay, withElectron } from '../../fakes/electron/index.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const left = fakeDisplay(7, { x: -1080, width: 1080, height: 1920 }, 'ELO 2402L')
const primary = fakeDisplay(1, {}, 'HDMI-1')
const right = fakeDisplay(3, { x: 1920 }, 'DELL U2720Q')
const all = [primary, right, left]

test.each([
  ['primary', 1, true],
  ['1', 7, true],
  ['2', 1, true],
  ['3', 3, true],
  ['elo', 7, true],
  [' DELL ', 3, true],
  ['4', 1, false],
  ['0', 1, false],
  ['Samsung', 1, false],
])('of three displays "%s" is number %i, as configured: %s', (wanted, id, asAsked) => {
  const chosen = chooseDisplay(all, primary, wanted)
  expect([chosen.display.id, chosen.asAsked]).toEqual([id, asAsked])
  expect(chosen.others).toHaveLength(2)
})

test('the window takes the primary display, and the others are covered by windows without a page', async () => {
  const { placement, covers, renewals } = await placed(all)
  expect(placement.place()).toEqual(primary.bounds)
  placement.follow(renewals.renew)
  expect(covers().map(({ options }) => options.x)).toEqual([-1080, 1920])
  expect(covers().every((cover) => cover.isVisible() && !cover.takesFocus)).toBe(true)
  expect(renewals.count).toBe(0)
})

test('a config that names another display moves the window, and can leave the other displays alone', async () => {
  const { placement, covers, renewals, log } = await placed(all)
  placement.place()
  placement.follow(renewals.renew)
  placement.wish({ display: 'elo', otherDisplays: 'leave' })
  expect([renewals.count, covers()]).toEqual([1, []])
  expect(placement.place()).toEqual(left.bounds)
  expect(log.of('host.display').at(-1)).toEqual({
    display: 'ELO 2402L',
    width: 1080,
    height: 1920,
    others: 2,
    wanted: 'elo',
  })
})

test('when a display is unplugged and plugged in again, the window moves to the primary one and back', async () => {
  const { fake, placement, covers, renewals, log, clock } = await placed(all)
  placement.wish({ display: 'ELO', otherDisplays: 'cover' })
  placement.place()
  placement.follow(() => {
    renewals.renew()
    placement.place()
  })
  fake.screen.displays = [primary, right]
  fake.screen.emit('display-removed', {}, left)
  fake.screen.emit('display-metrics-changed', {}, primary, ['workArea'])
  await clock.advance(1_000)
  expect(renewals.count).toBe(1)
  expect(log.of('host.display-missing')).toMatchObject([{ display: 'HDMI-1', wanted: 'ELO' }])
  expect(covers().map(({ options }) => options.x)).toEqual([1920])
  fake.screen.displays = all
  fake.screen.emit('display-added', {}, left)
  await clock.advance(1_000)
  expect([renewals.count, placement.place()]).toEqual([2, left.bounds])
})

test('after a display was gone for a moment, its window and the covers are reopened, wherever they moved', async () => {
  const { fake, placement, covers, renewals, clock } = await placed(all)
  placement.wish({ display: 'ELO', otherDisplays: 'cover' })
  placement.place()
  placement.follow(renewals.renew)
  const [coverOfPrimary, coverOfRight] = covers()
  const flicker = async (gone: typeof left): Promise<void> => {
    fake.screen.displays = all.filter((display) => display !== gone)
    fake.screen.emit('display-removed', {}, gone)
    await clock.advance(300)
    fake.screen.displays = all
    fake.screen.emit('display-added', {}, gone)
    await clock.advance(1_000)
  }
  await flicker(left)
  expect(renewals.count).toBe(1)
  placement.place()
  await flicker(right)
  expect(renewals.count).toBe(1)
  expect(coverOfRight?.isDestroyed()).toBe(true)
  expect(covers().map(({ options }) => options.x)).toEqual([0, 1920])
  expect(covers()[0]).not.toBe(coverOfPrimary)
})

test('rotating a display reopens the window; showing or hiding a taskbar does not', async () => {
  const { fake, placement, renewals, clock } = await placed([primary])
  placement.place()
  placement.follow(renewals.renew)
  fake.screen.emit('display-metrics-changed', {}, primary, ['workArea'])
  await clock.advance(1_000)
  expect(renewals.count).toBe(0)
  fake.screen.displays = [fakeDisplay(1, { width: 1080, height: 1920 })]
  fake.screen.emit('display-metrics-changed', {}, fake.screen.displays[0], ['bounds', 'rotation'])
  await clock.advance(1_000)
  expect(renewals.count).toBe(1)
})

async function placed(displays: typeof all) {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  fake.screen.displays = displays
  const log = createCollectedLog()
  const clock = createVirtualClock()
  const { createPlacement } = await withElectron(
    fake,
    () => import('../../../electron/shell/window/placement.ts'),
  )
  const renewals = {
    count: 0,
    renew: () => {
      renewals.count += 1
    },
  }
  const covers = () => fake.covers.filter((cover) => !cover.isDestroyed())
  return { fake, log, clock, placement: createPlacement(clock, log), renewals, covers }
}
