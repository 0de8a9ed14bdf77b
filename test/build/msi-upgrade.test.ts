import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import msiProjectCreated from '../../build/msi-upgrade.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** What electron-builder makes an MSI's project from. */
const library = dirname(
  createRequire(createRequire(import.meta.url).resolve('electron-builder')).resolve(
    'app-builder-lib/package.json',
  ),
)
const template = readFileSync(join(library, 'templates/msi/template.xml'), 'utf8')

function project(text: string): string {
  const path = join(tempFolder(), 'project.wxs')
  writeFileSync(path, text)
  return path
}

test('a failed upgrade by MSI brings the old version back: it is removed inside the transaction', () => {
  const path = project(template)
  msiProjectCreated(path)
  expect(readFileSync(path, 'utf8').match(/<MajorUpgrade[^>]*>/g)).toEqual([
    expect.stringContaining(' Schedule="afterInstallInitialize" '),
  ])
})

test('an electron-builder that writes its MSI differently stops packaging', () => {
  expect(() => {
    msiProjectCreated(project(template.replace('<MajorUpgrade ', '<MajorUpgrade Schedule="x" ')))
  }).toThrow('project.wxs')
  const path = project(template)
  msiProjectCreated(path)
  expect(() => {
    msiProjectCreated(path)
  }).toThrow('project.wxs')
})

test('electron-builder is given the hook', () => {
  const config = parse(
    readFileSync(new URL('../../electron-builder.yml', import.meta.url), 'utf8'),
  ) as Record<string, unknown>
  expect(config['msiProjectCreated']).toBe('./build/msi-upgrade.ts')
  // Packages are made in a copy of the project in which the hooks' imports are not, so they are given as functions.
  expect(readFileSync(new URL('../../build/make-packages.ts', import.meta.url), 'utf8')).toMatch(
    /^ {6}msiProjectCreated,$/m,
  )
})
