import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAddonAbi } from './addon-abi.ts'

/** The native part of nfc-pcsc, seen from the folder that holds `node_modules`. */
export const addonPath = 'node_modules/@pokusew/pcsclite/build/Release/pcsclite.node'
const addonName = 'pcsclite'

/** Why no package can be made from `folder`, and what fixes it; nothing where one can. */
export function missingAddon(folder: string): string | undefined {
  if (existsSync(join(folder, 'node_modules/nfc-pcsc/package.json')) && existsSync(join(folder, addonPath)))
    return undefined
  return [
    'No package without the badge reader software: nfc-pcsc is not installed, or its native addon is not built.',
    'Install a C++ compiler and the headers of PC/SC (Debian: build-essential libpcsclite-dev), then run npm ci again.',
  ].join('\n')
}

/** What an addon has to be built for: Electron's ABI, and system and processor in Node's words, such as win32-arm64. */
export interface AddonTarget {
  readonly abi: number
  readonly madeFor: string
}

/** What is wrong with the addon in `folder`; nothing where it was built for `target`. */
export function wrongAddon(folder: string, target: AddonTarget): string | undefined {
  const file = join(folder, addonPath)
  if (!existsSync(file)) return `The addon is not where the app looks for it: ${file}`
  const read = readAddonAbi(readFileSync(file), addonName)
  if (read.kind === 'unreadable') return `The ABI of ${file} cannot be told: ${read.why}.`
  if (read.madeFor !== target.madeFor)
    return `${file} was built for ${read.madeFor}, the package is for ${target.madeFor}. Make it on a computer of that kind.`
  if (read.abi === target.abi) return undefined
  return `${file} was built for ABI ${read.abi}; this Electron loads ABI ${target.abi}. A "nodedir" in npm's configuration does that.`
}

/** The ABI of the addons that the installed version of Electron loads. */
export function electronAbi(electronPackage: string): number {
  return Number(readFileSync(join(electronPackage, 'abi_version'), 'utf8'))
}
