import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { DOMParser } from '@xmldom/xmldom'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readCommandLine } from '../../electron/ops/cli/cli.ts'
import { exitCodes } from '../../electron/ops/cli/exit-codes.ts'
import { ownArguments } from '../../electron/shell/own-arguments.ts'
import { filledInSample } from '../config/kiosk-folder.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** What IT starts, guards and enrols the kiosk with: the files in build/ and the commands in docs/deploy.md. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const builder = parse(read('electron-builder.yml')) as {
  readonly appId: string
  readonly productName: string
  readonly linux: { readonly executableName: string }
  readonly msi: { readonly upgradeCode: string; readonly createDesktopShortcut?: unknown }
  readonly deb: { readonly fpm: readonly string[] }
  readonly nsis: { readonly createDesktopShortcut?: unknown }
  readonly electronFuses: { readonly resetAdHocDarwinSignature?: unknown }
  readonly appImage: { readonly executableArgs: readonly string[] }
}

describe.runIf(existsSync('/usr/bin/systemd-analyze'))('the systemd units', () => {
  test.each(['service', 'user.service'])('contain nothing that systemd does not know (%s)', (kind) => {
    // Programs that are not installed here would be reported as well.
    const unit = join(tempFolder(), 'shifts-badge-kiosk.service')
    writeFileSync(
      unit,
      read(`build/linux/shifts-badge-kiosk.${kind}`).replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'),
    )
    expect(systemdAnalyze('verify', '--man=no', unit)).toBe('')
  })

  test('a key that systemd does not know would be reported', () => {
    const unit = join(tempFolder(), 'broken.service')
    writeFileSync(unit, '[Service]\nExecStart=/bin/true\nRestrat=always\n')
    expect(systemdAnalyze('verify', '--man=no', unit)).toContain('Restrat')
  })

  test('the service without a desktop has few rights, as scored by systemd-analyze', () => {
    const unit = join(root, 'build/linux/shifts-badge-kiosk.service')
    const answer = systemdAnalyze('security', '--offline=true', '--no-pager', unit)
    const exposure = Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(answer)?.[1])
    expect(exposure).toBeLessThan(5)
  })
})

test('units restart the kiosk, except after exit codes that a restart cannot fix', () => {
  const [system, user] = ['service', 'user.service'].map((kind) =>
    read(`build/linux/shifts-badge-kiosk.${kind}`),
  )
  for (const unit of [system, user]) {
    expect(unit).toMatch(/^Restart=always$/m)
    expect(unit).toMatch(/^RestartSec=5$/m)
    expect(unit).toMatch(/^StartLimitIntervalSec=0$/m)
  }
  // The account of the service has no other kiosk but one that is still ending: it is waited for.
  expect(system).toContain(`RestartPreventExitStatus=${exitCodes.badSetup}\n`)
  expect(user).toContain(`RestartPreventExitStatus=${exitCodes.badSetup} ${exitCodes.alreadyRunning}\n`)
})

// Windows keeps no such rights.
test.runIf(process.platform !== 'win32')('the service starts an executable that the package installs', () => {
  const program = /^ExecStart=(\S+)/m.exec(read('build/linux/shifts-badge-kiosk.service'))?.[1] ?? ''
  const source = builder.deb.fpm.find((argument) => argument.endsWith(`=${program}`))?.split('=')[0] ?? ''
  expect(statSync(join(root, source)).mode & 0o111).toBe(0o111)
})

test('a stop signals only the main process, allows time for taps in flight, and leaves nothing behind', () => {
  for (const kind of ['service', 'user.service']) {
    const unit = read(`build/linux/shifts-badge-kiosk.${kind}`)
    expect(unit).toMatch(/^KillMode=mixed$/m)
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(10)
  }
  // PAM moves all but the main process into a session, where no KillMode= reaches. As root (+), and however it ends (-).
  const account = /^u (\S+)/m.exec(read('build/linux/sysusers.conf'))?.[1] ?? ''
  expect(read('build/linux/shifts-badge-kiosk.service')).toContain(
    `ExecStopPost=-+/usr/bin/loginctl kill-user --signal=KILL ${account}\n`,
  )
})

test('units and tasks use only arguments that a packaged kiosk accepts', () => {
  const commandLines = [
    ...read('build/linux/shifts-badge-kiosk.service').matchAll(/^ExecStart=\S+\/kiosk-in-cage (.*)$/gm),
    ...read('build/linux/shifts-badge-kiosk.user.service').matchAll(/^ExecStart=(.*)$/gm),
  ].map(([, line = '']) => line.split(' '))
  expect(commandLines).toHaveLength(2)
  for (const argv of commandLines) {
    expect(argv[0]).toBe(`/usr/bin/${builder.linux.executableName}`)
    expect(ownArguments(argv, true)).toEqual([])
  }
})

test('no AppImage starts without the sandbox, and the kiosk would refuse it', () => {
  expect(builder.appImage.executableArgs).toEqual([])
  expect(ownArguments(['kiosk', '--no-sandbox'], true)).toEqual(['--no-sandbox'])
})

test('no installer puts an icon on the desktop of a kiosk', () => {
  // Only `false` means never (app-builder-lib, CommonWindowsInstallerConfiguration).
  expect([builder.nsis.createDesktopShortcut, builder.msi.createDesktopShortcut]).toEqual([false, false])
})

test('a Mac app without a certificate is signed ad hoc after its fuses are flipped, or Apple silicon kills it', () => {
  expect(builder.electronFuses.resetAdHocDarwinSignature).toBe(true)
})

test("the rule for pcscd lets only the kiosk's account use readers, and nothing else", () => {
  type Rule = (action: { id: string }, subject: { user: string }) => string
  const rules: Rule[] = []
  const polkit = {
    Result: { YES: 'yes', NOT_HANDLED: 'not handled' },
    addRule: (rule: Rule) => rules.push(rule),
  }
  runInContext(read('build/linux/polkit.rules'), createContext({ polkit }))
  const ask = (id: string, user: string) => rules.map((rule) => rule({ id }, { user }))
  const account = /^u (\S+)/m.exec(read('build/linux/sysusers.conf'))?.[1] ?? ''
  for (const id of ['org.debian.pcsc-lite.access_pcsc', 'org.debian.pcsc-lite.access_card']) {
    expect(ask(id, account)).toEqual(['yes'])
    expect(ask(id, 'somebody')).toEqual(['not handled'])
  }
  expect(ask('org.freedesktop.login1.reboot', account)).toEqual(['not handled'])
})

test.each([
  'build/windows/kiosk-task.xml',
  'build/windows/shell-launcher.xml',
  'build/macos/org.shifts-badge-kiosk.app.plist',
])('%s is well-formed and starts the program where the package puts it', (path) => {
  const text = read(path)
  const wrong: string[] = []
  const document = new DOMParser({ onError: (_level, message) => wrong.push(message) }).parseFromString(
    text,
    'text/xml',
  )
  expect(wrong).toEqual([])
  expect(document.documentElement).not.toBeNull()
  const program = path.endsWith('.plist')
    ? `/Applications/${builder.productName}.app/Contents/MacOS/${builder.productName}`
    : `%ProgramFiles%\\${builder.productName}\\${builder.productName}.exe`
  expect(text).toContain(program)
})

test('the task runs as an ordinary user, without a time limit, one instance at a time', () => {
  const task = read('build/windows/kiosk-task.xml')
  for (const setting of [
    '<RunLevel>LeastPrivilege</RunLevel>',
    '<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>',
    '<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>',
    '<Interval>PT1M</Interval>',
  ])
    expect(task).toContain(setting)
})

test("launchd's file is named after what it starts", () => {
  expect(read(`build/macos/${builder.appId}.plist`)).toContain(`<string>${builder.appId}</string>`)
})

test.each(['after-install.sh', 'before-remove.sh', 'kiosk-in-cage.sh', 'sign-with-pkcs11.sh'])(
  '%s parses as shell',
  (script) => {
    expect(() =>
      execFileSync('sh', ['-n', join(root, 'build/linux', script)], { stdio: 'pipe' }),
    ).not.toThrow()
  },
)

test('removing the package keeps what the kiosk has written', () => {
  for (const script of ['after-install.sh', 'before-remove.sh'])
    expect(read(`build/linux/${script}`)).not.toMatch(/\b(?:rm|userdel|deluser)\b/)
  // tmpfiles.d: only an R or D line, or an age, would take something away.
  const lines = read('build/linux/tmpfiles.conf').match(/^[a-zA-Z].*$/gm) ?? []
  expect(
    lines.map((line) => line.split(/\s+/)).filter(([type, , , , , age]) => type !== 'd' || age !== '-'),
  ).toEqual([])
})

describe('docs/deploy.md', () => {
  const deploy = read('docs/deploy.md')

  // Git's shell on Windows takes the subject for a path.
  test.runIf(process.platform !== 'win32')(
    'creates a certificate that the kiosk accepts, with the samples',
    async () => {
      const command = /^openssl req .*$/m.exec(deploy)?.[0] ?? ''
      const folder = tempFolder()
      execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'pipe' })
      const config = join(folder, 'config.json')
      writeFileSync(config, filledInSample)
      cpSync(join(root, 'build/roster.sample.csv'), join(folder, 'roster.csv'))
      const argv = ['--check-config', '--config', config]
      const answer = await readCommandLine({ argv, env: {}, platform: 'linux', host: 'app', version: '0' })
      expect(answer).toMatchObject({ kind: 'print', exitCode: exitCodes.ok })
      expect(answer.kind === 'print' ? answer.text : '').toContain(`${config}  0 warnings`)
    },
  )

  test('names the real upgrade code and existing files', () => {
    expect(deploy).toContain(builder.msi.upgradeCode)
    const files = [...deploy.matchAll(/\]\((?!https:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) =>
      join(root, 'docs', path),
    )
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((file) => !existsSync(file))).toEqual([])
  })
})

/** What systemd-analyze prints, to either stream. */
function systemdAnalyze(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' })
  return `${stdout}${stderr}`
}
