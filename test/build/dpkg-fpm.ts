import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'

/**
 * Stands in for fpm, which is a download, and makes the same .deb with dpkg-deb. Follows fpm 1.17.0, the version
 * electron-builder 26.17.0 downloads (jordansissel/fpm: lib/fpm/package/dir.rb, lib/fpm/package/deb.rb,
 * templates/deb.erb). Knows the options that electron-builder passes here, and fails on any other.
 */
const many = { type: 'string', multiple: true } as const
const one = { type: 'string' } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...one, short: 's' },
    t: { ...one, short: 't' },
    force: { type: 'boolean' },
    depends: { ...many, short: 'd' },
    'deb-recommends': many,
    'deb-suggests': many,
    'deb-compression': one,
    'deb-priority': one,
    'after-install': one,
    'after-remove': one,
    'before-remove': one,
    architecture: one,
    description: one,
    license: one,
    maintainer: one,
    name: one,
    package: one,
    url: one,
    vendor: one,
    version: one,
  },
})
if (values.s !== 'dir' || values.t !== 'deb')
  throw new Error('This fpm makes a .deb of folders, and nothing else.')
const packageFile = needed('package')
const name = needed('name')

const staging = mkdtempSync(join(tmpdir(), 'shifts-kiosk-deb-'))
try {
  chmodSync(staging, 0o755)
  for (const mapping of positionals) copyInto(mapping)
  writeChangelog()
  writeControlFiles()
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${needed('deb-compression')}`, '-z1', '--build', staging, packageFile],
    { stdio: 'inherit' },
  )
} finally {
  rmSync(staging, { recursive: true, force: true })
}

/** `FROM=TO`; a folder with a slash at its end is copied by content. Modes stay, owners become root (deb.rb, `--user`). */
function copyInto(mapping: string): void {
  const at = mapping.indexOf('=')
  if (at < 1) throw new Error(`Not FROM=TO: ${mapping}`)
  const [from, to] = [mapping.slice(0, at), join(staging, mapping.slice(at + 1))]
  const isFolder = statSync(from).isDirectory()
  if (isFolder && !from.endsWith('/')) throw new Error(`A folder without a slash at its end: ${from}`)
  mkdirSync(isFolder ? to : dirname(to), { recursive: true, mode: 0o755 })
  execFileSync('cp', ['--archive', '--no-target-directory', isFolder ? join(from, '.') : from, to])
}

/** fpm writes one where it is given none. */
function writeChangelog(): void {
  const folder = join(staging, 'usr/share/doc', name)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const entry = `${name} (${needed('version')}) unstable; urgency=medium\n\n  * Package created with FPM.\n`
  writeFileSync(join(folder, 'changelog.gz'), gzipSync(entry), { mode: 0o644 })
}

function writeControlFiles(): void {
  const files = filesBelow(staging)
  const sums = files.map((file) => {
    const sum = createHash('md5')
      .update(readFileSync(join(staging, file)))
      .digest('hex')
    return `${sum}  ${file}\n`
  })
  const installedSize = Math.floor(
    files.reduce((total, file) => total + statSync(join(staging, file)).size, 0) / 1024,
  )
  const control = join(staging, 'DEBIAN')
  mkdirSync(control, { mode: 0o755 })
  writeFileSync(join(control, 'control'), controlFile(installedSize))
  writeFileSync(join(control, 'md5sums'), sums.join(''))
  // Everything below /etc, unless --deb-no-default-config-files is given.
  const conffiles = files.filter((file) => file.startsWith('etc/'))
  if (conffiles.length > 0)
    writeFileSync(join(control, 'conffiles'), conffiles.map((file) => `/${file}\n`).join(''))
  for (const [option, script] of [
    ['after-install', 'postinst'],
    ['before-remove', 'prerm'],
    ['after-remove', 'postrm'],
  ] as const) {
    const source = values[option]
    if (source === undefined) continue
    copyFileSync(source, join(control, script))
    chmodSync(join(control, script), 0o755)
  }
}

function controlFile(installedSizeKib: number): string {
  const [synopsis = '', ...more] = needed('description').split('\n')
  const list = (field: string, packages: readonly string[] = []) =>
    packages.length === 0 ? [] : [`${field}: ${packages.join(', ')}`]
  return [
    `Package: ${name}`,
    `Version: ${needed('version')}`,
    `License: ${needed('license')}`,
    `Vendor: ${needed('vendor')}`,
    `Architecture: ${needed('architecture')}`,
    `Maintainer: ${needed('maintainer')}`,
    `Installed-Size: ${installedSizeKib}`,
    ...list('Depends', values.depends),
    ...list('Recommends', values['deb-recommends']),
    ...list('Suggests', values['deb-suggests']),
    'Section: none',
    `Priority: ${needed('deb-priority')}`,
    `Homepage: ${needed('url')}`,
    `Description: ${synopsis}`,
    ...more.map((line) => (line.trim() === '' ? ' .' : ` ${line}`)),
    '',
  ].join('\n')
}

/** Regular files, by their path from `folder`. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

function needed(
  option: Exclude<keyof typeof values, 'force' | 'depends' | 'deb-recommends' | 'deb-suggests'>,
): string {
  const value = values[option]
  if (value === undefined) throw new Error(`--${option} is missing.`)
  return value
}
