import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AfterPackContext } from 'electron-builder'
import { electronAbi, wrongAbi } from './native-addon.ts'

const electronPackage = fileURLToPath(new URL('../node_modules/electron', import.meta.url))

/** Hook of electron-builder: the package holds the addon outside the archive, built for this very Electron. */
export default function afterPack({
  appOutDir,
  packager,
}: Pick<AfterPackContext, 'appOutDir'> & {
  packager: Pick<AfterPackContext['packager'], 'getResourcesDir'>
}): void {
  const unpacked = join(packager.getResourcesDir(appOutDir), 'app.asar.unpacked')
  const wrong = wrongAbi(unpacked, electronAbi(electronPackage))
  if (wrong !== undefined) throw new Error(wrong)
}
