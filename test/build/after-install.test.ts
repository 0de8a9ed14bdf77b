import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { afterInstall } from '../../build/make-packages.ts'
import { tempFolder } from '../support/temp-folder.ts'

/**
 * The script that dpkg runs after the package is unpacked, whole, with electron-builder's steps in it. Everything that it
 * calls and that would change this machine is a stub; what the kernel allows is a stub's exit code.
 */
interface Machine {
  /** Exit codes by program; 0 where a program is not named. */
  readonly fails?: Readonly<Record<string, number>>
  readonly arguments?: readonly string[]
  /** AppArmor keeps user namespaces from programs without a profile. */
  readonly isRestrictedByAppArmor?: boolean
  readonly loadedProfiles?: string
  readonly maxUserNamespaces?: number
  /** Files below /etc/shifts-badge-kiosk and /var/lib/shifts-badge-kiosk that are there already. */
  readonly files?: Readonly<Record<string, string>>
  /** User IDs of those who are logged on. */
  readonly users?: readonly number[]
}

const stubs = [
  'chgrp',
  'apparmor_parser',
  'apparmor_status',
  'ischroot',
  'ln',
  'loginctl',
  'setpriv',
  'systemctl',
  'systemd-sysusers',
  'systemd-tmpfiles',
  'unshare',
  'update-alternatives',
  'update-desktop-database',
  'update-mime-database',
]

/** Runs the script. Gives its exit code, what it called, what it said, and the mode of the sandbox's helper. */
function install(machine: Machine = {}) {
  const folder = tempFolder()
  const opt = join(folder, 'opt')
  const kernel = join(folder, 'kernel')
  for (const path of [
    join(opt, 'resources'),
    join(folder, 'bin'),
    kernel,
    join(folder, 'run/systemd/system'),
    join(folder, 'etc/shifts-badge-kiosk'),
    join(folder, 'var/lib/shifts-badge-kiosk'),
  ])
    mkdirSync(path, { recursive: true })
  for (const [name, text] of Object.entries(machine.files ?? {})) writeFileSync(join(folder, name), text)
  writeFileSync(join(opt, 'chrome-sandbox'), '', { mode: 0o644 })
  writeFileSync(join(kernel, 'restricted'), `${machine.isRestrictedByAppArmor === true ? 1 : 0}\n`)
  writeFileSync(join(kernel, 'profiles'), machine.loadedProfiles ?? '')
  writeFileSync(join(kernel, 'max'), `${machine.maxUserNamespaces ?? 10_000}\n`)
  // A machine without AppArmor's tools and no chroot, unless a test says otherwise.
  const codes: Readonly<Record<string, number>> = { apparmor_status: 1, ischroot: 1, ...machine.fails }
  // As loginctl list-users --no-legend: number, name, and in newer versions more.
  const said: Readonly<Record<string, string>> = {
    loginctl: (machine.users ?? []).map((uid) => `${uid} user${uid} no active`).join('\n'),
  }
  for (const name of stubs) {
    const stub = join(folder, 'bin', name)
    writeFileSync(
      stub,
      `#!/bin/sh\necho "${name} $*" >> '${folder}/calls'\n[ -z '${said[name] ?? ''}' ] || echo '${said[name] ?? ''}'\nexit ${codes[name] ?? 0}\n`,
    )
    chmodSync(stub, 0o755)
  }
  writeFileSync(join(folder, 'calls'), '')
  const places = {
    '/opt/${sanitizedProductName}': opt,
    '${executable}': 'shifts-badge-kiosk',
    '/etc/shifts-badge-kiosk': join(folder, 'etc/shifts-badge-kiosk'),
    '/var/lib/shifts-badge-kiosk': join(folder, 'var/lib/shifts-badge-kiosk'),
    '/run/systemd/system': join(folder, 'run/systemd/system'),
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': join(kernel, 'restricted'),
    '/proc/sys/kernel/unprivileged_userns_clone': join(kernel, 'clone'),
    '/proc/sys/user/max_user_namespaces': join(kernel, 'max'),
    '/sys/kernel/security/apparmor/profiles': join(kernel, 'profiles'),
  }
  const script = Object.entries(places).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    afterInstall(),
  )
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', script, 'postinst', ...(machine.arguments ?? ['configure', ''])],
    { encoding: 'utf8', env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` } },
  )
  const etc = join(folder, 'etc/shifts-badge-kiosk')
  return {
    status,
    stderr,
    siteKey: () => readFileSync(join(etc, 'site.key'), 'utf8'),
    siteKeyMode: () => (statSync(join(etc, 'site.key')).mode & 0o7777).toString(8),
    inEtc: readdirSync(etc),
    calls: readFileSync(join(folder, 'calls'), 'utf8'),
    sandboxMode: (statSync(join(opt, 'chrome-sandbox')).mode & 0o7777).toString(8),
  }
}

describe.runIf(process.platform === 'linux')('after the .deb is unpacked', () => {
  test('user namespaces are tried as an ordinary user, and if they are open nothing is setuid', () => {
    const { status, calls, sandboxMode } = install()
    expect(calls).toContain('setpriv --reuid=65534 --regid=65534 --clear-groups unshare --user')
    expect({ status, sandboxMode }).toEqual({ status: 0, sandboxMode: '755' })
  })

  test('if only root may open user namespaces, the sandbox gets its setuid helper and IT is informed', () => {
    const { status, sandboxMode, stderr } = install({ fails: { setpriv: 1 } })
    expect({ status, sandboxMode }).toEqual({ status: 0, sandboxMode: '4755' })
    expect(stderr).toContain('kernel.unprivileged_userns_clone')
  })

  test("the kiosk's AppArmor profile opens them if only AppArmor closes them", () => {
    const ubuntu: Machine = {
      fails: { setpriv: 1 },
      isRestrictedByAppArmor: true,
      loadedProfiles: 'firefox (unconfined)\nshifts-badge-kiosk (unconfined)\n',
    }
    expect(install(ubuntu).sandboxMode).toBe('755')
    expect(install({ ...ubuntu, loadedProfiles: 'firefox (unconfined)\n' }).sandboxMode).toBe('4755')
    expect(install({ ...ubuntu, maxUserNamespaces: 0 }).sandboxMode).toBe('4755')
  })

  // In any chroot the kernel refuses user namespaces (user_namespaces(7), EPERM), and the one that will run is another.
  test('nothing is setuid and nothing is printed in a chroot, where no program may open user namespaces', () => {
    const { status, stderr, calls, sandboxMode } = install({ fails: { ischroot: 0, setpriv: 1 } })
    expect({ status, sandboxMode }).toEqual({ status: 0, sandboxMode: '755' })
    expect(stderr).not.toContain('shifts-badge-kiosk:')
    expect(calls).not.toContain('setpriv')
  })

  test('a kiosk in a desktop session is restarted with the new version too, whoever is logged on', () => {
    const { status, calls } = install({ users: [1000, 1001] })
    expect(status).toBe(0)
    for (const uid of [1000, 1001])
      expect(calls).toContain(
        `systemctl --user --machine=${uid}@ daemon-reload\nsystemctl --user --machine=${uid}@ try-restart shifts-badge-kiosk.service\n`,
      )
    expect(install({ users: [1000], fails: { systemctl: 1 } }).status).toBe(0)
    expect(install({ users: [1000], fails: { loginctl: 1 } }).status).toBe(0)
  })

  test('account and folders are created, and a running kiosk is restarted with the new version', () => {
    expect(install().calls).toMatch(
      /systemd-sysusers shifts-badge-kiosk.conf\nsystemd-tmpfiles --create shifts-badge-kiosk.conf\n(?:chgrp .*\n)?systemctl daemon-reload\nsystemctl try-restart shifts-badge-kiosk.service\n/,
    )
  })

  test('a computer that never had a kiosk gets a site key that the kiosk may read and not change', () => {
    const { status, siteKey, siteKeyMode, inEtc, calls } = install()
    expect({ status, mode: siteKeyMode(), inEtc }).toEqual({ status: 0, mode: '640', inEtc: ['site.key'] })
    expect(siteKey()).toMatch(/^[0-9a-f]{64}$/)
    expect(calls).toMatch(/chgrp shifts-kiosk .*\/etc\/shifts-badge-kiosk\/site\.key\./)
    expect(install().siteKey()).not.toBe(siteKey())
  })

  test('an existing site key is never overwritten', () => {
    expect(install({ files: { 'etc/shifts-badge-kiosk/site.key': 'theirs' } }).siteKey()).toBe('theirs')
  })

  test('an existing kiosk keeps its key, wherever it is', () => {
    expect(install({ arguments: ['configure', '0.1.0'] }).inEtc).toEqual([])
    for (const name of ['site.key', 'journal.db'])
      expect(install({ files: { [`var/lib/shifts-badge-kiosk/${name}`]: '' } }).inEtc).toEqual([])
  })

  test('an account or folder that cannot be created fails the installation', () => {
    for (const program of ['systemd-sysusers', 'systemd-tmpfiles'])
      expect(install({ fails: { [program]: 1 } }).status, program).not.toBe(0)
  })

  test('a systemd that does not answer does not', () => {
    expect(install({ fails: { systemctl: 1 } }).status).toBe(0)
  })

  test('nor do tools that are missing or fail for other reasons', () => {
    expect(
      install({ fails: { 'update-mime-database': 1, 'update-desktop-database': 1, apparmor_parser: 1 } })
        .status,
    ).toBe(0)
  })

  test('an upgrade that dpkg rolls back creates nothing and starts nothing', () => {
    const { status, calls } = install({ arguments: ['abort-upgrade', '1.0.0'] })
    expect(status).toBe(0)
    expect(calls).not.toMatch(/systemd-|systemctl/)
  })
})
