import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { addonPath } from '../../build/native-addon.ts'
import { sampleAddon } from './sample-addon.ts'

/** The badge reader software; npm leaves it out where it cannot build it. */
const readerPackages = ['nfc-pcsc', '@pokusew/pcsclite', 'bindings', 'file-uri-to-path', 'nan']

/** An addon for Linux on x64 and this ABI. */
export function addonFor(abi: number): Buffer {
  return sampleAddon('elf', abi)
}

/**
 * Puts `addon` into a staging copy, as if it had been built there. Where the machine has no reader software at all,
 * its packages are put there as well, as `root`'s lock file names them and without their code.
 */
export function putAddon(staging: string, root: string, addon: Buffer): void {
  if (!existsSync(join(staging, 'node_modules/nfc-pcsc'))) putReaderPackages(staging, root)
  write(join(staging, addonPath), addon)
}

interface Lock {
  packages: Record<string, { version: string; license: string; dependencies?: Record<string, string> }>
}

function putReaderPackages(staging: string, root: string): void {
  const all = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  const lock = JSON.parse(readFileSync(join(staging, 'package-lock.json'), 'utf8')) as Lock
  for (const name of readerPackages) {
    const folder = `node_modules/${name}`
    const entry = all.packages[folder]
    if (entry === undefined) throw new Error(`${name} is not in the lock file.`)
    lock.packages[folder] = entry
    write(join(staging, folder, 'package.json'), JSON.stringify({ name, ...entry }))
    write(join(staging, folder, 'LICENSE'), entry.license)
  }
  write(join(staging, 'package-lock.json'), JSON.stringify(lock))
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
