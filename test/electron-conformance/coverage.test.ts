import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { readElectronApi, type ApiUse } from './api-in-use.ts'
import { conformanceCases } from './cases/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const extraUse = join(root, 'test/electron-conformance/fixtures/extra-use.ts')

const unreadableUse = join(root, 'test/electron-conformance/fixtures/unreadable-use.ts')

/** All of the kiosk: Electron may be touched without an import of it, as `process`. */
const own = readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map((path) => join(root, 'electron', path))

const named = new Set(conformanceCases.flatMap(({ uses }) => uses))
/** What is used of Electron and has no case that says what it does. */
const withoutCase = (uses: readonly ApiUse[]): readonly ApiUse[] =>
  uses.filter(({ member }) => !named.has(member))

let used: readonly ApiUse[] = []
let extra: readonly ApiUse[] = []
let unreadable: readonly string[] = []
let unreadableOfFixture: readonly string[] = []
let declared: ReadonlySet<string> = new Set()

beforeAll(() => {
  // One program for all: making it takes seconds.
  const api = readElectronApi([...own, extraUse, unreadableUse])
  used = api.usedBy(own)
  unreadable = api.unreadableIn(own)
  unreadableOfFixture = api.unreadableIn([unreadableUse])
  extra = api.usedBy([extraUse])
  declared = api.declared
  // All of the kiosk is type-checked here, which takes a busy machine a while.
}, 180_000)

test('every member of Electron’s API that the kiosk uses has a case', () => {
  expect(used.length).toBeGreaterThan(100)
  expect(withoutCase(used).map(({ member, at }) => `${member} (${at})`)).toEqual([])
})

test('a new use is found, whichever way it is written', () => {
  expect(withoutCase(extra).map(({ member }) => member)).toEqual([
    'App#continue-activity',
    'App#did-become-active',
    'App#gpu-info-update',
    'App.name',
    'App.userAgentFallback',
    'BaseWindowConstructorOptions.hasShadow',
    'BaseWindowConstructorOptions.opacity',
    'BaseWindowConstructorOptions.transparent',
    'PowerMonitor#resume',
    'Shell.openExternal',
    'WebPreferences.offscreen',
    'WebPreferences.plugins',
  ])
})

test('every use of Electron names its member statically: other uses, by file and line', () => {
  expect(unreadable).toEqual([])
})

test('a use that does not name its member is found, whichever way it is written', () => {
  const lines = readFileSync(unreadableUse, 'utf8').split('\n')
  const marked = lines.flatMap((line, index) => (line.endsWith('// !') ? [index + 1] : []))
  expect(marked.length).toBeGreaterThan(10)
  const found = unreadableOfFixture.map((place) => Number(place.split(':')[1]))
  expect([...new Set(found)]).toEqual(marked)
})

test('the cases name only what Electron declares', () => {
  expect([...named].filter((member) => !declared.has(member))).toEqual([])
})

test('no two cases say the same', () => {
  const names = conformanceCases.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('each case names its source: a path and a symbol in Electron’s source, or a URL', () => {
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

test('a case that runs only on the fake says why', () => {
  for (const { name, onlyOnTheFake } of conformanceCases)
    if (onlyOnTheFake !== undefined) expect(onlyOnTheFake.length, name).toBeGreaterThan(10)
})
