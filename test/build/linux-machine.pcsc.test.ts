import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readAddonAbi } from '../../build/addon-abi.ts'
import { addonPath, electronAbi } from '../../build/native-addon.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { tempFolder } from '../support/temp-folder.ts'
import { makeStandInRuntime } from './stand-in-runtime.ts'

/**
 * What takes a compiler and root, without a network: the addon compiled for Electron, and the account and folders as
 * systemd's own tools make them. Electron's headers are a download; Node's stand in, with Electron's ABI in them as
 * Electron's own have it. They lie where node-gyp keeps what it has downloaded.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const abi = electronAbi(join(root, 'node_modules/electron'))
const nodeFolder = join(dirname(process.execPath), '..')
const home = mkdtempSync(join(tmpdir(), 'shifts-kiosk-home-'))
// Where it looks is settled when @electron/rebuild is loaded.
process.env['HOME'] = home
const { makePackages } = await import('../../build/make-packages.ts')

afterAll(() => rmSync(home, { recursive: true, force: true }))

async function pack(output: string): Promise<void> {
  const staging = makeStagingCopy(root)
  try {
    await makePackages(staging, {
      systems: ['linux'],
      targets: [],
      processors: [],
      folderOnly: true,
      output,
      electronDist: await makeStandInRuntime(join(staging, 'stand-in-runtime')),
      rebuildAddon: true,
    })
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

test("without Electron's headers there is no package, even if an addon for Node exists", async () => {
  const output = tempFolder()
  await expect(pack(output)).rejects.toThrow(/node-gyp failed to rebuild/)
  expect(existsSync(join(output, 'linux-unpacked/resources/app.asar'))).toBe(false)
}, 300_000)

test("the addon is compiled for Electron in the copy, whatever npm's settings for Node's headers", async () => {
  bringHeaders()
  process.env['npm_config_nodedir'] = nodeFolder
  const mine = readFileSync(join(root, addonPath))
  const output = tempFolder()
  await pack(output)
  const folder = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`
  const packaged = readFileSync(join(output, folder, 'resources/app.asar.unpacked', addonPath))
  expect(readAddonAbi(packaged, 'pcsclite')).toEqual({ kind: 'ok', abi, madeFor: `linux-${process.arch}` })
  // The project's own still is for Node.
  expect(readFileSync(join(root, addonPath)).equals(mine)).toBe(true)
  expect(readAddonAbi(mine, 'pcsclite')).toMatchObject({ abi: Number(process.versions.modules) })
}, 300_000)

test('the package creates an account without password or shell, and folders that only it may read', () => {
  const machine = tempFolder()
  mkdirSync(join(machine, 'etc'))
  for (const kind of ['sysusers', 'tmpfiles']) {
    const folder = join(machine, 'usr/lib', `${kind}.d`)
    mkdirSync(folder, { recursive: true })
    cpSync(join(root, 'build/linux', `${kind}.conf`), join(folder, 'shifts-badge-kiosk.conf'))
  }
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, [`--root=${machine}`, ...args, 'shifts-badge-kiosk.conf'], { stdio: 'pipe' })
  run('systemd-sysusers')
  run('systemd-tmpfiles', '--create')
  const entry = (file: string) =>
    readFileSync(join(machine, 'etc', file), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('shifts-kiosk:'))
      ?.split(':') ?? []
  const [, , uid, , , , shell] = entry('passwd')
  expect(shell).toBe('/usr/sbin/nologin')
  expect(entry('shadow')[1]).toMatch(/^!/)
  const gid = entry('group')[2]
  const rights = (path: string) => {
    const { mode, uid: owner, gid: group } = statSync(join(machine, path))
    return `${(mode & 0o7777).toString(8)} ${owner} ${group}`
  }
  expect(rights('etc/shifts-badge-kiosk')).toBe(`750 0 ${gid ?? ''}`)
  expect(rights('var/lib/shifts-badge-kiosk')).toBe(`700 ${uid ?? ''} ${gid ?? ''}`)
  expect(rights('var/lib/shifts-badge-kiosk/home')).toBe(`700 ${uid ?? ''} ${gid ?? ''}`)
})

function bringHeaders(): void {
  const kept = join(home, '.electron-gyp', packageJson.devDependencies.electron)
  cpSync(join(nodeFolder, 'include/node'), join(kept, 'include/node'), { recursive: true })
  writeFileSync(join(kept, 'installVersion'), '11\n')
  const file = join(kept, 'include/node/node_version.h')
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(/(#define NODE_MODULE_VERSION) \d+/, `$1 ${abi}`)
  expect(changed).not.toBe(text)
  writeFileSync(file, changed)
}
