import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { downloadProblem } from '../../build/download-problem.ts'
import { makePackages, type PackageOptions } from '../../build/make-packages.ts'
import { electronAbi } from '../../build/native-addon.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { tempFolder } from '../support/temp-folder.ts'
import { addonFor, putAddon } from './staged-addon.ts'
import { makeStandInRuntime } from './stand-in-runtime.ts'

/** electron-builder for real, with mirrors at a port that refuses every connection and with empty caches. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const electronVersion = packageJson.devDependencies.electron
const nowhere = 'http://127.0.0.1:1/'
const changed = [
  'ELECTRON_MIRROR',
  'ELECTRON_BUILDER_BINARIES_MIRROR',
  'ELECTRON_BUILDER_CACHE',
  'electron_config_cache',
]
const before = Object.fromEntries(changed.map((name) => [name, process.env[name]]))

afterEach(() => {
  for (const [name, value] of Object.entries(before))
    if (value === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = value
})

/** Gives what is said where nothing can be downloaded. */
async function problemOf(
  options: Partial<PackageOptions>,
  bringsRuntime: boolean,
): Promise<string | undefined> {
  const cache = tempFolder()
  process.env['ELECTRON_MIRROR'] = nowhere
  process.env['ELECTRON_BUILDER_BINARIES_MIRROR'] = nowhere
  process.env['ELECTRON_BUILDER_CACHE'] = cache
  process.env['electron_config_cache'] = cache
  const staging = makeStagingCopy(root)
  try {
    putAddon(staging, root, addonFor(electronAbi(join(root, 'node_modules/electron'))))
    await makePackages(staging, {
      systems: ['linux'],
      targets: [],
      processors: ['x64'],
      folderOnly: false,
      output: tempFolder(),
      rebuildAddon: false,
      ...(bringsRuntime && { electronDist: await makeStandInRuntime(join(staging, 'stand-in-runtime')) }),
      ...options,
    })
    return undefined
  } catch (error) {
    return downloadProblem(error, electronVersion)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

test("if Electron's runtime cannot be downloaded, one sentence names it and says how to provide it", async () => {
  const problem = await problemOf({ folderOnly: true }, false)
  expect(problem).toContain(
    `Electron's runtime electron-v${electronVersion}-linux-x64.zip could not be downloaded from 127.0.0.1:1 (connect ECONNREFUSED`,
  )
  expect(problem).toMatch(/--electron-dist PATH.*ELECTRON_MIRROR\.$/)
}, 120_000)

// AppImages are made on Linux and macOS alone.
test.runIf(process.platform === 'linux')(
  'so does one for a tool of electron-builder',
  async () => {
    const problem = await problemOf({ targets: ['AppImage'] }, true)
    expect(problem).toMatch(
      /^electron-builder's tool appimage-tools\S+ could not be downloaded from 127\.0\.0\.1:1 \(connect ECONNREFUSED.*ELECTRON_BUILDER_BINARIES_MIRROR.*--dir\.$/,
    )
  },
  120_000,
)

test('if the addon cannot be compiled for Electron, the message says where its headers go', () => {
  expect(downloadProblem(new Error("node-gyp failed to rebuild '/x'"), '45.0.0')).toContain(
    '~/.electron-gyp/45.0.0',
  )
})

test('other errors are left as they are', () => {
  expect(downloadProblem(new Error('The package is not right'), '45.0.0')).toBeUndefined()
})
