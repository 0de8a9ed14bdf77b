import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { version } from '../package.json'
import { main } from './main.ts'
import { readCommandLine } from './ops/cli.ts'
import { exitCodes, type ExitCode } from './ops/exit-codes.ts'
import { say } from './ops/say.ts'
import { ownArguments } from './shell/own-arguments.ts'

/**
 * Where Electron begins: the command line first, since what it asks for may need neither a display nor the only
 * instance. Electron waits for this file's end before it is ready, so nothing here may wait for that.
 * Gives the code to end with, or nothing where the kiosk runs.
 */
async function launch(): Promise<ExitCode | undefined> {
  const { env, platform } = process
  const argv = ownArguments(process.argv, !process.defaultApp)
  const command = await readCommandLine({ argv, env, platform, host: 'app', version })
  if (command.kind === 'print') {
    return say(command, {
      out: (text) => tell(process.stdout.fd, text),
      error: (text) => tell(process.stderr.fd, text),
    })
  }
  const { configPath } = command
  main({
    load: { env, platform, ...(configPath !== undefined && { configPath }) },
    out: fileURLToPath(new URL('..', import.meta.url)),
  })
  return undefined
}

/** At once, since the program ends right after. On Windows there may be no console to tell it to. */
function tell(fd: number, text: string): void {
  try {
    writeSync(fd, `${text}\n`)
  } catch {
    // The exit code is all there is then; --output FILE is the way to read the text.
  }
}

// Electron would put what escapes here into a dialog.
const exitCode = await launch().catch((error: unknown) => {
  tell(process.stderr.fd, error instanceof Error ? (error.stack ?? error.message) : String(error))
  return exitCodes.fault
})
if (exitCode !== undefined) process.exit(exitCode)
