import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bringElectronRuntime, findElectronRuntime } from '../../build/electron-runtime.ts'
import { tempFolder } from '../support/temp-folder.ts'

test('a runtime provided by ELECTRON_OVERRIDE_DIST_PATH is found', () => {
  const dist = tempFolder()
  writeFileSync(join(dist, 'electron'), '')
  expect(findElectronRuntime(places({ ELECTRON_OVERRIDE_DIST_PATH: dist }))).toEqual({
    kind: 'found',
    executable: join(dist, 'electron'),
  })
})

test('a provided runtime that is missing is named, and not replaced by a download', () => {
  const found = findElectronRuntime(places({ ELECTRON_OVERRIDE_DIST_PATH: '/not/there' }))
  expect(found).toEqual({
    kind: 'missing',
    why: 'ELECTRON_OVERRIDE_DIST_PATH is set, but /not/there/electron does not exist',
  })
})

test('the runtime that the package has downloaded is found', () => {
  const there = places()
  mkdirSync(join(there.packageFolder, 'dist'))
  writeFileSync(join(there.packageFolder, 'path.txt'), 'electron')
  expect(findElectronRuntime(there)).toEqual({ kind: 'missing', why: 'its download is incomplete' })
  writeFileSync(join(there.packageFolder, 'dist/electron'), '')
  expect(findElectronRuntime(there)).toMatchObject({ kind: 'found' })
})

test('a download that arrives is used', async () => {
  const there = places()
  writeInstaller(
    there.packageFolder,
    `const fs = require('fs'); fs.mkdirSync(__dirname + '/dist'); fs.writeFileSync(__dirname + '/dist/electron', '');
     fs.writeFileSync(__dirname + '/path.txt', 'electron')`,
  )
  expect(await bringElectronRuntime({ timeoutMs: 10_000 }, there)).toEqual({
    kind: 'found',
    executable: join(there.packageFolder, 'dist/electron'),
  })
})

test('a download that fails is reported in one line', async () => {
  const there = places()
  writeInstaller(
    there.packageFolder,
    `console.error('TypeError: fetch failed\\n  at somewhere'); process.exit(1)`,
  )
  expect(await bringElectronRuntime({ timeoutMs: 10_000 }, there)).toEqual({
    kind: 'missing',
    why: 'the download failed (TypeError: fetch failed)',
  })
})

test('a download that hangs is given up', async () => {
  const there = places()
  writeInstaller(there.packageFolder, `setInterval(() => {}, 1000)`)
  expect(await bringElectronRuntime({ timeoutMs: 500 }, there)).toEqual({
    kind: 'missing',
    why: 'the download did not finish within 1 s',
  })
})

function writeInstaller(packageFolder: string, source: string): void {
  writeFileSync(join(packageFolder, 'install.js'), source)
}

function places(env: Readonly<Record<string, string>> = {}) {
  return { packageFolder: tempFolder(), env, platform: 'linux' as const }
}
