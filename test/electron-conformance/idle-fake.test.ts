import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { FakeApp } from '../fakes/electron/app.ts'
import { FakeClientRequest, FakeIncomingMessage } from '../fakes/electron/client-request.ts'
import { FakeDesktop } from '../fakes/electron/desktop.ts'
import { createFakeElectron, FakeUtilityProcess, type FakeElectron } from '../fakes/electron/index.ts'
import { FakeScreen } from '../fakes/electron/screen.ts'
import { FakeSession } from '../fakes/electron/session.ts'
import { FakeWebContents } from '../fakes/electron/web-contents.ts'
import { FakeBaseWindow, FakeWindow } from '../fakes/electron/window.ts'
import { conformanceCases } from './cases/index.ts'
import { windows } from './cases/windows.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { runOnFake } from './fake-host.ts'

/**
 * A fake that does nothing where Electron does something must not go unnoticed: each member of it that a case is about
 * is replaced by one that does nothing, and a case that names the member in its `uses` has to fail.
 */
interface Mutant {
  /** As in `uses`; more than one where a class is both. */
  readonly members: readonly string[]
  readonly cases: readonly ConformanceCase[]
  /** Before the case: replaces the member for good, and gives what brings it back. */
  readonly replace: () => () => void
  /** The same for a member of one fake alone. */
  readonly change?: (fake: FakeElectron) => void
}

const unnoticed: Readonly<Record<string, string>> = {}

const patienceMs = 300

describe('a member of the fake that does nothing makes a case fail', () => {
  test.each(mutants().map((mutant) => ({ name: mutant.members.join(', '), mutant })))(
    '$name',
    async ({ name, mutant }) => {
      expect(await isNoticed(mutant)).toBe(!(name in unnoticed))
    },
  )
})

test('every interface of Electron that the fake has is among them', () => {
  const interfaces = new Set(mutants().flatMap(({ members }) => members.map((name) => name.split('.')[0])))
  expect([...interfaces].toSorted()).toEqual([
    'App',
    'BaseWindow',
    'BrowserWindow',
    'ClientRequest',
    'CommandLine',
    'CrashReporter',
    'FakeDesktop',
    'IncomingMessage',
    'Menu',
    'Net',
    'PowerSaveBlocker',
    'Protocol',
    'Screen',
    'Session',
    'UtilityProcess',
    'WebContents',
    'WebRequest',
  ])
})

async function isNoticed({ cases, replace, change }: Mutant): Promise<boolean> {
  const bringBack = replace()
  try {
    for (const given of cases) {
      const [profile = 'linux-x11'] = given.profiles ?? []
      const run = runOnFake(given, profile, { patienceMs, ...(change !== undefined && { change }) })
      if (await failsInTime(run)) return true
    }
    return false
  } finally {
    bringBack()
  }
}

/** A case that waits endlessly for something has failed, too. */
async function failsInTime(run: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), 3 * patienceMs)
  })
  const failed = run.then(
    () => false,
    () => true,
  )
  const answer = await Promise.race([failed, late])
  clearTimeout(timer)
  return answer
}

function mutants(): readonly Mutant[] {
  return [
    ...ofPrototype(FakeApp.prototype, ['App']),
    ...ofPrototype(FakeBaseWindow.prototype, ['BaseWindow', 'BrowserWindow']),
    ...ofPrototype(FakeWindow.prototype, ['BrowserWindow']),
    ...ofPrototype(FakeWebContents.prototype, ['WebContents']),
    ...ofPrototype(FakeSession.prototype, ['Session']),
    ...ofPrototype(FakeUtilityProcess.prototype, ['UtilityProcess']),
    ...ofPrototype(FakeScreen.prototype, ['Screen']),
    // The latter two come from Node's `Writable`.
    ...ofPrototype(FakeClientRequest.prototype, ['ClientRequest'], ['write', 'end']),
    ...ofPrototype(FakeIncomingMessage.prototype, ['IncomingMessage']),
    ...ofObject('CommandLine', ({ app }) => app.commandLine),
    ...ofObject('CrashReporter', ({ electron }) => electron.crashReporter),
    ...ofObject('Menu', ({ electron }) => electron.Menu),
    ...ofObject('Net', ({ electron }) => electron.net),
    ...ofObject('PowerSaveBlocker', ({ electron }) => electron.powerSaveBlocker),
    ...ofObject('Protocol', ({ electron }) => electron.protocol),
    ...ofObject('Session', ({ electron }) => electron.session),
    ...ofObject('UtilityProcess', ({ electron }) => electron.utilityProcess),
    ...ofSession('Protocol', ({ protocol }) => protocol),
    ...ofSession('WebRequest', ({ webRequest }) => webRequest),
    // Not part of Electron's API: what is behind its windows.
    ...Object.keys(ownMembers(FakeDesktop.prototype)).map((name) => ({
      members: [`FakeDesktop.${name}`],
      cases: windows,
      replace: () => makeIdle(FakeDesktop.prototype, name),
    })),
  ]
}

/** What the class has of Electron's, and a case is about. */
function ofPrototype(
  prototype: object,
  owners: readonly string[],
  inherited: readonly string[] = [],
): readonly Mutant[] {
  return [...Object.keys(ownMembers(prototype)), ...inherited]
    .filter((name) => owners.some((owner) => declares(owner, name)))
    .flatMap((name) => {
      const members = owners.map((owner) => `${owner}.${name}`)
      const cases = casesAbout(members)
      return cases.length === 0 ? [] : [{ members, cases, replace: () => makeIdle(prototype, name) }]
    })
}

function ofObject(owner: string, objectOf: (fake: FakeElectron) => object): readonly Mutant[] {
  return Object.keys(objectOf(readyFake()))
    .map((name) => ({ name, members: [`${owner}.${name}`], cases: casesAbout([`${owner}.${name}`]) }))
    .filter(({ cases }) => cases.length > 0)
    .map(({ name, members, cases }) => ({
      members,
      cases,
      replace: () => () => undefined,
      change: (fake) => {
        makeIdle(objectOf(fake), name)
      },
    }))
}

/** Of what each session has of its own. */
function ofSession(owner: string, objectOf: (session: FakeSession) => object): readonly Mutant[] {
  return ofObject(owner, (fake) => objectOf(fake.session(''))).map((mutant) => ({
    ...mutant,
    change: (fake) => {
      const [member = ''] = mutant.members
      fake.app.on('session-created', (made: FakeSession) => {
        makeIdle(objectOf(made), member.slice(owner.length + 1))
      })
    },
  }))
}

function readyFake(): FakeElectron {
  const fake = createFakeElectron()
  fake.app.becomeReady()
  return fake
}

function casesAbout(members: readonly string[]): readonly ConformanceCase[] {
  return conformanceCases.filter(({ uses }) => members.some((member) => uses.includes(member)))
}

/** Its public methods and getters. */
function ownMembers(prototype: object): Readonly<Record<string, PropertyDescriptor>> {
  const members = Object.entries(Object.getOwnPropertyDescriptors(prototype))
  return Object.fromEntries(members.filter(([name]) => name !== 'constructor'))
}

/** Gives what brings the member back. */
function makeIdle(owner: object, name: string): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  const isGetter = own?.get !== undefined
  const idle = () => undefined
  Object.defineProperty(owner, name, { configurable: true, ...(isGetter ? { get: idle } : { value: idle }) })
  return () => {
    if (own === undefined) Reflect.deleteProperty(owner, name)
    else Object.defineProperty(owner, name, own)
  }
}

const declarations = readFileSync(createRequire(import.meta.url).resolve('electron/electron.d.ts'), 'utf8')

/** Whether electron.d.ts has it: what else the fake's classes have is the tests' own. Events are no members. */
function declares(owner: string, name: string): boolean {
  if (['on', 'once', 'off', 'emit'].includes(name)) return false
  const begin = new RegExp(`^  (?:interface|class) ${owner}\\b.*\\{$`, 'm').exec(declarations)
  if (begin === null) throw new Error(`electron.d.ts has no ${owner}`)
  const body = declarations.slice(begin.index, declarations.indexOf('\n  }\n', begin.index))
  return new RegExp(`^    (?:readonly |static )?(?:get )?${name}\\??[(:<]`, 'm').test(body)
}
