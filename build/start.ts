import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAll, buildWhereStale } from './build.ts'
import { bringElectronRuntime, findElectronRuntime, runElectron } from './electron-runtime.ts'

/** `npm start -- [options]`: the kiosk in Electron, from this folder. The options are the kiosk's own. */
const root = fileURLToPath(new URL('..', import.meta.url))
const longestDownloadMs = 120_000

if (existsSync(join(root, 'out/main/main.js'))) await buildWhereStale()
else await buildAll()
if (findElectronRuntime().kind === 'missing')
  process.stderr.write("Fetching Electron's runtime, for two minutes at most …\n")
const runtime = await bringElectronRuntime({ timeoutMs: longestDownloadMs })
if (runtime.kind === 'found') {
  process.exitCode = await runElectron(runtime.executable, [root, ...process.argv.slice(2)])
} else {
  process.stderr.write(
    `Electron's runtime is missing: ${runtime.why}. Bring it with "npx install-electron", or see the same kiosk in a browser: npm run preview -- --config FILE\n`,
  )
  process.exitCode = 1
}
