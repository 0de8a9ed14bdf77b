import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageJson from '../package.json' with { type: 'json' }
import { helpOrVersion } from '../electron/ops/cli/cli.ts'
import { printResult } from '../electron/ops/cli/print-result.ts'
import { buildAll, buildWhereStale } from './build.ts'
import { bringElectronRuntime, findElectronRuntime, runElectron } from './electron-runtime.ts'

/** `npm start -- [options]`: runs the kiosk in Electron from this folder. The options are the kiosk's own. */
const root = fileURLToPath(new URL('..', import.meta.url))
const maxDownloadMs = 120_000

const command = helpOrVersion({
  argv: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  host: 'app',
  version: packageJson.version,
})
if (command === undefined) process.exitCode = await startKiosk()
else
  process.exitCode = printResult(command, {
    out: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
  })

async function startKiosk(): Promise<number> {
  if (existsSync(join(root, 'out/main/main.js'))) await buildWhereStale()
  else await buildAll()
  if (findElectronRuntime().kind === 'missing')
    process.stderr.write("Downloading Electron's runtime, for up to two minutes …\n")
  const runtime = await bringElectronRuntime({ timeoutMs: maxDownloadMs })
  if (runtime.kind === 'found') {
    return runElectron(runtime.executable, [root, ...process.argv.slice(2)])
  }
  process.stderr.write(
    `Electron's runtime is missing: ${runtime.why}. Install it with "npx install-electron", or run the kiosk in a browser: npm run preview -- --config FILE\n`,
  )
  return 1
}
