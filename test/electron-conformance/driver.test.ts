import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conformanceCases } from './cases/index.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { buildDriver, bundle } from './driver/build-driver.ts'
import { readReport } from './driver/report.ts'
import { runCase, type CaseProgram } from './driver/run-case.ts'

/** What `test/electron-runtime` runs in Electron, here in Node, with the fake in Electron's place. */
const folder = mkdtempSync(join(tmpdir(), 'conformance-driver-'))
const here = fileURLToPath(new URL('./driver/', import.meta.url))
let program: CaseProgram

beforeAll(async () => {
  await buildDriver(folder)
  await bundle(folder, { 'fake-runtime': `${here}fake-runtime.ts` }, 'es', { vitest: `${here}no-vitest.ts` })
  const hooks = join(folder, 'hooks.mjs')
  writeFileSync(hooks, electronIs(pathToFileURL(join(folder, 'fake-runtime.mjs')).href))
  program = {
    command: process.execPath,
    args: ['--import', pathToFileURL(hooks).href, join(folder, 'driver.mjs')],
    folder,
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the driver runs', () => {
  test.each([
    'enableSandbox is refused once Electron is ready',
    'the primary display is one of all, each with a number, a name and bounds',
    'before Electron is ready, exit ends the program at once and tells nobody',
    'in the turn that tells of ready the message loop does not run yet: exit ends the program at once',
    'process.exit is app.exit',
  ])('%s', async (name) => {
    const [given, index] = caseOf(name)
    await runCase(given, index, program)
  })
})

test('a case that Electron does not satisfy fails with what the case found', async () => {
  const [, index] = caseOf('enableSandbox is refused once Electron is ready')
  const [given] = caseOf('process.exit is app.exit')
  await expect(runCase(given, index, program)).rejects.toThrow()
})

test('a program that ends although the case expects it to live on fails', async () => {
  const [given, index] = caseOf('enableSandbox is refused once Electron is ready')
  await expect(runCase({ ...given, livesOn: true }, index, program)).rejects.toThrow('has ended')
})

test('an error in the case is reported in full, and ends the program with 1', async () => {
  await expect(runCase(caseOf('process.exit is app.exit')[0], 100_000, program)).rejects.toThrow(
    'There is no case 100000',
  )
  expect(readReport(join(folder, 'report-100000.jsonl'))).toMatchObject({ hasRun: false, notes: [] })
})

function caseOf(name: string): [ConformanceCase, number] {
  const index = conformanceCases.findIndex((candidate) => candidate.name === name)
  const given = conformanceCases[index]
  if (given === undefined) throw new Error(`No such case: ${name}`)
  return [given, index]
}

/** A module that makes every import of `electron` one of `url`. */
function electronIs(url: string): string {
  const resolver = `export async function resolve(name, context, next) {
    return name === 'electron' ? { url: ${JSON.stringify(url)}, shortCircuit: true } : next(name, context)
  }`
  const address = `data:text/javascript,${encodeURIComponent(resolver)}`
  return `import { register } from 'node:module'\nregister(${JSON.stringify(address)})\n`
}
