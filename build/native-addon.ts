import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAddonAbi } from './addon-abi.ts'

/** The native part of nfc-pcsc, seen from the folder that holds `node_modules`. */
export const addonPath = 'node_modules/@pokusew/pcsclite/build/Release/pcsclite.node'
const addonName = 'pcsclite'

/** Why no package can be made from `folder`, and what mends it; nothing where one can. */
export function missingAddon(folder: string): string | undefined {
  if (existsSync(join(folder, 'node_modules/nfc-pcsc/package.json')) && existsSync(join(folder, addonPath)))
    return undefined
  return [
    'No package without the badge reader software: nfc-pcsc is not installed, or its native addon is not built.',
    'Install a C++ compiler and the headers of PC/SC (Debian: build-essential libpcsclite-dev), then run npm ci again.',
  ].join('\n')
}

/** What is wrong with the ABI of the addon in `folder`; nothing where it is `expected`. */
export function wrongAbi(folder: string, expected: number): string | undefined {
  const file = join(folder, addonPath)
  if (!existsSync(file)) return `The addon is not where the app looks for it: ${file}`
  const read = readAddonAbi(readFileSync(file), addonName)
  if (read.kind === 'unreadable') return `The ABI of ${file} can not be told: ${read.why}.`
  if (read.abi === expected) return undefined
  return `${file} was built for ABI ${read.abi}; this Electron loads ABI ${expected}. A "nodedir" in npm's configuration does that.`
}

/** The ABI of the addons that the installed version of Electron loads. */
export function electronAbi(electronPackage: string): number {
  return Number(readFileSync(join(electronPackage, 'abi_version'), 'utf8'))
}
