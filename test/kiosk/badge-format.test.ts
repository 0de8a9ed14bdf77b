import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KioskConfig } from '../../electron/config/config.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn } from './kiosk-in.ts'

const people = ['0C41B2A3', '1D52C3B4', '2E63D4C5', '3F74E5D6']

/** A kiosk with a reader that types; the roster holds `rows`. */
async function typingKiosk(rows: readonly string[], reader: Partial<KioskConfig['reader']>) {
  const folder = tempFolder()
  const lines = rows.map((row, at) => `${row},7d5f0f0e-0000-4000-8000-00000000000${at},Ana Ruiz`)
  writeFileSync(join(folder, 'staff.csv'), ['Badge number,User ID,Name', ...lines, ''].join('\r\n'))
  const started = await kioskIn(folder, undefined, {
    config: {
      reader: { kind: 'keyboard', ...reader },
      directory: { kind: 'roster', path: 'staff.csv' },
    },
    // No reader's process is waited for.
    spoil: () => undefined,
  })
  const { kiosk, clock, press } = started
  await waitUntil('ready', async () => {
    await clock.advance(20)
    return kiosk.state.screen.name === 'ready'
  })
  const type = async (text: string): Promise<void> => {
    for (const key of [...Array.from(text), 'Enter']) press(key)
    await clock.advance(25_000)
  }
  return { ...started, type }
}

test('badges in the wrong byte order clock nobody out, and the alarm names the setting to change', async () => {
  const { type, log } = await typingKiosk(people, {})
  for (const uid of people) await type(Buffer.from(uid, 'hex').reverse().toString('hex'))
  expect(log.of('tap.refused')).toHaveLength(4)
  expect(log.of('tap.recorded')).toEqual([])
  expect(log.of('health.alarm').filter(({ alarm }) => alarm === 'badge-format')).toMatchObject([
    { detail: expect.stringContaining('reader.badgeNumberFormat to "hex-reversed"') as string },
  ])
  for (const uid of people) {
    expect(log.text()).not.toMatch(new RegExp(uid, 'i'))
    expect(log.text()).not.toMatch(new RegExp(Buffer.from(uid, 'hex').reverse().toString('hex'), 'i'))
  }
})

test('the prefix and suffix that a reader types are removed as configured', async () => {
  const { type, log } = await typingKiosk(people, { prefix: ';', suffix: '?' })
  await type(`;${people[0]}?`)
  expect(log.of('tap.recorded')).toHaveLength(1)
})
