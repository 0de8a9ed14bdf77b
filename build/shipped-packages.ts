import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readBundledPackages } from './bundled-packages.ts'

/** An npm package that ships at least partly: in the archive, in a bundle, or compiled into the addon. */
export interface ShippedPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression, as the package states it. */
  readonly license: string
  /** Its installation folder. */
  readonly folder: string
  /** Subresource integrity of the package's tarball, from the lock file. */
  readonly integrity: string
  /** How it ships. */
  readonly as: 'installed' | 'bundled' | 'runtime'
}

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
    }),
  ),
})

/**
 * Everything that ships: packages installed in the staging copy, packages in the bundles of `root`, and
 * Electron. The last two are development dependencies, so they are installed only in `root`.
 */
export function shippedPackages(staging: string, root: string): readonly ShippedPackage[] {
  const installed = packagesOf(staging, 'installed').filter(({ folder }) => existsSync(folder))
  const developed = packagesOf(root, 'bundled')
  const top = (name: string): ShippedPackage => {
    const found = developed.find(({ folder }) => folder === join(root, 'node_modules', name))
    if (found === undefined) throw new Error(`${name} is not in package-lock.json.`)
    return found
  }
  const bundled = readBundledPackages(join(root, 'out'))
    .filter((name) => !installed.some((shipped) => shipped.name === name))
    .map(top)
  return [...installed, ...bundled, { ...top('electron'), as: 'runtime' }]
}

function packagesOf(project: string, as: ShippedPackage['as']): ShippedPackage[] {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')))
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version = '', license = 'UNKNOWN', integrity = '' }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
      folder: join(project, path),
      integrity,
      as,
    }))
}
