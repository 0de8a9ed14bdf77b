import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Arch, type AfterPackContext } from 'electron-builder'
import { filesInArchive } from './app-archive.ts'
import { electronAbi, wrongAddon } from './native-addon.ts'
import { wrongContents } from './package-contents.ts'

const electronPackage = fileURLToPath(new URL('../node_modules/electron', import.meta.url))

/** The part of electron-builder's context that the hook uses. */
export type PackedApp = Pick<AfterPackContext, 'appOutDir' | 'arch' | 'electronPlatformName'> & {
  readonly packager: Pick<AfterPackContext['packager'], 'getResourcesDir'>
}

/**
 * electron-builder hook, before fuses and signatures: checks that the package contains what it should and
 * nothing else, and that the addon outside the archive was built for this Electron, system and processor.
 * Throws otherwise.
 */
export default function afterPack({ appOutDir, arch, electronPlatformName, packager }: PackedApp): void {
  const resources = packager.getResourcesDir(appOutDir)
  // Part of Electron, for running without an app. electron-builder keeps it when given a local runtime.
  rmSync(join(resources, 'default_app.asar'), { force: true })
  const wrong = [
    wrongAddon(join(resources, 'app.asar.unpacked'), {
      abi: electronAbi(electronPackage),
      madeFor: `${electronPlatformName}-${Arch[arch]}`,
    }),
    ...wrongContents(filesInArchive(join(resources, 'app.asar'))),
  ].filter((problem) => problem !== undefined)
  if (wrong.length > 0) throw new Error(`The package has errors:\n${wrong.join('\n')}`)
}
