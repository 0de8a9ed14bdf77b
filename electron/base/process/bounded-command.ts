import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { win32 } from 'node:path'
import { errorCode } from '../error-code.ts'

export interface CommandRequest {
  /** The program's absolute path. There is no shell. */
  readonly program: string
  readonly args: readonly string[]
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>
  /** Written to its standard input, which is then closed. */
  readonly input: Uint8Array
  readonly timeoutMs: number
  /** Limit of standard output; a command that writes more is killed. */
  readonly maxOutputBytes: number
  readonly platform: NodeJS.Platform
  readonly signal: AbortSignal
}

export type CommandOutcome =
  /** `exitCode` is null if a signal ended the command. `errorText`: the last 2 KiB of its standard error. */
  | {
      readonly kind: 'ended'
      readonly exitCode: number | null
      readonly output: Buffer
      readonly errorText: string
    }
  /** `code`: the operating system's error code, such as `ENOENT`. */
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'timed-out'; readonly errorText: string }
  | { readonly kind: 'too-much-output' }
  /** `signal` was aborted. */
  | { readonly kind: 'stopped' }

const keptErrorBytes = 2048
/** A killed command that runs longer may not be killable (sudo), or hangs in a device driver. */
const killTakesMs = 3_000

/** Runs a command without a shell. Beyond a limit, it is killed with its children. Never rejects. */
export function runBounded(request: CommandRequest): Promise<CommandOutcome> {
  const { program, args, env, input, timeoutMs, maxOutputBytes, platform, signal } = request
  if (signal.aborted) return Promise.resolve({ kind: 'stopped' })
  return new Promise((resolve) => {
    let child: ChildProcess
    try {
      // Its own process group, so that its children can be killed too. On Windows this would open a console.
      child = spawn(program, args, { env, stdio: 'pipe', windowsHide: true, detached: platform !== 'win32' })
    } catch (error) {
      resolve({ kind: 'not-started', code: errorCode(error) })
      return
    }
    const output: Buffer[] = []
    let outputBytes = 0
    let errorTail = Buffer.alloc(0)
    let cutShort: CommandOutcome | undefined
    let giveUpTimer: NodeJS.Timeout | undefined

    const settle = (outcome: CommandOutcome): void => {
      clearTimeout(timer)
      clearTimeout(giveUpTimer)
      signal.removeEventListener('abort', onStop)
      resolve(cutShort ?? outcome)
    }
    const errorText = (): string => errorTail.toString('utf8')
    const end = (outcome: CommandOutcome): void => {
      if (cutShort !== undefined) return
      cutShort = outcome
      killGroup(child, platform)
      // A descendant that left the group may keep the pipes open: do not wait for it.
      for (const stream of child.stdio) stream?.destroy()
      if (child.exitCode !== null || child.signalCode !== null) settle(outcome)
      else giveUpTimer = setTimeout(() => settle(outcome), killTakesMs)
    }
    const onStop = (): void => end({ kind: 'stopped' })
    const timer = setTimeout(() => end({ kind: 'timed-out', errorText: errorText() }), timeoutMs)
    signal.addEventListener('abort', onStop)

    child.on('error', (error) => {
      if (child.pid === undefined) settle({ kind: 'not-started', code: errorCode(error) })
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length
      if (outputBytes > maxOutputBytes) end({ kind: 'too-much-output' })
      else output.push(chunk)
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      errorTail = Buffer.concat([errorTail, chunk]).subarray(-keptErrorBytes)
    })
    // Ignored: if a command does not read its input, its exit code and output show what is wrong.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
    child.on('close', (exitCode) =>
      settle({ kind: 'ended', exitCode, output: Buffer.concat(output), errorText: errorText() }),
    )
    // Destroyed pipes may emit no `close`.
    child.on('exit', () => {
      if (cutShort !== undefined) settle(cutShort)
    })
  })
}

function killGroup(child: ChildProcess, platform: NodeJS.Platform): void {
  const { pid } = child
  if (pid === undefined) return
  if (platform === 'win32') {
    const taskkill = win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe')
    execFile(taskkill, ['/pid', String(pid), '/t', '/f'], { windowsHide: true }, () => child.kill('SIGKILL'))
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has already exited, or runs as another user.
  }
}
