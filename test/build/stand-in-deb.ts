import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { makePackages } from '../../build/make-packages.ts'
import { electronAbi } from '../../build/native-addon.ts'
import { makeStagingCopy } from '../../build/staging.ts'
import { addonFor, putAddon } from './staged-addon.ts'
import { makeStandInRuntime } from './stand-in-runtime.ts'

/**
 * `stand-in-deb.ts FOLDER VERSION`: makes a .deb by electron-builder's own path, on a folder that stands in for
 * Electron's runtime, with a stand-in for the addon and with dpkg-deb in place of fpm. Needs `npm run build` before.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))

async function makeDeb(output: string, version: string): Promise<void> {
  const staging = makeStagingCopy(root)
  const tools = mkdtempSync(join(tmpdir(), 'shifts-kiosk-fpm-'))
  try {
    putFpm(tools)
    setVersion(join(staging, 'package.json'), version)
    putAddon(staging, root, addonFor(electronAbi(join(root, 'node_modules/electron'))))
    await makePackages(staging, {
      systems: ['linux'],
      targets: ['deb'],
      processors: ['x64'],
      folderOnly: false,
      output,
      electronDist: await makeStandInRuntime(join(staging, 'stand-in-runtime')),
      rebuildAddon: false,
    })
  } finally {
    for (const folder of [staging, tools]) rmSync(folder, { recursive: true, force: true })
  }
}

/** electron-builder takes what is called fpm in PATH (app-builder-lib, toolsets/linux, `getFpmPath`). */
function putFpm(folder: string): void {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const fpm = join(import.meta.dirname, 'dpkg-fpm.ts')
  const program = join(folder, 'fpm')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' --import '${tsx}' '${fpm}' "$@"\n`)
  chmodSync(program, 0o755)
  process.env['USE_SYSTEM_FPM'] = 'true'
  process.env['PATH'] = `${folder}:${process.env['PATH'] ?? ''}`
}

function setVersion(path: string, version: string): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  writeFileSync(path, JSON.stringify({ ...manifest, version }))
}

const [output, version] = process.argv.slice(2)
if (output === undefined || version === undefined) {
  process.stderr.write('Usage: stand-in-deb.ts FOLDER VERSION\n')
  process.exitCode = 2
} else await makeDeb(output, version)
