import { fileURLToPath } from 'node:url'
import { buildWhereStale } from './build.ts'
import { runProgram } from './run-program.ts'

/** `npm run preview`: runs the kiosk with a real config on a local page, without Electron. */
await buildWhereStale()
const preview = fileURLToPath(new URL('../out/preview/preview.js', import.meta.url))
process.exitCode = await runProgram(process.execPath, [preview, ...process.argv.slice(2)])
