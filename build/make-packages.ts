import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Arch, build, type CliOptions } from 'electron-builder'
import { z } from 'zod'
import afterPack, { type PackedApp } from './after-pack.ts'
import beforePack from './before-pack.ts'
import msiProjectCreated from './msi-upgrade.ts'
import { softwareBillOfMaterials } from './sbom.ts'
import { shippedPackages } from './shipped-packages.ts'
import { thirdPartyNotices } from './third-party-notices.ts'

export interface PackageOptions {
  /** The systems to make packages for. */
  readonly systems: readonly ('linux' | 'win' | 'mac')[]
  /** Kinds of package, such as deb; empty: all in electron-builder.yml. */
  readonly targets: readonly string[]
  /** The processors; empty: this computer's. */
  readonly processors: readonly ('x64' | 'arm64')[]
  /** Build only the app's folder, without an installer. */
  readonly folderOnly: boolean
  /** Output folder. */
  readonly output: string
  /** Electron's runtime, as a folder or zip file, to use instead of a download. */
  readonly electronDist?: string
  /** False: the addon is already built correctly. */
  readonly rebuildAddon: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = z.object({ name: z.string(), version: z.string() })

/** Makes packages from the staging copy of `root`, with a software bill of materials next to each. */
export async function makePackages(staging: string, options: PackageOptions): Promise<void> {
  const { systems, targets, processors, folderOnly, output, electronDist, rebuildAddon } = options
  const { name, version } = readManifest(join(staging, 'package.json'))
  const shipped = shippedPackages(staging, root)
  writeFileSync(join(staging, 'build/third-party-notices.txt'), thirdPartyNotices(shipped))
  writeFileSync(join(staging, 'build/linux/after-install.tpl'), afterInstall())
  const billOfMaterials = softwareBillOfMaterials(staging, name, shipped)
  const cli: CliOptions = {
    projectDir: staging,
    publish: 'never',
    ...Object.fromEntries(systems.map((system) => [system, [...targets]])),
    ...Object.fromEntries(processors.map((processor) => [processor, true])),
    ...(folderOnly && { dir: true }),
    config: {
      electronVersion: readManifest(join(root, 'node_modules/electron/package.json')).version,
      directories: { output },
      npmRebuild: rebuildAddon,
      ...(electronDist !== undefined && { electronDist }),
      beforePack,
      msiProjectCreated,
      afterPack: (packed: PackedApp) => {
        afterPack(packed)
        const file = `${name}-${version}-${packed.electronPlatformName}-${Arch[packed.arch]}.cdx.json`
        mkdirSync(output, { recursive: true })
        writeFileSync(join(output, file), `${JSON.stringify(billOfMaterials, undefined, 2)}\n`)
      },
    },
  }
  forgetNodeHeaders()
  forgetEmptyCertificate()
  await build(cli)
}

/** The .deb's post-install script: electron-builder's own steps, with its macros, then the kiosk's. */
export function afterInstall(): string {
  const electronBuilder = createRequire(import.meta.resolve('electron-builder'))
  const library = dirname(electronBuilder.resolve('app-builder-lib/package.json'))
  return [join(library, 'templates/linux/after-install.tpl'), join(root, 'build/linux/after-install.sh')]
    .map((path) => readFileSync(path, 'utf8'))
    .join('')
}

/** npm passes its configuration to node-gyp, which would then build the addon for Node. */
function forgetNodeHeaders(): void {
  for (const name of Object.keys(process.env))
    if (/^npm_config_(?:nodedir|target|runtime|disturl)$/i.test(name))
      Reflect.deleteProperty(process.env, name)
}

/**
 * A workflow sets the variables of a missing secret to empty. For Windows, electron-builder treats that as no
 * certificate; for macOS it treats it as a path and fails (app-builder-lib, macPackager, importCertificate).
 */
function forgetEmptyCertificate(): void {
  for (const name of ['CSC_LINK', 'CSC_KEY_PASSWORD'])
    if (process.env[name] === '') Reflect.deleteProperty(process.env, name)
}

function readManifest(path: string): z.infer<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
}
