import { readFileSync, writeFileSync } from 'node:fs'

const asWritten = '<MajorUpgrade AllowSameVersionUpgrades="yes"'

/**
 * Hook of electron-builder, before WiX reads the project of an MSI: an upgrade removes the old version inside the
 * transaction that installs the new one, so that Windows brings it back where that fails. WiX' own default removes it
 * before the transaction begins, and a failed upgrade leaves no kiosk. Throws where the project is not as expected.
 */
export default function msiProjectCreated(project: string): void {
  const text = readFileSync(project, 'utf8')
  if (text.split(asWritten).length !== 2 || /<MajorUpgrade[^<>]*\sSchedule=/.test(text))
    throw new Error(`${project} does not hold ${asWritten} once: see app-builder-lib, templates/msi`)
  writeFileSync(project, text.replace(asWritten, `${asWritten} Schedule="afterInstallInitialize"`))
}
