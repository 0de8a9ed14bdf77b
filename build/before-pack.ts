import { missingAddon } from './native-addon.ts'

/** electron-builder hook: fails if the badge reader software is missing. */
export default function beforePack({
  packager,
}: {
  readonly packager: { readonly projectDir: string }
}): void {
  const missing = missingAddon(packager.projectDir)
  if (missing !== undefined) throw new Error(missing)
}
