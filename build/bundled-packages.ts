import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { z } from 'zod'

/**
 * Packages whose code or files are in a bundle. They are development dependencies, so the lock file does not
 * show that they ship; the bundler does. Written next to each bundle in `out/`, and excluded from the package
 * itself.
 */
const fileName = 'bundled-packages.json'
const bundles = ['main', 'preload', 'renderer']

/** Vite plugin: records which packages of node_modules are in the bundle, including fonts and images. */
export function recordBundledPackages(): Plugin {
  return {
    name: 'record-bundled-packages',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle).flatMap((part) =>
        part.type === 'chunk' ? part.moduleIds : part.originalFileNames,
      )
      const names = new Set(files.flatMap((file) => packageOf(file) ?? []))
      this.emitFile({ type: 'asset', fileName, source: `${JSON.stringify([...names].sort())}\n` })
    },
  }
}

/**
 * The packages in the bundles of the build in `out`. Throws if a bundle has no record, as in an older build.
 */
export function readBundledPackages(out: string): readonly string[] {
  const names = bundles.flatMap((bundle) => {
    const path = join(out, bundle, fileName)
    if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build.`)
    return z.array(z.string()).parse(JSON.parse(readFileSync(path, 'utf8')))
  })
  return [...new Set(names)].sort()
}

/** `@scope/name` or `name` in the innermost node_modules. */
function packageOf(file: string): string | undefined {
  const parts = file.split(/[\\/]/)
  const at = parts.lastIndexOf('node_modules')
  const [first, second] = at < 1 ? [] : parts.slice(at + 1)
  return first?.startsWith('@') === true ? `${first}/${second ?? ''}` : first
}
