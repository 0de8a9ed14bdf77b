import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const isThere = spawnSync('dpkg-deb', ['--version'], { stdio: 'ignore' }).status === 0

/**
 * Makes a package of one program and the given options with dpkg-fpm.ts. Returns its exit code and dpkg-deb's
 * output.
 */
function make(...more: readonly string[]) {
  const folder = tempFolder()
  const file = join(folder, 'sample.deb')
  mkdirSync(join(folder, 'app'))
  writeFileSync(join(folder, 'app/program'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(folder, 'setting'), 'x\n', { mode: 0o640 })
  writeFileSync(join(folder, 'script'), '#!/bin/sh\nexit 0\n')
  const said = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', join(root, 'test/build/dpkg-fpm.ts'), '-s', 'dir', '--force', '-t', 'deb'],
      ...[
        '-d',
        'libc6',
        '-d',
        'a | b',
        '--deb-recommends',
        'c',
        '--deb-suggests=d',
        '--deb-compression',
        'gzip',
      ],
      ...['--architecture', 'amd64', '--description', 'One line\n And more', '--version', '1.2.3'],
      ...[
        '--name',
        'sample',
        '--maintainer',
        'a <a@b>',
        '--vendor',
        'a <a@b>',
        '--url',
        'https://a.example/',
      ],
      ...['--deb-priority', 'optional', '--license', 'MIT', '--after-install', join(folder, 'script')],
      ...['--package', file, ...more.map((argument) => argument.replace('HERE', folder))],
      `${folder}/app/=/opt/My App`,
    ],
    { encoding: 'utf8', cwd: root },
  )
  const dpkgDeb = (...options: readonly string[]) =>
    spawnSync('dpkg-deb', [...options, file], { encoding: 'utf8' }).stdout
  return {
    code: said.status,
    error: said.stderr,
    control: dpkgDeb('--field'),
    files: dpkgDeb('--contents').replaceAll(/\s+\d+ \d{4}-\d\d-\d\d \d\d:\d\d /g, ' '),
    controlFiles: dpkgDeb('--info'),
    conffiles: dpkgDeb('--info').includes(' conffiles '),
  }
}

// What it leans on in fpm 1.17.0: lib/fpm/package/deb.rb, lib/fpm/package/dir.rb, templates/deb.erb.
describe.runIf(isThere)('dpkg-deb in place of fpm', () => {
  test('makes a package with the given fields, scripts and files', () => {
    const { code, control, files, controlFiles, conffiles } = make()
    expect(code).toBe(0)
    expect(control).toContain('Package: sample\nVersion: 1.2.3\n')
    expect(control).toContain('Depends: libc6, a | b\nRecommends: c\nSuggests: d\n')
    expect(control).toContain('Description: One line\n  And more\n')
    expect(controlFiles).toMatch(/\* {2}postinst/)
    expect(conffiles).toBe(false)
    expect(files).toContain('-rwxr-xr-x root/root ./opt/My App/program\n')
  })

  test('treats each file below /etc as a conffile, and keeps file modes', () => {
    const { conffiles, files } = make('HERE/setting=/etc/sample/setting')
    expect(conffiles).toBe(true)
    expect(files).toContain('-rw-r----- root/root ./etc/sample/setting\n')
  })

  test('fails on an option that it does not know', () => {
    const { code, error } = make('--deb-systemd', 'HERE/script')
    expect(code).not.toBe(0)
    expect(error).toContain('--deb-systemd')
  })

  test('fails if a file is missing', () => {
    expect(make('HERE/missing=/usr/bin/missing').code).not.toBe(0)
  })
})
