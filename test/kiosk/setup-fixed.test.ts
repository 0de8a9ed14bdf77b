import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { confirmed, open, recordAll } from '../journal/journal-fixture.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn } from './kiosk-in.ts'

test('a lost site key raises an alarm and puts the kiosk out of service until the key is back', async () => {
  const folder = tempFolder()
  const data = join(folder, 'data')
  mkdirSync(data)
  const journal = open(join(data, 'journal.db'))
  recordAll(journal, 'settled', confirmed)
  journal.close()
  const { kiosk, clock } = await kioskIn(folder)
  const health = (): string =>
    existsSync(join(data, 'health.json')) ? readFileSync(join(data, 'health.json'), 'utf8') : ''
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries === 500) throw new Error(`Waited in vain for ${what}: ${health()}`)
      await clock.advance(1_000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await until('the alarm', () => health().includes('The site key is missing'))
  expect(kiosk.state.screen.name).toBe('out-of-service')
  expect(existsSync(join(data, 'site.key'))).toBe(false)
  writeFileSync(join(data, 'site.key'), '07'.repeat(32))
  await until('the alarm to go', () => !health().includes('site key'))
})

test('while the config is invalid, health reports the first problem and the count', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data'))
  const configPath = join(folder, 'config.json')
  let good = ''
  const spoil = (): void => {
    good = readFileSync(configPath, 'utf8')
    writeFileSync(configPath, good.replace('"dock-3"', '"dock 3!"'))
  }
  const { kiosk, clock } = await kioskIn(folder, undefined, { spoil })
  expect(kiosk.state.screen.name).toBe('setup-needed')
  const healthPath = join(folder, 'data', 'health.json')
  const health = (): unknown => JSON.parse(readFileSync(healthPath, 'utf8'))
  expect(health()).toMatchObject({
    screen: 'setup-needed',
    alarms: [{ kind: 'setup', detail: expect.stringMatching(/^line 1, kiosk\.id: /) as string }],
  })
  writeFileSync(configPath, good)
  await waitUntil('the kiosk to start', async () => {
    await clock.advance(1_000)
    return !JSON.stringify(health()).includes('"setup"')
  })
})
