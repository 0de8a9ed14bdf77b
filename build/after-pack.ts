import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Arch, type AfterPackContext } from 'electron-builder'
import { filesInArchive } from './app-archive.ts'
import { electronAbi, wrongAddon } from './native-addon.ts'
import { wrongContents } from './package-contents.ts'

const electronPackage = fileURLToPath(new URL('../node_modules/electron', import.meta.url))

/** What the hook reads of electron-builder's context. */
export type PackedApp = Pick<AfterPackContext, 'appOutDir' | 'arch' | 'electronPlatformName'> & {
  readonly packager: Pick<AfterPackContext['packager'], 'getResourcesDir'>
}

/**
 * Hook of electron-builder, before fuses and signatures: the package holds what it should and nothing else, and the
 * addon outside the archive, built for this very Electron, system and processor. Throws otherwise.
 */
export default function afterPack({ appOutDir, arch, electronPlatformName, packager }: PackedApp): void {
  const resources = packager.getResourcesDir(appOutDir)
  // Comes with Electron, to be run where there is no app. An electron-builder given a runtime of ours leaves it in.
  rmSync(join(resources, 'default_app.asar'), { force: true })
  const wrong = [
    wrongAddon(join(resources, 'app.asar.unpacked'), {
      abi: electronAbi(electronPackage),
      madeFor: `${electronPlatformName}-${Arch[arch]}`,
    }),
    ...wrongContents(filesInArchive(join(resources, 'app.asar'))),
  ].filter((problem) => problem !== undefined)
  if (wrong.length > 0) throw new Error(`The package is not right:\n${wrong.join('\n')}`)
}
