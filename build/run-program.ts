import { spawn, type SpawnOptions } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a program in the foreground and returns its exit code, or 128 + N after signal N. Forwards SIGTERM and
 * SIGINT and waits for the program, because npm sends them only to its own child. At a terminal the program
 * gets SIGINT twice (from the terminal and from here). Rejects if the program cannot be started.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'timeout'> = {},
): Promise<number> {
  const child = spawn(program, [...args], { ...options, stdio: 'inherit' })
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, passOn)
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  }).finally(() => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, passOn)
  })
}
