import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildWhereStale } from './build.ts'

/** `npm run preview`: the kiosk with a real config on a page of this computer, without Electron. */
await buildWhereStale()
const preview = fileURLToPath(new URL('../out/preview/preview.js', import.meta.url))
const child = spawn(process.execPath, [preview, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 0)
})
