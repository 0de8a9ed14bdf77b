import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { readElectronApi, type ApiUse } from './api-in-use.ts'
import { conformanceCases } from './cases/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const extraUse = join(root, 'test/electron-conformance/fixtures/extra-use.ts')

/** All that touches Electron's API in what packages hold. */
const shell = [
  ...readdirSync(join(root, 'electron/shell')).map((name) => join(root, 'electron/shell', name)),
  ...['main', 'begin', 'launch', 'preload'].map((name) => join(root, `electron/${name}.ts`)),
].filter((path) => path.endsWith('.ts'))

const named = new Set(conformanceCases.flatMap(({ uses }) => uses))
/** What is used of Electron and has no case that says what it does. */
const withoutCase = (uses: readonly ApiUse[]): readonly ApiUse[] =>
  uses.filter(({ member }) => !named.has(member))

let used: readonly ApiUse[] = []
let extra: readonly ApiUse[] = []
let declared: ReadonlySet<string> = new Set()

beforeAll(() => {
  // One program for all: making it takes seconds.
  const api = readElectronApi([...shell, extraUse])
  used = api.usedBy(shell)
  extra = api.usedBy([extraUse])
  declared = api.declared
})

test('every member of Electron’s API that the shell uses has a case', () => {
  expect(used.length).toBeGreaterThan(100)
  expect(withoutCase(used).map(({ member, at }) => `${member} (${at})`)).toEqual([])
})

test('a new use is found, whichever way it is written', () => {
  expect(withoutCase(extra).map(({ member }) => member)).toEqual([
    'App#gpu-info-update',
    'App.name',
    'Shell.openExternal',
    'WebPreferences.offscreen',
  ])
})

test('the cases name nothing that Electron does not declare', () => {
  expect([...named].filter((member) => !declared.has(member))).toEqual([])
})

test('no two cases say the same', () => {
  const names = conformanceCases.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('each case says where it was read: a path in Electron’s source and what is there, or an address', () => {
  const isPath = /^(shell|lib|docs|spec|default_app)\/[\w./-]+\.(cc|mm|h|ts|md)$/
  const isAddress =
    /^https:\/\/github\.com\/(electron\/electron\/issues\/\d+|cage-kiosk\/cage\/blob\/v[\d.]+\/\w+\.c)$/
  for (const { name, sources } of conformanceCases) {
    expect(sources.length, name).toBeGreaterThan(0)
    for (const { path, at } of sources) {
      expect(isPath.test(path) || isAddress.test(path), `${name}: ${path}`).toBe(true)
      expect(at, name).not.toBe('')
    }
  }
})

test('what runs on the fake alone says why', () => {
  for (const { name, onlyOnTheFake } of conformanceCases)
    if (onlyOnTheFake !== undefined) expect(onlyOnTheFake.length, name).toBeGreaterThan(10)
})
