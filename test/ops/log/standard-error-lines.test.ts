import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { nonBlockingWriter } from '../../../electron/base/log/standard-error.ts'
import { openStandardError } from '../../../electron/ops/log/standard-error-lines.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const noisyLog = fileURLToPath(new URL('../noisy-log.ts', import.meta.url))
const node = [process.execPath, '--expose-gc', '--import', 'tsx', noisyLog]

interface Cost {
  readonly grownMb: number
}

/** Runs the program whose log is noisy, by `shell` where its standard error is to be redirected. */
function startNoisyLog(folder: string, shell?: string): ChildProcess {
  const argv = [...node, join(folder, 'kiosk.log')]
  const command = shell === undefined ? argv : ['bash', '-c', shell, 'bash', ...argv]
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

async function outcome(child: ChildProcess): Promise<{ cost: Cost; exitCode: number | null }> {
  const [[cost], [exitCode]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
    [Cost],
    [number | null],
  ]
  return { cost, exitCode }
}

/** The numbers of all lines there are, in the files of the log. */
function loggedTaps(folder: string): string[] {
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { tapId: string }).tapId),
  )
}

/**
 * `script` gives the program a terminal, and reads it no more once its own output, here a pipe that nobody reads, is
 * full. It does not end then either, so the program's exit code comes by a pipe of its own.
 */
const onTerminal = `
pipe=$(mktemp -u); mkfifo "$pipe"
script -qfc "$(printf '%q ' "$@"); echo \\$? >$pipe" /dev/null > >(exec sleep 60) &
read -r code <"$pipe"; rm "$pipe"; kill -KILL $!; exit "$code"
`
const terminalThatNobodyReads: [string, (folder: string) => ChildProcess] = [
  'that is a terminal which nobody reads',
  (folder) => startNoisyLog(folder, onTerminal),
]

test.each<[string, (folder: string) => ChildProcess]>([
  [
    'whose reader is gone',
    (folder) => {
      const child = startNoisyLog(folder)
      child.stderr?.destroy()
      return child
    },
  ],
  ['whose reader never reads', (folder) => startNoisyLog(folder)],
  ['that is a pipe whose reader never reads', (folder) => startNoisyLog(folder, '"$@" 2> >(exec sleep 60)')],
  // Terminals wait elsewhere, see `reopenNonBlocking` in electron/base/log/standard-error.ts.
  ...(process.platform === 'linux' ? [terminalThatNobodyReads] : []),
])(
  'a standard error %s costs no memory, holds nothing up, and the log file has every line',
  async (_, start) => {
    const folder = tempFolder()
    const { cost, exitCode } = await outcome(start(folder))
    expect(exitCode).toBe(7)
    expect(cost.grownMb).toBeLessThan(5)
    expect(new Set(loggedTaps(folder)).size).toBe(100_001)
  },
  60_000,
)

test('once lines are accepted again, a notice says how many were dropped, and no line is torn', () => {
  let room = 0
  let written = ''
  const standardError = openStandardError(
    (lines) => `left out: ${lines}\n`,
    nonBlockingWriter((bytes) => {
      if (room === 0) throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' })
      const taken = Buffer.from(bytes).subarray(0, room)
      room -= taken.length
      written += taken.toString()
      return taken.length
    }),
  )
  const write = (line: string, roomFor: number): void => {
    room = roomFor
    standardError.write(`${line}\n`)
  }
  write('first', 100)
  write('second, in part', 6)
  write('third', 0)
  write('fourth', 3)
  write('fifth', 100)
  write('sixth', 100)
  expect(written).toBe('first\nsecond, in part\nleft out: 2\nfifth\nsixth\n')
})
