import { openInBrowser, startBrowserDemo } from './browser-demo.ts'
import { buildWhereStale } from './build.ts'
import { buildElectronDemo, electronDemo } from './electron-demo.ts'
import { bringElectronRuntime, runElectron } from './electron-runtime.ts'
import { scriptOptions } from './script-options.ts'

/**
 * `npm run demo`: the kiosk with a sandbox tenant and sample badges. In Electron if its runtime is
 * installed or can be downloaded within ten seconds, otherwise in the browser.
 */
const patienceMs = 10_000

const help = `
Usage: npm run demo

Runs the kiosk with a sandbox tenant and sample badges: in Electron if its runtime is installed or can be downloaded
within ten seconds, otherwise in the browser.

  -h, --help  show this
`

if (scriptOptions(help, {}) !== undefined) await runDemo()

async function runDemo(): Promise<void> {
  await buildWhereStale()
  const runtime = await bringElectronRuntime({ timeoutMs: patienceMs })
  if (runtime.kind === 'found') {
    await buildElectronDemo()
    process.exitCode = await runElectron(runtime.executable, [electronDemo])
  } else {
    process.stdout.write(`Electron's runtime is missing (${runtime.why}): the demo runs in your browser.\n`)
    const demo = await startBrowserDemo()
    const page = `${demo.url}dev/dock.html`
    openInBrowser(page)
    process.stdout.write(`\n  ${page}\n\nTap a badge on that page. Press Ctrl+C to end the demo.\n`)
  }
}
