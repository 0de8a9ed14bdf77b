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
  const env = captureEnvironment(process.env)
  const argv = ownArguments(process.argv, !process.defaultApp)
  const command = await readCommandLine({ argv, env, platform, host: 'app', version })
  if (command.kind === 'print') return printResult(command, console)
  if (command.kind === 'online') {
    if (lacksDisplay(process.argv, env, platform)) return runHeadless(env)
    runWithNetwork(command, {
      out,
      print: (result) => printResult(result, console),
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
