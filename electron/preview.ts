import { version } from '../package.json'
import { readCommandLine } from './ops/cli/cli.ts'
import { exitCodes } from './ops/cli/exit-codes.ts'
import { printResult } from './ops/cli/print-result.ts'
import { previewCheckHost } from './preview/check-host.ts'
import { serveKiosk } from './preview/serve-kiosk.ts'

/**
 * Browser host: the same kiosk as in Electron on a loopback page. For development and tests; never packaged.
 */
const { env, platform } = process
/** For tests that kill it repeatedly and use a service that answers at once. */
const maxEffectMs = Number(env['SHIFTS_KIOSK_PREVIEW_MAX_EFFECT_MS'] ?? 0)
const command = await readCommandLine({
  argv: process.argv.slice(2),
  env,
  platform,
  host: 'preview',
  version,
})

const console = {
  out: (text: string) => process.stdout.write(`${text}\n`),
  error: (text: string) => process.stderr.write(`${text}\n`),
}
if (command.kind === 'print') {
  process.exitCode = printResult(command, console)
} else if (command.kind === 'online') {
  process.exitCode = printResult(await command.run(previewCheckHost((text) => console.error(text))), console)
} else {
  const { configPath, port = 0 } = command
  try {
    await serveKiosk({
      load: { env, platform, ...(configPath !== undefined && { configPath }) },
      port,
      ...(maxEffectMs > 0 && { instead: { maxEffectMs } }),
    })
  } catch (error) {
    process.stderr.write(
      `The preview could not start: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exitCode = exitCodes.fault
  }
}
