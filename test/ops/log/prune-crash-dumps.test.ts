import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { pruneCrashDumps } from '../../../electron/ops/log/prune-crash-dumps.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const dayMs = 24 * 3_600_000
const nowMs = Date.UTC(2026, 5, 1)

test('the newest five crash dumps of the last thirty days are kept, with their files', () => {
  const folder = tempFolder()
  const agesInDays = [1, 2, 3, 4, 29, 5, 40]
  const paths = agesInDays.map((age, index) =>
    file(join(folder, index % 2 === 0 ? 'completed' : 'reports/sub', `${age}.dmp`), age),
  )
  const meta = file(join(folder, 'completed/40.meta'), 40)
  const settings = file(join(folder, 'settings.dat'), 400)
  const kept = pruneCrashDumps(folder, nowMs)
  expect(kept.map((path) => path.split('/').at(-1))).toEqual(['1.dmp', '2.dmp', '3.dmp', '4.dmp', '5.dmp'])
  expect(paths.filter((path) => existsSync(path)).sort()).toEqual([...kept].sort())
  expect([existsSync(meta), existsSync(settings)]).toEqual([false, true])
})

test('a dump older than thirty days is deleted even if it is the only one', () => {
  const folder = tempFolder()
  file(join(folder, 'old.dmp'), 31)
  expect(pruneCrashDumps(folder, nowMs)).toEqual([])
  expect(existsSync(join(folder, 'old.dmp'))).toBe(false)
})

test('a missing folder holds no dumps', () => {
  expect(pruneCrashDumps(join(tempFolder(), 'not-there'), nowMs)).toEqual([])
})

function file(path: string, ageInDays: number): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  utimesSync(path, (nowMs - ageInDays * dayMs) / 1000, (nowMs - ageInDays * dayMs) / 1000)
  return path
}
