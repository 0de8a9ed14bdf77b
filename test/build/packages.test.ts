import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extractFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesInArchive, packagesInArchive } from '../../build/app-archive.ts'
import { readAddonAbi } from '../../build/addon-abi.ts'
import { readBundledPackages } from '../../build/bundled-packages.ts'
import { iconSizes } from '../../build/icons.ts'
import { makePackages } from '../../build/make-packages.ts'
import { addonPath, electronAbi } from '../../build/native-addon.ts'
import { shippedPackages, type ShippedPackage } from '../../build/shipped-packages.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { tempFolder } from '../support/temp-folder.ts'
import { recordingFpm } from './recording-fpm.ts'
import { addonFor, putAddon } from './staged-addon.ts'
import { makeStandInRuntime } from './stand-in-runtime.ts'

/**
 * electron-builder for real, without a network: on a folder that stands in for Electron's runtime, with a stand-in
 * for the addon where the machine cannot build one. The result is opened.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const electronPackage = join(root, 'node_modules/electron')
const output = mkdtempSync(join(tmpdir(), 'shifts-kiosk-packages-'))
const app = join(output, 'linux-unpacked')
const archive = join(app, 'resources/app.asar')
/** fpm, which makes the .deb, is a download; a recording stand-in is a shell script, so Linux alone has it. */
const isLinux = process.platform === 'linux'
const fpm = isLinux ? recordingFpm() : undefined

/** What should ship, according to the lock file and the bundles. */
async function pack(addon: Buffer, into: string): Promise<readonly ShippedPackage[]> {
  const staging = makeStagingCopy(root)
  try {
    putAddon(staging, root, addon)
    const shipped = shippedPackages(staging, root)
    await makePackages(staging, {
      systems: ['linux'],
      targets: isLinux ? ['deb'] : [],
      processors: ['x64'],
      folderOnly: !isLinux,
      output: into,
      electronDist: await makeStandInRuntime(join(staging, 'stand-in-runtime')),
      rebuildAddon: false,
    })
    return shipped
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

let shipped: readonly ShippedPackage[] = []
beforeAll(async () => {
  // As a workflow sets it where there is no such secret.
  process.env['CSC_LINK'] = ''
  shipped = await pack(addonFor(electronAbi(electronPackage)), output)
}, 120_000)

afterAll(() => {
  rmSync(output, { recursive: true, force: true })
  fpm?.remove()
})

test('the fuses prevent the app from running other code as Node', async () => {
  const wire = await getCurrentFuseWire(join(app, 'shifts-badge-kiosk'))
  // In the file a fuse is the digit 0 or 1.
  const states = (fuses: readonly FuseV1Options[]) =>
    String.fromCharCode(...fuses.map((fuse) => Number(wire[fuse])))
  expect(
    states([
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ]),
  ).toBe('0000')
  expect(
    states([FuseV1Options.EnableEmbeddedAsarIntegrityValidation, FuseV1Options.OnlyLoadAppFromAsar]),
  ).toBe('11')
})

test('a missing certificate is not taken for a path', async () => {
  expect(process.env['CSC_LINK']).toBeUndefined()
  // What electron-builder would make of it on macOS.
  const { importCertificate } = createRequire(import.meta.resolve('electron-builder'))(
    'app-builder-lib/out/codeSign/codesign',
  ) as { importCertificate: (link: string, temporary: unknown, folder: string) => Promise<unknown> }
  await expect(importCertificate('', undefined, root)).rejects.toThrow('not a file')
})

test('no cookie store needs the keychain, for which macOS would prompt on the wall', async () => {
  const wire = await getCurrentFuseWire(join(app, 'shifts-badge-kiosk'))
  expect(String.fromCharCode(Number(wire[FuseV1Options.EnableCookieEncryption]))).toBe('0')
})

test("of Chromium's languages only those of the screens ship", () => {
  expect(readdirSync(join(app, 'locales')).sort()).toEqual(
    ['ar', 'de', 'en-US', 'es-419', 'es', 'fr', 'pl', 'pt-BR', 'zh-CN'].map((locale) => `${locale}.pak`),
  )
})

test('the archive contains the app and its dependencies', () => {
  expect(filesInArchive(archive)).toEqual(
    expect.arrayContaining([
      'package.json',
      'out/main/main.js',
      'out/main/file-process.js',
      'out/main/pcsc-process.js',
      'out/preload/preload.cjs',
      'out/renderer/index.html',
      'node_modules/@azure/msal-node/package.json',
      'node_modules/nfc-pcsc/package.json',
    ]),
  )
  const { main, version, scripts } = JSON.parse(archived('package.json')) as Record<string, unknown>
  expect({ main, version, scripts }).toEqual({ main: packageJson.main, version: packageJson.version })
})

test('nothing ships that is not part of the app', () => {
  const files = filesInArchive(archive)
  expect(files.filter((file) => !/^(?:package\.json|(?:out|node_modules)\/.+)$/.test(file))).toEqual([])
  expect(files.filter((file) => /^out\/(?!main\/|preload\/|renderer\/)/.test(file))).toEqual([])
  expect(files.filter((file) => /\.(?:map|ts|svelte|cpp|h|gyp|o|exe|dll|so|pem|key)$/.test(file))).toEqual([])
  expect(files.filter((file) => /\/(?:tests?|examples?)\//.test(file))).toEqual([])
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([addonPath])
  expect(existsSync(join(app, 'resources/default_app.asar'))).toBe(false)
  expect(existsSync(join(app, 'resources/app'))).toBe(false)
})

test('the stand-in tenant, the preview, the demo and its dock are in no script of the archive', () => {
  const scripts = filesInArchive(archive).filter((file) => /^out\/.*\.c?js$/.test(file))
  const text = scripts.map((file) => archived(file)).join('\n')
  expect(text).toContain('// electron/shell/page/security.ts')
  expect(text).not.toMatch(/\/\/ electron\/(?:sandbox|preview|demo|launch-demo)|Demo dock/)
})

test('of the packages in node_modules only those that production needs ship', () => {
  // nan is compiled into the addon.
  const wanted = shipped.filter(({ as, name }) => as === 'installed' && name !== 'nan')
  expect(packagesInArchive(archive)).toEqual(wanted.map(({ name }) => `node_modules/${name}`).sort())
})

test("the addon is outside the archive, for Electron's ABI and the package's processor", () => {
  const addon = readFileSync(join(app, 'resources/app.asar.unpacked', addonPath))
  expect(readAddonAbi(addon, 'pcsclite')).toEqual({
    kind: 'ok',
    abi: electronAbi(electronPackage),
    madeFor: 'linux-x64',
  })
})

test('the bill of materials beside the package lists exactly what is in it', () => {
  const { metadata, components } = JSON.parse(
    readFileSync(join(output, `shifts-badge-kiosk-${packageJson.version}-linux-x64.cdx.json`), 'utf8'),
  ) as {
    metadata: { component: { name: string; version: string } }
    components: { name: string; version: string; purl: string; hashes: unknown[]; licenses: unknown[] }[]
  }
  expect(metadata.component).toMatchObject({ name: packageJson.name, version: packageJson.version })
  const inArchive = packagesInArchive(archive).map((folder) => {
    const { name, version } = JSON.parse(archived(`${folder}/package.json`)) as {
      name: string
      version: string
    }
    return `${name}@${version}`
  })
  const elsewhere = [...readBundledPackages(join(root, 'out')), 'electron', 'nan'].map(
    (name) => `${name}@${versionHere(name)}`,
  )
  expect(components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(
    [...new Set([...inArchive, ...elsewhere])].sort(),
  )
  expect(components.filter(({ hashes, licenses }) => hashes.length === 0 || licenses.length === 0)).toEqual(
    [],
  )
  expect(components.map(({ purl }) => purl)).toContain(
    `pkg:npm/electron@${packageJson.devDependencies.electron}`,
  )
})

test('the licence of everything that ships is included', () => {
  const resources = (file: string) => readFileSync(join(app, 'resources', file), 'utf8')
  const notices = resources('third-party-notices.txt')
  for (const name of [...packagesInArchive(archive), ...readBundledPackages(join(root, 'out')), 'electron'])
    expect(notices).toContain(`\n${name.replace(/^node_modules\//, '')} `)
  expect(notices).toContain('SIL OPEN FONT LICENSE')
  expect(resources('LICENSE.txt')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
  expect(existsSync(join(app, 'LICENSES.chromium.html'))).toBe(true)
})

test('the sample config, its schema and the sample roster are included', () => {
  for (const file of ['config.sample.jsonc', 'config.schema.json', 'roster.sample.csv'])
    expect(readFileSync(join(app, 'resources', file))).toEqual(readFileSync(join(root, 'build', file)))
})

describe.runIf(fpm !== undefined)('the .deb', () => {
  const deb = () =>
    fpm?.recorded() ?? { options: [], files: [], missing: [], afterInstall: '', desktopEntry: '' }

  test('depends on what Electron, the badge reader and its own set-up need, and recommends the reader service', () => {
    const { options } = deb()
    expect(options).toEqual(
      expect.arrayContaining([
        'libasound2t64 | libasound2',
        'libgbm1',
        'libgtk-3-0t64 | libgtk-3-0',
        'libnss3',
        'libpcsclite1',
        'pcscd',
        'libccid',
      ]),
    )
    // Their tools make the account and the folders; on a computer with dbus-x11 nothing else brings them.
    expect(options).toEqual(
      expect.arrayContaining(['systemd | systemd-sysusers', 'systemd | systemd-tmpfiles']),
    )
    // Debian 12's cage does not start without Xwayland and does not depend on it.
    expect(options).toEqual(expect.arrayContaining(['--deb-suggests=cage', '--deb-suggests=xwayland']))
    // sign-with-pkcs11 runs openssl, which the engine does not depend on.
    expect(options).toEqual(
      expect.arrayContaining(['--deb-suggests=libengine-pkcs11-openssl', '--deb-suggests=openssl']),
    )
    expect(options).toContain('--before-remove=build/linux/before-remove.sh')
    expect(options[options.indexOf('--architecture') + 1]).toBe('amd64')
  })

  test('is called as docs/rollout.md calls it', () => {
    const { options } = deb()
    const file = basename(options[options.indexOf('--package') + 1] ?? '')
    const named = readFileSync(join(root, 'docs/rollout.md'), 'utf8').match(/[\w-]+VERSION[\w-]*\.deb/g) ?? []
    expect([...new Set(named)]).toEqual([file.replace(packageJson.version, 'VERSION')])
  })

  test('installs units, account, folders and the rule for readers where the system expects them', () => {
    const { files, missing } = deb()
    expect(missing).toEqual([])
    expect(files.map(({ to }) => to)).toEqual(
      expect.arrayContaining([
        '/opt/Shifts Badge Kiosk',
        '/usr/lib/systemd/system/shifts-badge-kiosk.service',
        '/usr/lib/systemd/user/shifts-badge-kiosk.service',
        '/usr/libexec/shifts-badge-kiosk/kiosk-in-cage',
        '/usr/libexec/shifts-badge-kiosk/sign-with-pkcs11',
        '/usr/lib/sysusers.d/shifts-badge-kiosk.conf',
        '/usr/lib/tmpfiles.d/shifts-badge-kiosk.conf',
        '/usr/share/polkit-1/rules.d/50-shifts-badge-kiosk.rules',
        '/usr/share/applications/shifts-badge-kiosk.desktop',
      ]),
    )
  })

  test("installs its icon where a desktop's menu expects it", () => {
    const { files, missing } = deb()
    const folders = files.flatMap(
      ({ to }) => /^.*hicolor\/(.+)\/shifts-badge-kiosk\.png$/.exec(to)?.[1] ?? [],
    )
    // hicolor's index names no folder of a larger size.
    expect(folders).toEqual(iconSizes.map((size) => `${size}x${size}/apps`))
    expect(missing).toEqual([])
  })

  test("names its windows in the desktop's menu as Electron names them", () => {
    const { desktopName } = JSON.parse(archived('package.json')) as {
      desktopName: string
    }
    expect(desktopName).toBe('shifts-badge-kiosk.desktop')
    expect(deb().desktopEntry).toContain('\nStartupWMClass=shifts-badge-kiosk\n')
  })

  test("runs electron-builder's own steps after installing, then the kiosk's, in shell that parses", () => {
    const { afterInstall } = deb()
    expect(afterInstall).toMatch(/update-alternatives[^]*apparmor[^]*systemd-sysusers[^]*systemd-tmpfiles/)
    expect(afterInstall).not.toContain('${')
    expect(() => execFileSync('bash', ['-n'], { input: afterInstall, stdio: 'pipe' })).not.toThrow()
  })
})

test("an addon built for this computer's Node stops packaging", async () => {
  const built = join(root, addonPath)
  const addon = existsSync(built) ? readFileSync(built) : addonFor(Number(process.versions.modules))
  const { abi } = readAddonAbi(addon, 'pcsclite') as { abi: number }
  await expect(pack(addon, tempFolder())).rejects.toThrow(`was built for ABI ${abi}`)
}, 120_000)

/** The text of a file in the archive, which is found by the system's separator alone. */
function archived(file: string): string {
  return extractFile(archive, normalize(file)).toString()
}

function versionHere(name: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>
  }
  return lock.packages[`node_modules/${name}`]?.version ?? ''
}
