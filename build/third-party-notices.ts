import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ShippedPackage } from './shipped-packages.ts'

/** Licenses that allow shipping a package as part of this one. A person must review any other first. */
const accepted = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1']

/**
 * The license text of each shipped package, as those licenses require. Throws if a package ships under
 * another license, or without a text. Electron's own components are in LICENSES.chromium.html next to it.
 */
export function thirdPartyNotices(shipped: readonly ShippedPackage[]): string {
  const parts = shipped.map((part) => {
    if (!accepted.includes(part.license))
      throw new Error(
        `${part.name} is under ${part.license}: review that license and add it to the accepted ones.`,
      )
    return `${part.name} ${part.version} (${part.license})\n\n${licenseText(part)}\n`
  })
  return [
    'Shifts Badge Kiosk contains the work of others, under their licences.\n',
    ...parts,
    "Electron's own parts, Chromium and Node.js among them, are listed in LICENSES.chromium.html.\n",
  ].join(`\n${'-'.repeat(80)}\n\n`)
}

function licenseText({ name, folder }: ShippedPackage): string {
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  if (text === '') throw new Error(`${name} contains no license text.`)
  return text
}
