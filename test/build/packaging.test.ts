import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readAddonAbi } from '../../build/addon-abi.ts'
import afterPack from '../../build/after-pack.ts'
import beforePack from '../../build/before-pack.ts'
import { addonPath, electronAbi } from '../../build/native-addon.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { sampleAddon, sampleFormats } from './sample-addon.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const neededAbi = electronAbi(join(root, 'node_modules/electron'))

test('a package is refused where nfc-pcsc is not installed, with what mends it', () => {
  const projectDir = tempFolder()
  writeFileSync(join(projectDir, 'package.json'), '{}')
  expect(() => beforePack({ packager: { projectDir } })).toThrow(
    /nfc-pcsc is not installed[^]*libpcsclite-dev[^]*npm ci/,
  )
})

test('a package is refused where nfc-pcsc is there and its addon was never built', () => {
  const projectDir = tempFolder()
  put(join(projectDir, 'node_modules/nfc-pcsc/package.json'), '{}')
  expect(() => beforePack({ packager: { projectDir } })).toThrow(/native addon is not built/)
})

test('a package is begun where the addon is there', () => {
  const projectDir = tempFolder()
  put(join(projectDir, 'node_modules/nfc-pcsc/package.json'), '{}')
  put(join(projectDir, addonPath), sampleAddon('elf', 1))
  expect(() => beforePack({ packager: { projectDir } })).not.toThrow()
})

test('a packaged addon for another ABI than that of Electron fails the package', () => {
  expect(() => afterPack(packaged(sampleAddon('elf', 115)))).toThrow(
    `was built for ABI 115; this Electron loads ABI ${neededAbi}`,
  )
})

test('a packaged addon whose ABI can not be told fails the package', () => {
  expect(() => afterPack(packaged(Buffer.from('no library at all')))).toThrow(/ABI .* can not be told/)
})

test('an addon that was left inside the archive fails the package', () => {
  expect(() => afterPack(packaged(undefined))).toThrow(/not where the app looks for it/)
})

test('an addon built for this Electron passes', () => {
  expect(() => afterPack(packaged(sampleAddon('elf', neededAbi)))).not.toThrow()
})

test.each(sampleFormats)('the ABI is read from the file of an addon (%s)', (format) => {
  for (const abi of [115, 137, neededAbi])
    expect(readAddonAbi(sampleAddon(format, abi), 'pcsclite')).toEqual({ kind: 'ok', abi })
})

test.each(sampleFormats)(
  'an addon of another name, or a file that is cut short, gives no ABI (%s)',
  (format) => {
    expect(readAddonAbi(sampleAddon(format, 115, 'other'), 'pcsclite').kind).toBe('unreadable')
    const file = sampleAddon(format, 115)
    for (let bytes = 0; bytes < 0x228; bytes += 1)
      expect(readAddonAbi(file.subarray(0, bytes), 'pcsclite').kind).toBe('unreadable')
  },
)

test('the staging copy holds what a package needs and nothing for development', () => {
  const project = tempFolder()
  put(
    join(project, 'package.json'),
    JSON.stringify({
      name: 'kiosk',
      main: 'out/main/main.js',
      scripts: { test: '' },
      devDependencies: { vite: '1' },
    }),
  )
  const packages = {
    '': {},
    'node_modules/zod': {},
    'node_modules/nan': { optional: true },
    'node_modules/vite': { dev: true },
  }
  put(
    join(project, 'package-lock.json'),
    JSON.stringify({ packages: { ...packages, 'node_modules/not-here': {} } }),
  )
  for (const file of [
    'out/main/main.js',
    'out/preview/preview.js',
    'build/icon.png',
    'test/a.test.ts',
    'electron/main.ts',
  ])
    put(join(project, file), '')
  for (const name of ['zod', 'nan', 'vite']) put(join(project, 'node_modules', name, 'package.json'), '{}')

  const staging = makeStagingCopy(project)
  onTestFinished(() => rmSync(staging, { recursive: true }))
  const files = readdirSync(staging, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.\w+$/.test(file),
  )
  expect(files.sort()).toEqual([
    'build/icon.png',
    'node_modules/nan/package.json',
    'node_modules/zod/package.json',
    'out/main/main.js',
    'package-lock.json',
    'package.json',
  ])
  expect(JSON.parse(readFileSync(join(staging, 'package.json'), 'utf8'))).toEqual({
    name: 'kiosk',
    main: 'out/main/main.js',
  })
})

function packaged(addon: Buffer | undefined) {
  const appOutDir = tempFolder()
  const resources = join(appOutDir, 'resources')
  if (addon !== undefined) put(join(resources, 'app.asar.unpacked', addonPath), addon)
  return { appOutDir, packager: { getResourcesDir: () => resources } }
}

function put(path: string, content: string | Buffer): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
