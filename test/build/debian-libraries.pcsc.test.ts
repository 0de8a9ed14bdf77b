import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { tempFolder } from '../support/temp-folder.ts'

/**
 * Whether the .deb brings every library on a Debian without a desktop. apt resolves its dependencies from this machine's
 * package lists, as if nothing were installed and without recommended packages.
 */
const builder = parse(
  readFileSync(fileURLToPath(new URL('../../electron-builder.yml', import.meta.url)), 'utf8'),
) as { readonly deb: { readonly depends: readonly string[] } }

/**
 * The libraries that Electron's executable links to or loads: Chromium's chrome/installer/linux/debian
 * (dist_package_versions.json) and Electron's docs/tutorial/snapcraft.md. Not libpulse0: without it sound goes to ALSA.
 */
const neededByElectron = [
  'libasound2',
  'libatk-bridge2.0-0',
  'libatk1.0-0',
  'libatspi2.0-0',
  'libc6',
  'libcairo2',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0',
  'libgtk-3-0',
  'libnotify4',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libudev1',
  'libuuid1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'libxss1',
  'libxtst6',
]
const neededByTheBadgeReader = ['libpcsclite1', 'libstdc++6']

describe.runIf(existsSync('/usr/bin/apt-get'))('on a Debian with nothing installed', () => {
  test.each([...neededByElectron, ...neededByTheBadgeReader])('the .deb brings %s', (library) => {
    // Since the move to 64-bit time (Debian 13, Ubuntu 24.04) some have another name.
    expect(brought().filter((name) => name === library || name === `${library}t64`)).toHaveLength(1)
  })

  test('a library that nothing depends on would be missed', () => {
    expect(resolve(['libpcsclite1'])).not.toContain('libgbm1')
  })
})

let resolved: readonly string[] | undefined
function brought(): readonly string[] {
  resolved ??= resolve(builder.deb.depends)
  return resolved
}

/** The packages that apt would install for these dependencies. Needs its package lists (apt-get update). */
function resolve(depends: readonly string[]): readonly string[] {
  const nothingInstalled = join(tempFolder(), 'status')
  writeFileSync(nothingInstalled, '')
  const settings = {
    'Dir::State::status': nothingInstalled,
    // This machine's own caches stay as they are.
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'APT::Install-Recommends': 'false',
  }
  const output = execFileSync(
    'apt-get',
    [
      ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
      '--simulate',
      'satisfy',
      depends.join(', '),
    ],
    { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, stdio: 'pipe' },
  )
  return [...output.matchAll(/^Inst (\S+)/gm)].map(([, name = '']) => name)
}
