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

/** electron-builder hook: throws unless the package holds exactly what it should, with the right addon. */
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
