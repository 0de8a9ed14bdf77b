import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ShippedPackage } from './shipped-packages.ts'

/** Licences that allow to ship a package as part of this one. Another one has to be looked at by a person first. */
const accepted = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1']

/**
 * Each shipped package with its licence's text, as those licences ask for. Throws where one ships under another
 * licence, or without a text. What Electron itself is made of stands in LICENSES.chromium.html beside it.
 */
export function thirdPartyNotices(shipped: readonly ShippedPackage[]): string {
  const parts = shipped.map((part) => {
    if (!accepted.includes(part.license))
      throw new Error(`${part.name} is under ${part.license}, which nobody has accepted yet for shipping.`)
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
  if (text === '') throw new Error(`${name} ships no text of its licence.`)
  return text
}
