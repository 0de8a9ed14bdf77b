import { spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readReport } from './vitest-report.ts'
import { tempFolder } from './temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const colour = String.fromCharCode(27)
const tests = `
import { beforeAll, describe, expect, test } from 'vitest'
describe('group', () => {
  test('fails', () => expect(1).toBe(2))
  test('works', () => undefined)
  test.skip('is left out', () => undefined)
})
test('fails in colour', () => {
  throw new Error('${colour}[31mred${colour}[39m\\nsecond line')
})
`
const brokenHook = `
import { beforeAll, describe, test } from 'vitest'
describe('group', () => {
  beforeAll(() => { throw new Error('hook') })
  test('never runs', () => undefined)
})
`

const failed = [
  'a.test.js > group > fails: AssertionError: expected 1 to be 2 // Object.is equality',
  'a.test.js > fails in colour: Error: red',
  'b.test.js: cannot be loaded',
  'c.test.js: a hook failed; see the output above',
]
const skipped = ['a.test.js > group > is left out: skipped', 'c.test.js > group > never runs: skipped']

test('each failed test and each file that could not run is one line; a skipped test only if none may be skipped', () => {
  const folder = tempFolder()
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {}')
  writeFileSync(join(folder, 'a.test.js'), tests)
  writeFileSync(join(folder, 'b.test.js'), "throw new Error('cannot be loaded')")
  writeFileSync(join(folder, 'c.test.js'), brokenHook)
  const path = join(folder, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  spawnSync(
    process.execPath,
    [vitest, 'run', '--root', folder, '--reporter=json', `--outputFile.json=${path}`],
    { cwd: folder, stdio: 'ignore' },
  )
  const report = readFileSync(path, 'utf8')

  const lenient = readReport(report, folder, false)
  expect(lenient.passed).toBe(1)
  expect([...lenient.failures].sort()).toEqual([...failed].sort())
  const strict = readReport(report, folder, true)
  expect([...strict.failures].sort()).toEqual([...failed, ...skipped].sort())
})
