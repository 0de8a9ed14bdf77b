import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFakeElectron, fakeEvent, withElectron } from '../fakes/electron/index.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'

test.each<[string, readonly unknown[]]>([
  ['child-process-gone', [{ type: 'Utility', name: 'Badge reader', reason: 'crashed', exitCode: 139 }]],
  ['render-process-gone', [{}, { reason: 'crashed', exitCode: 139 }]],
])('a process that crashes every two seconds (%s) leaves only a few dumps', async (event, content) => {
  const { fake, clock, dumps, dump } = await kept()
  let most = 0
  for (let crash = 0; crash < 100; crash += 1) {
    dump(crash)
    fake.app.emit(event, fakeEvent(), ...content)
    await clock.advance(2_000)
    most = Math.max(most, dumps().length)
  }
  expect(most).toBeLessThan(10)
  await clock.advance(5_000)
  expect(dumps()).toHaveLength(5)
})

test('a dump written just after its process ended counts too', async () => {
  const { fake, clock, dumps, dump } = await kept()
  fake.app.emit('child-process-gone', fakeEvent(), { type: 'GPU', reason: 'crashed', exitCode: 5 })
  await clock.advance(2_000)
  for (let crash = 0; crash < 6; crash += 1) dump(crash)
  await clock.advance(3_000)
  expect(dumps()).toHaveLength(5)
})

async function kept() {
  const folder = tempFolder()
  mkdirSync(join(folder, 'pending'))
  const fake = createFakeElectron()
  const clock = createVirtualClock()
  const { keepCrashDumps } = await withElectron(
    fake,
    () => import('../../electron/shell/chromium-crash-dumps.ts'),
  )
  keepCrashDumps(() => folder, clock, createCollectedLog())
  const dump = (crash: number): void => writeFileSync(join(folder, 'pending', `${crash}.dmp`), '')
  return { fake, clock, dump, dumps: () => readdirSync(join(folder, 'pending')) }
}
