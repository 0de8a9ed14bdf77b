import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, type CliOptions } from 'electron-builder'
import { z } from 'zod'
import afterPack from './after-pack.ts'
import beforePack from './before-pack.ts'
import { buildAll } from './build.ts'
import { missingAddon } from './native-addon.ts'
import { makeStagingCopy } from './staging.ts'

/**
 * `npm run dist -- [--linux] [--win] [--mac] [--x64] [--arm64] [--dir]`: packages into dist/, by default for this
 * computer. `--dir` stops before the installers.
 */
const root = fileURLToPath(new URL('..', import.meta.url))

const { values: wanted } = parseArgs({
  options: {
    linux: { type: 'boolean' },
    win: { type: 'boolean' },
    mac: { type: 'boolean' },
    x64: { type: 'boolean' },
    arm64: { type: 'boolean' },
    dir: { type: 'boolean' },
  },
})

const missing = missingAddon(root)
if (missing === undefined) await makePackages()
else {
  process.stderr.write(`${missing}\n`)
  process.exitCode = 1
}

async function makePackages(): Promise<void> {
  await buildAll()
  const staging = makeStagingCopy(root)
  forgetNodeHeaders()
  const { linux, win, mac, x64, arm64, dir } = wanted
  const options: CliOptions = {
    projectDir: staging,
    publish: 'never',
    ...(linux === true && { linux: [] }),
    ...(win === true && { win: [] }),
    ...(mac === true && { mac: [] }),
    ...(x64 === true && { x64 }),
    ...(arm64 === true && { arm64 }),
    ...(dir === true && { dir }),
    config: {
      electronVersion: electronVersion(),
      directories: { output: join(root, 'dist') },
      beforePack,
      afterPack,
    },
  }
  try {
    await build(options)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** npm hands its configuration on to node-gyp; with these of it the addon would be built for Node, not for Electron. */
function forgetNodeHeaders(): void {
  for (const name of Object.keys(process.env))
    if (/^npm_config_(?:nodedir|target|runtime|disturl)$/i.test(name))
      Reflect.deleteProperty(process.env, name)
}

function electronVersion(): string {
  const text = readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
