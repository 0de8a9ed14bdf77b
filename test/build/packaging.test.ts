import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readAddonAbi } from '../../build/addon-abi.ts'
import beforePack from '../../build/before-pack.ts'
import { addonPath, wrongAddon } from '../../build/native-addon.ts'
import { wrongContents } from '../../build/package-contents.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import { thirdPartyNotices } from '../../build/third-party-notices.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { sampleAddon, sampleFormats } from './sample-addon.ts'

const target = { abi: 150, madeFor: 'linux-x64' }

test('packaging is refused if nfc-pcsc is not installed, with the fix', () => {
  const projectDir = tempFolder()
  writeFileSync(join(projectDir, 'package.json'), '{}')
  expect(() => beforePack({ packager: { projectDir } })).toThrow(
    /nfc-pcsc is not installed[^]*libpcsclite-dev[^]*npm ci/,
  )
})

test('packaging is refused if nfc-pcsc is installed but its addon was never built', () => {
  const projectDir = tempFolder()
  put(join(projectDir, 'node_modules/nfc-pcsc/package.json'), '{}')
  expect(() => beforePack({ packager: { projectDir } })).toThrow(/native addon is not built/)
})

test('packaging starts if the addon exists', () => {
  const projectDir = tempFolder()
  put(join(projectDir, 'node_modules/nfc-pcsc/package.json'), '{}')
  put(join(projectDir, addonPath), sampleAddon('elf', 1))
  expect(() => beforePack({ packager: { projectDir } })).not.toThrow()
})

test("an addon for another ABI than Electron's is reported", () => {
  expect(wrongAddon(unpacked(sampleAddon('elf', 115)), target)).toContain(
    `was built for ABI 115, but this Electron loads ABI ${target.abi}`,
  )
})

test('an addon for another processor or another system is reported', () => {
  const folder = unpacked(sampleAddon('elf', target.abi))
  for (const madeFor of ['linux-arm64', 'win32-x64', 'darwin-x64'])
    expect(wrongAddon(folder, { ...target, madeFor })).toContain(
      `was built for linux-x64, but the package is for ${madeFor}`,
    )
})

test('an addon with an unreadable ABI is reported', () => {
  expect(wrongAddon(unpacked(Buffer.from('no library at all')), target)).toMatch(/Cannot read the ABI of/)
})

test('an addon that was left inside the archive is reported', () => {
  expect(wrongAddon(tempFolder(), target)).toMatch(/missing where the app loads it/)
})

test('nothing is wrong with an addon built for this Electron', () => {
  expect(wrongAddon(unpacked(sampleAddon('elf', target.abi)), target)).toBeUndefined()
})

const rightContents = [
  'package.json',
  'out/main/main.js',
  'out/main/file-process.js',
  'out/main/pcsc-process.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'node_modules/nfc-pcsc/package.json',
  addonPath,
]

test('a package with all it needs and nothing else is accepted', () => {
  expect(wrongContents([...rightContents, 'node_modules/zod/index.js'])).toEqual([])
})

test.each(rightContents)('a package without %s is rejected', (file) => {
  expect(wrongContents(rightContents.filter((other) => other !== file))).toEqual([`${file} is missing`])
})

test.each([
  'out/preview/preview.js',
  'out/main/main.js.map',
  'out/main/bundled-packages.json',
  'electron/main.ts',
  'test/a.test.ts',
  'README.md',
  'kiosk.key',
  'node_modules/zod/src/index.ts',
  'node_modules/zod/tests/index.js',
  'node_modules/zod/kiosk.pem',
  'node_modules/electron/index.js',
  'node_modules/@libsql/linux-x64-gnu/index.node',
  'node_modules/@pokusew/pcsclite/src/addon.cpp',
  'node_modules/@pokusew/pcsclite/prebuilds/win32-x64/pcsclite.node',
])('a package with %s is rejected', (file) => {
  expect(wrongContents([...rightContents, file])).toEqual([expect.stringContaining(`${file} must not ship`)])
})

test('an unaccepted or missing license stops the package', () => {
  const folder = tempFolder()
  const part = { name: 'a', version: '1.0.0', integrity: '', folder, as: 'installed' } as const
  expect(() => thirdPartyNotices([{ ...part, license: 'GPL-3.0' }])).toThrow(/a is under GPL-3.0/)
  expect(() => thirdPartyNotices([{ ...part, license: 'MIT' }])).toThrow(/a contains no license text/)
  put(join(folder, 'LICENCE.txt'), 'Do as you like.')
  expect(thirdPartyNotices([{ ...part, license: 'MIT' }])).toContain('a 1.0.0 (MIT)\n\nDo as you like.')
})

test.each(sampleFormats)('the ABI is read from the file of an addon (%s)', (format) => {
  for (const abi of [115, 137, target.abi])
    expect(readAddonAbi(sampleAddon(format, abi), 'pcsclite')).toEqual({
      kind: 'ok',
      abi,
      madeFor: expect.stringMatching(/-x64$/) as string,
    })
})

test.each(sampleFormats)('an addon with another name, or a truncated file, has no ABI (%s)', (format) => {
  expect(readAddonAbi(sampleAddon(format, 115, 'other'), 'pcsclite').kind).toBe('unreadable')
  const file = sampleAddon(format, 115)
  for (let bytes = 0; bytes < 0x228; bytes += 1)
    expect(readAddonAbi(file.subarray(0, bytes), 'pcsclite').kind).toBe('unreadable')
})

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
  const shipped = {
    'node_modules/zod': {},
    'node_modules/nan': { optional: true },
    'node_modules/bindings': { devOptional: true },
  }
  const packages = { ...shipped, 'node_modules/vite': { dev: true }, 'node_modules/not-here': {} }
  put(
    join(project, 'package-lock.json'),
    JSON.stringify({ packages: { '': { name: 'kiosk', devDependencies: { vite: '1' } }, ...packages } }),
  )
  for (const file of [
    'out/main/main.js',
    'out/preview/preview.js',
    'build/icon.png',
    'test/a.test.ts',
    'electron/main.ts',
  ])
    put(join(project, file), '')
  for (const name of ['zod', 'nan', 'bindings', 'vite'])
    put(join(project, 'node_modules', name, 'package.json'), '{}')

  const staging = makeStagingCopy(project)
  onTestFinished(() => rmSync(staging, { recursive: true }))
  const files = readdirSync(staging, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.\w+$/.test(file),
  )
  expect(files.sort()).toEqual([
    'build/icon.png',
    'node_modules/bindings/package.json',
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
  expect(JSON.parse(readFileSync(join(staging, 'package-lock.json'), 'utf8'))).toEqual({
    packages: { '': { name: 'kiosk' }, ...shipped },
  })
})

/** A folder in place of app.asar.unpacked, with this addon. */
function unpacked(addon: Buffer): string {
  const folder = tempFolder()
  put(join(folder, addonPath), addon)
  return folder
}

function put(path: string, content: string | Buffer): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
