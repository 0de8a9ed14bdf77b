import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** npm's lock file, version 3: packages by folder; '' is the project itself. */
const lockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
})
const manifest = z.record(z.string(), z.unknown())
/** Not needed in a package; without devDependencies, nothing expects the packages that were not copied. */
const leftOut = ['devDependencies', 'scripts']

/** Copied unchanged. `build` is electron-builder's resources folder. */
const copied = ['out/main', 'out/preload', 'out/renderer', 'build', 'electron-builder.yml', 'LICENSE']

/**
 * Copies a package's sources to a separate folder, where the native addon is built for Electron, while the
 * one in `root` stays built for Node. Its package.json and lock file list only what ships, so that
 * electron-builder and `npm sbom` see the same packages. Returns the folder.
 */
export function makeStagingCopy(root: string): string {
  const staging = mkdtempSync(join(tmpdir(), 'shifts-badge-kiosk-dist-'))
  const lock = lockFile.parse(readJson(join(root, 'package-lock.json')))
  // An optional package that could not be installed is still in the lock file.
  const shipped = Object.entries(lock.packages).filter(
    ([path, { dev }]) => path !== '' && dev !== true && existsSync(join(root, path)),
  )
  for (const path of [...copied, ...shipped.map(([folder]) => folder)])
    if (existsSync(join(root, path))) cpSync(join(root, path), join(staging, path), { recursive: true })
  const project = without(lock.packages[''] ?? {})
  write(join(staging, 'package-lock.json'), {
    ...lock,
    packages: { '': project, ...Object.fromEntries(shipped) },
  })
  write(join(staging, 'package.json'), without(manifest.parse(readJson(join(root, 'package.json')))))
  return staging
}

function without(project: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(project).filter(([key]) => !leftOut.includes(key)))
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function write(path: string, content: unknown): void {
  writeFileSync(path, JSON.stringify(content, undefined, 2))
}
