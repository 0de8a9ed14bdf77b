import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAddonAbi } from './addon-abi.ts'

/** The native part of nfc-pcsc, relative to the folder that contains `node_modules`. */
export const addonPath = 'node_modules/@pokusew/pcsclite/build/Release/pcsclite.node'
const addonName = 'pcsclite'

/** Why no package can be made from `folder`, and the fix; undefined if one can. */
export function missingAddon(folder: string): string | undefined {
  if (existsSync(join(folder, 'node_modules/nfc-pcsc/package.json')) && existsSync(join(folder, addonPath)))
    return undefined
  return [
    'The badge reader software is missing: nfc-pcsc is not installed, or its native addon is not built.',
    'Install a C++ compiler and the PC/SC headers (Debian: build-essential libpcsclite-dev), then run npm ci again.',
  ].join('\n')
}

/** What an addon must be built for: Electron's ABI, and system and processor, such as win32-arm64. */
export interface AddonTarget {
  readonly abi: number
  readonly madeFor: string
}

/** What is wrong with the addon in `folder`; undefined if it was built for `target`. */
export function wrongAddon(folder: string, target: AddonTarget): string | undefined {
  const file = join(folder, addonPath)
  if (!existsSync(file)) return `The addon is missing where the app loads it: ${file}`
  const read = readAddonAbi(readFileSync(file), addonName)
  if (read.kind === 'unreadable') return `Cannot read the ABI of ${file}: ${read.why}.`
  if (read.madeFor !== target.madeFor)
    return `${file} was built for ${read.madeFor}, but the package is for ${target.madeFor}. Build it on a computer of that kind.`
  if (read.abi === target.abi) return undefined
  return `${file} was built for ABI ${read.abi}, but this Electron loads ABI ${target.abi}. Check for "nodedir" in npm's configuration.`
}

/** The addon ABI of the installed Electron version. */
export function electronAbi(electronPackage: string): number {
  return Number(readFileSync(join(electronPackage, 'abi_version'), 'utf8'))
}
