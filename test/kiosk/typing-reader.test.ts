import { expect, test } from 'vitest'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { azertyKeys, numLockOffKeys, processKeys, usKeys, type Key } from '../badge/typed-keys.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'

const pin = '704912'
const enter: Key = { key: 'Enter', code: 'Enter' }

async function started(reader: object = {}) {
  const parts = await kioskIn(tempFolder(), undefined, {
    config: { reader: { kind: 'keyboard', ...reader }, maintenance: { pinHash: await hashPin(pin) } },
  })
  const { kiosk, clock, press } = parts
  const type = async (keys: readonly Key[], gapMs = 5) => {
    for (const { key, ...more } of keys) {
      await clock.advance(gapMs)
      press(key, more)
    }
    // Longer than the silence that is waited for, and shorter than a refusal is shown.
    await clock.advance(2_000)
  }
  const reaches = (name: string) =>
    waitUntil(`the screen ${name}`, async () => {
      await clock.advance(20)
      return kiosk.state.screen.name === name
    })
  await reaches('ready')
  return { ...parts, type, reaches }
}

test.each<readonly [string, readonly Key[], number, string]>([
  ['no Enter', usKeys(setup.badge), 5, 'reader.ending'],
  ['Enter first', [enter, ...usKeys(setup.badge)], 5, 'reader.ending'],
  ['70 ms a key', [...usKeys(setup.badge), enter], 70, 'reader.maximumKeyGapMs'],
  ['an input method', [...processKeys(setup.badge), enter], 5, 'reader.keyboardLayout'],
  ['NumLock off', [...numLockOffKeys('3283263748'), enter], 5, 'reader.keyboardLayout'],
  ['AZERTY', [...azertyKeys(setup.badge), enter], 5, 'reader.keyboardLayout'],
  ['too few digits', [...usKeys('12345'), enter], 5, 'reader.minimumLength'],
])(
  '%s: the person is asked to tell IT, and the log has the code and what helps',
  async (_name, keys, gapMs, key) => {
    const { kiosk, log, type } = await started()
    await type(keys, gapMs)
    const { screen } = kiosk.state
    expect(screen).toMatchObject({ name: 'refused', reason: { kind: 'reader-misconfigured' } })
    const [shape, ofTap] = log.of('reader.unreadable')
    expect(shape).toMatchObject({ problem: 'typing-not-read', configKeys: key })
    const code = screen.name === 'refused' && 'code' in screen.reason ? screen.reason.code : 'none'
    expect(String(ofTap?.['tapId']).replaceAll('-', '').toUpperCase()).toContain(code)
    expect(log.text()).not.toContain(setup.badge)
    expect(JSON.stringify(kiosk.state)).not.toContain(setup.badge)
  },
)

test.each<readonly [string, readonly Key[], object]>([
  ['ended by a pause', usKeys(setup.badge), { ending: 'pause' }],
  ['read by the place of its keys', [...azertyKeys(setup.badge), enter], { keyboardLayout: 'us' }],
  [
    'read by the place of keys that an input method takes',
    processKeys(setup.badge),
    { ending: 'pause', keyboardLayout: 'us' },
  ],
])('a badge is a tap if the config says how it is typed: %s', async (_name, keys, reader) => {
  const { type, log } = await started(reader)
  await type(keys)
  expect(log.of('tap.heard')).toHaveLength(1)
  expect(log.of('tap.recorded')).toHaveLength(1)
})

test('the PIN, typed as fast and evenly as by a slow reader, opens the diagnostics, where a practice tap gives the same result', async () => {
  const { kiosk, log, type, press, reaches } = await started()
  press('F12', { control: true, shift: true })
  await type([...usKeys(pin), enter], 70)
  await reaches('diagnostics')
  expect(log.of('reader.unreadable')).toEqual([])
  press('F2')
  await type(usKeys(setup.badge))
  expect(kiosk.state.screen).toMatchObject({
    name: 'practice',
    practice: { kind: 'done', outcome: { kind: 'reader-misconfigured' } },
  })
  expect(log.of('tap.refused')).toEqual([])
})
