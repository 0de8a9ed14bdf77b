import { readFileSync, writeFileSync } from 'node:fs'

const asWritten = '<MajorUpgrade AllowSameVersionUpgrades="yes"'

/**
 * electron-builder hook, before WiX reads an MSI project: makes an upgrade remove the old version inside the
 * transaction that installs the new one, so that Windows restores it on failure. By default WiX removes it
 * before the transaction, and a failed upgrade leaves no kiosk. Throws if the project is not as expected.
 */
export default function msiProjectCreated(project: string): void {
  const text = readFileSync(project, 'utf8')
  if (text.split(asWritten).length !== 2 || /<MajorUpgrade[^<>]*\sSchedule=/.test(text))
    throw new Error(
      `${project} does not contain ${asWritten} exactly once: see app-builder-lib, templates/msi`,
    )
  writeFileSync(project, text.replace(asWritten, `${asWritten} Schedule="afterInstallInitialize"`))
}
