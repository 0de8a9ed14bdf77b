import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { buildAll } from './build.ts'
import { downloadProblem } from './download-problem.ts'
import { missingAddon } from './native-addon.ts'
import { scriptOptions } from './script-options.ts'
import { makeStagingCopy } from './staging.ts'

/** `npm run dist`: makes the packages in dist/. */

const root = fileURLToPath(new URL('..', import.meta.url))

const help = `
Usage: npm run dist -- [--linux] [--win] [--mac] [--target KIND]... [--x64] [--arm64] [--dir] [--electron-dist PATH]

Makes packages in dist/: by default all kinds, for this computer's system and processor.

  --linux, --win, --mac  the systems to make packages for
  --target KIND          one kind of package, such as deb; may be given more than once
  --x64, --arm64         the processors
  --dir                  build only the app's folder, without installers
  --electron-dist PATH   use Electron's runtime from a folder or zip file instead of downloading it
  -h, --help             show this

Exit codes: 0 done, 1 failed, 2 invalid command line.
`

const options = {
  linux: { type: 'boolean' },
  win: { type: 'boolean' },
  mac: { type: 'boolean' },
  target: { type: 'string', multiple: true },
  x64: { type: 'boolean' },
  arm64: { type: 'boolean' },
  dir: { type: 'boolean' },
  'electron-dist': { type: 'string' },
} as const
type Wanted = NonNullable<ReturnType<typeof scriptOptions<typeof options>>>

const wanted = scriptOptions(help, options)
if (wanted !== undefined) {
  const missing = missingAddon(root)
  if (missing === undefined) await distribute(wanted)
  else {
    process.stderr.write(`${missing}\n`)
    process.exitCode = 1
  }
}

async function distribute(wanted: Wanted): Promise<void> {
  const { makePackages } = await import('./make-packages.ts')
  await buildAll()
  const staging = makeStagingCopy(root)
  const electronDist = wanted['electron-dist']
  const systems = (['linux', 'win', 'mac'] as const).filter((system) => wanted[system] === true)
  try {
    await makePackages(staging, {
      systems: systems.length === 0 ? [thisSystem()] : systems,
      targets: wanted.target ?? [],
      processors: (['x64', 'arm64'] as const).filter((processor) => wanted[processor] === true),
      folderOnly: wanted.dir === true,
      output: join(root, 'dist'),
      rebuildAddon: true,
      ...(electronDist !== undefined && { electronDist: resolve(electronDist) }),
    })
  } catch (error) {
    const problem = downloadProblem(error, packageJson.devDependencies.electron)
    if (problem === undefined) throw error
    process.stderr.write(`\n${problem}\n`)
    process.exitCode = 1
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function thisSystem(): 'linux' | 'win' | 'mac' {
  if (process.platform === 'win32') return 'win'
  return process.platform === 'darwin' ? 'mac' : 'linux'
}
