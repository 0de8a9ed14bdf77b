import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Arch, build, type CliOptions } from 'electron-builder'
import { z } from 'zod'
import afterPack, { type PackedApp } from './after-pack.ts'
import beforePack from './before-pack.ts'
import { softwareBillOfMaterials } from './sbom.ts'
import { shippedPackages } from './shipped-packages.ts'
import { thirdPartyNotices } from './third-party-notices.ts'

export interface PackageOptions {
  /** The systems to make packages for; none: this computer's. */
  readonly systems: readonly ('linux' | 'win' | 'mac')[]
  /** The processors; none: this computer's. */
  readonly processors: readonly ('x64' | 'arm64')[]
  /** The app's folder alone, without an installer. */
  readonly folderOnly: boolean
  /** Where packages go. */
  readonly output: string
  /** Electron's runtime, a folder or zip file, where it can not be downloaded. */
  readonly electronDist?: string
  /** False: the addon is there already as it should be. */
  readonly rebuildAddon: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = z.object({ name: z.string(), version: z.string() })

/** Makes packages of `root` from its staging copy, with a software bill of materials beside each. */
export async function makePackages(staging: string, options: PackageOptions): Promise<void> {
  const { systems, processors, folderOnly, output, electronDist, rebuildAddon } = options
  const { name, version } = readManifest(join(staging, 'package.json'))
  const shipped = shippedPackages(staging, root)
  writeFileSync(join(staging, 'build/third-party-notices.txt'), thirdPartyNotices(shipped))
  const billOfMaterials = softwareBillOfMaterials(staging, name, shipped)
  const cli: CliOptions = {
    projectDir: staging,
    publish: 'never',
    ...Object.fromEntries(systems.map((system) => [system, []])),
    ...Object.fromEntries(processors.map((processor) => [processor, true])),
    ...(folderOnly && { dir: true }),
    config: {
      electronVersion: readManifest(join(root, 'node_modules/electron/package.json')).version,
      directories: { output },
      npmRebuild: rebuildAddon,
      ...(electronDist !== undefined && { electronDist }),
      beforePack,
      afterPack: (packed: PackedApp) => {
        afterPack(packed)
        const file = `${name}-${version}-${packed.electronPlatformName}-${Arch[packed.arch]}.cdx.json`
        mkdirSync(output, { recursive: true })
        writeFileSync(join(output, file), `${JSON.stringify(billOfMaterials, undefined, 2)}\n`)
      },
    },
  }
  forgetNodeHeaders()
  await build(cli)
}

/** npm hands its configuration on to node-gyp; with these of it the addon would be built for Node, not for Electron. */
function forgetNodeHeaders(): void {
  for (const name of Object.keys(process.env))
    if (/^npm_config_(?:nodedir|target|runtime|disturl)$/i.test(name))
      Reflect.deleteProperty(process.env, name)
}

function readManifest(path: string): z.infer<typeof manifest> {
  return manifest.parse(JSON.parse(readFileSync(path, 'utf8')))
}
