import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { tidySetAside } from '../../../electron/journal/recovery/set-aside-retention.ts'
import { openDatabase } from '../../../electron/journal/store/sqlite.ts'
import { createHarness, hourMs } from '../../support/kiosk-harness.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { confirmed, open, recordAll } from '../journal-fixture.ts'

const dayMs = 24 * hourMs
const startMs = Date.UTC(2026, 0, 5, 8)
const keep = { keepNamesMs: 90 * dayMs, keepTapsMs: 1095 * dayMs }
const stamp = '20200101T000000Z'

/** A journal that was set aside, by a computer whose clock was years behind. */
function layAside(path: string, taps = 3): string {
  const target = `${path}.corrupt-${stamp}`
  const journal = open(target)
  for (let count = 0; count < taps; count += 1) recordAll(journal, `tap-${count}`, confirmed)
  journal.close()
  return target
}

const namesIn = (path: string): number => {
  const database = openDatabase(path)
  try {
    return Number(database.get('SELECT count(*) AS people FROM people')?.['people'])
  } finally {
    database.close()
  }
}

const leftOf = (target: string): readonly string[] =>
  readdirSync(dirname(target)).filter((name) => name.startsWith(basename(target)))

test('erases names after keepNamesDays and removes the file after keepTapsDays, by the servers’ time only', () => {
  const path = join(tempFolder(), 'journal.db')
  const target = layAside(path)
  const at = (days: number) => tidySetAside(path, { nowMs: startMs + days * dayMs, ...keep })
  for (const days of [0, 1, 90]) expect(at(days)).toEqual({ done: [], more: false })
  expect(namesIn(target)).toBe(3)
  expect(at(91)).toEqual({ done: [{ path: target, what: 'names-erased' }], more: false })
  expect(namesIn(target)).toBe(0)
  for (const name of leftOf(target))
    expect(readFileSync(join(dirname(target), name)).includes('Ana Ruiz'), name).toBe(false)
  for (const days of [92, 1095]) expect(at(days)).toEqual({ done: [], more: false })
  expect(existsSync(target)).toBe(true)
  expect(at(1096)).toEqual({ done: [{ path: target, what: 'removed' }], more: false })
  expect(leftOf(target)).toEqual([])
})

test('removes a file whose names cannot be erased after keepNamesDays, not earlier', () => {
  const path = join(tempFolder(), 'journal.db')
  const target = `${path}.corrupt-${stamp}`
  const logAlone = `${path}.corrupt-20210101T000000Z-2`
  writeFileSync(target, 'Ana Ruiz, but no database')
  writeFileSync(`${logAlone}-wal`, 'Ana Ruiz, but no database')
  const at = (days: number) => tidySetAside(path, { nowMs: startMs + days * dayMs, ...keep })
  at(0)
  expect(at(90).done).toEqual([])
  expect(readFileSync(target, 'utf8')).toContain('Ana Ruiz')
  expect(at(91).done).toEqual([
    { path: target, what: 'not-erasable' },
    { path: logAlone, what: 'not-erasable' },
  ])
  expect([...leftOf(target), ...leftOf(logAlone)]).toEqual([])
})

test('many names are erased in batches, so that no tap waits for all of them', () => {
  const path = join(tempFolder(), 'journal.db')
  const target = layAside(path, 1)
  const database = openDatabase(target)
  database.exec(
    `WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 700)
     INSERT INTO people SELECT printf('more-%d', value), 1, 'user', 'name', '' FROM numbers`,
  )
  database.close()
  tidySetAside(path, { nowMs: startMs, ...keep })
  const late = { nowMs: startMs + 91 * dayMs, ...keep }
  expect(tidySetAside(path, late)).toEqual({ done: [], more: true })
  expect(namesIn(target)).toBe(201)
  expect(tidySetAside(path, late)).toEqual({ done: [{ path: target, what: 'names-erased' }], more: false })
})

test('a running kiosk does it once a day, and logs it', async () => {
  let target = ''
  const harness = createHarness(undefined, { prepare: (path) => void (target = layAside(path)) })
  harness.clock.jumpWall(91 * dayMs)
  await harness.clock.advance(25 * hourMs)
  expect(namesIn(target)).toBe(0)
  expect(harness.logged).toContainEqual({
    event: 'journal.set-aside-tidied',
    fields: { path: target, what: 'names-erased' },
  })
})
