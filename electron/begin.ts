import { version } from '../package.json'
import { main, type MainOptions } from './main.ts'
import { readCommandLine } from './ops/cli/cli.ts'
import { takeEnvironment } from './ops/cli/environment.ts'
import type { ExitCode } from './ops/cli/exit-codes.ts'
import { say, type Console } from './ops/cli/say.ts'
import { writeWhole } from './ops/cli/write-whole.ts'
import { lacksDisplay, runHeadless } from './shell/window/headless.ts'
import { runWithNetwork } from './shell/online-command.ts'
import { ownArguments } from './shell/own-arguments.ts'

const console: Console = {
  out: (text) => writeWhole(process.stdout.fd, `${text}\n`),
  error: (text) => writeWhole(process.stderr.fd, `${text}\n`),
}

function progress(text: string): void {
  try {
    console.error(text)
  } catch {
    // A Windows GUI program may have no console; findings also go to --output.
  }
}

/**
 * Handles the command line first, because a command may need neither a display nor the single-instance lock;
 * otherwise starts the kiosk. Returns the exit code, or undefined while the kiosk or an online command is
 * running.
 */
export async function begin({
  out,
  faults,
}: Pick<MainOptions, 'out' | 'faults'>): Promise<ExitCode | undefined> {
  const { platform } = process
  const env = takeEnvironment(process.env)
  const argv = ownArguments(process.argv, !process.defaultApp)
  const command = await readCommandLine({ argv, env, platform, host: 'app', version })
  if (command.kind === 'print') return say(command, console)
  if (command.kind === 'online') {
    if (lacksDisplay(process.argv, env, platform)) return runHeadless(env)
    runWithNetwork(command, {
      out,
      print: (told) => say(told, console),
      progress,
    })
    return undefined
  }
  const { configPath } = command
  main({
    load: { env, platform, ...(configPath !== undefined && { configPath }) },
    out,
    faults,
  })
  return undefined
}
