import { version } from '../package.json'
import { main, type MainOptions } from './main.ts'
import { readCommandLine } from './ops/cli/cli.ts'
import { captureEnvironment } from './ops/cli/environment.ts'
import type { ExitCode } from './ops/cli/exit-codes.ts'
import { printResult, type Console } from './ops/cli/print-result.ts'
import { writeAllSync } from './ops/cli/write-all-sync.ts'
import { lacksDisplay, runHeadless } from './shell/window/headless.ts'
import { runWithNetwork } from './shell/online-command.ts'
import { ownArguments } from './shell/own-arguments.ts'

const console: Console = {
  out: (text) => writeAllSync(process.stdout.fd, `${text}\n`),
  error: (text) => writeAllSync(process.stderr.fd, `${text}\n`),
}

function progress(text: string): void {
  try {
    console.error(text)
  } catch {
    // A program with windows may have no console; what is found goes to --output.
  }
}

/**
 * The command line first, since what it asks for may need neither a display nor the only instance; else the kiosk.
 * Gives the code to end with, or nothing where the kiosk runs.
 */
export async function begin({
  out,
  faults,
}: Pick<MainOptions, 'out' | 'faults'>): Promise<ExitCode | undefined> {
  const { platform } = process
  const env = captureEnvironment(process.env)
  const argv = ownArguments(process.argv, !process.defaultApp)
  const command = await readCommandLine({ argv, env, platform, host: 'app', version })
  if (command.kind === 'print') return printResult(command, console)
  if (command.kind === 'online') {
    if (lacksDisplay(process.argv, env, platform)) return runHeadless(env)
    runWithNetwork(command, {
      out,
      print: (told) => printResult(told, console),
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
