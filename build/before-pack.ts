import { missingAddon } from './native-addon.ts'

/** Hook of electron-builder: no package is made where the badge reader software is missing. */
export default function beforePack({
  packager,
}: {
  readonly packager: { readonly projectDir: string }
}): void {
  const missing = missingAddon(packager.projectDir)
  if (missing !== undefined) throw new Error(missing)
}
