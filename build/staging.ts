import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
})
const manifest = z.record(z.string(), z.unknown())
/** Of no use in a package, and without devDependencies nobody misses what was not copied. */
const leftOut = ['devDependencies', 'scripts']

/** What goes along as it is. `build` is electron-builder's folder of resources. */
const copied = [
  'out/main',
  'out/preload',
  'out/renderer',
  'build',
  'electron-builder.yml',
  'package-lock.json',
  'LICENSE',
]

/**
 * Copies what a package is made from into a folder of its own: there the native addon is built for Electron, while
 * the one in `root` stays as it is for Node. Gives the folder.
 */
export function makeStagingCopy(root: string): string {
  const staging = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-dist-'))
  const productionPackages = Object.entries(
    lockFile.parse(readJson(join(root, 'package-lock.json'))).packages,
  )
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path]) => path)
  for (const path of [...copied, ...productionPackages])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(staging, path), { recursive: true })
  const entries = Object.entries(manifest.parse(readJson(join(root, 'package.json'))))
  const kept = Object.fromEntries(entries.filter(([key]) => !leftOut.includes(key)))
  writeFileSync(join(staging, 'package.json'), JSON.stringify(kept, undefined, 2))
  return staging
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
