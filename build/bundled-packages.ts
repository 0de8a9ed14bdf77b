import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { z } from 'zod'

/**
 * Packages whose code or files a bundle has taken in. They are development dependencies, so no lock file tells that
 * they ship; the bundler does. Lies beside each bundle in `out/` and is left out of the package itself.
 */
const fileName = 'bundled-packages.json'
const bundles = ['main', 'preload', 'renderer']

/** Vite plugin: writes down which packages of node_modules the bundle has taken in, fonts and pictures among them. */
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

/** What is in the bundles of the build in `out`. Throws where a bundle says nothing, as one of an older build does. */
export function readBundledPackages(out: string): readonly string[] {
  const names = bundles.flatMap((bundle) => {
    const path = join(out, bundle, fileName)
    if (!existsSync(path)) throw new Error(`${path} is missing: run npm run build.`)
    return z.array(z.string()).parse(JSON.parse(readFileSync(path, 'utf8')))
  })
  return [...new Set(names)].sort()
}

/** `@scope/name` or `name`, of the innermost node_modules. */
function packageOf(file: string): string | undefined {
  const parts = file.split(/[\\/]/)
  const at = parts.lastIndexOf('node_modules')
  const [first, second] = at < 1 ? [] : parts.slice(at + 1)
  return first?.startsWith('@') === true ? `${first}/${second ?? ''}` : first
}
