import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSetupHealth } from '../../../electron/ops/health/setup-health.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'

const writeReport = (dataFolder: string): void =>
  createSetupHealth({ version: '1.2.3', clock: createVirtualClock() }).report({
    dataFolder,
    problems: [{ key: 'kiosk.id', problem: 'is empty' }],
  })

test('a missing data folder is not created for a config that is not valid', () => {
  const folder = join(tempFolder(), 'not', 'there')
  writeReport(folder)
  expect(existsSync(join(folder, '..'))).toBe(false)
})

test.skipIf(process.platform === 'win32')(
  'whatever folder a bad config names keeps its rights; the report in it is private',
  () => {
    const folder = join(tempFolder(), 'shared')
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    writeReport(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o755)
    expect(readFileSync(join(folder, 'health.json'), 'utf8')).toContain('kiosk.id: is empty')
    expect(statSync(join(folder, 'health.json')).mode & 0o777).toBe(0o600)
  },
)
