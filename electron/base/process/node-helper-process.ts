import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { helperEnvironment, type HelperProcess, type HelperProcessHost } from './helper-process.ts'
import { writeToStandardError } from '../log/standard-error.ts'

export interface NodeHelperProcessOptions {
  /** The process's file: its bundle, or its source with `execArgv` that lets Node load TypeScript. */
  readonly entry: string
  /** Node's own arguments, such as `--import`. Default: none. */
  readonly execArgv?: readonly string[]
}

/** Helper processes as children of Node, where there is no Electron. */
export function nodeHelperProcessHost(options: NodeHelperProcessOptions): HelperProcessHost {
  return { spawn: (args) => start(options, args) }
}

function start({ entry, execArgv = [] }: NodeHelperProcessOptions, args: readonly string[]): HelperProcess {
  const child = fork(entry, [...args], {
    execArgv: [...execArgv],
    env: helperEnvironment(process.env),
    // As structured clone in Electron, which carries bytes.
    serialization: 'advanced',
    // Not 'inherit': libuv makes what a child inherits as 0, 1 or 2 wait for its reader again (src/unix/process.c,
    // `uv__process_child_init`), for this process as well.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  passStandardErrorOn(child)
  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      // The callback takes the error of a channel that has just closed; onExit tells of the end.
      if (child.connected) child.send(message as Serializable, () => undefined)
    },
    kill: () => child.kill('SIGKILL'),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => followEnd(child, listener),
  }
}

/** Standard error is kept: a native module says there why it ends the process. Left out where nobody reads it. */
function passStandardErrorOn({ stderr }: ChildProcess): void {
  stderr?.on('data', (bytes: Uint8Array) => void writeToStandardError(bytes))
  stderr?.on('error', () => undefined)
}

function followEnd(child: ChildProcess, listener: (how: string) => void): void {
  child.once('exit', (code, signal) => {
    const how = signal ?? `exit code ${code ?? -1}`
    // Node may tell of the end before it has read the last messages; `disconnect` comes after them.
    if (child.connected) child.once('disconnect', () => listener(how))
    else listener(how)
  })
  child.on('error', (error) => {
    // With a process number the error is about a message or a signal, and the end is told by itself.
    if (child.pid === undefined) listener(`could not be started: ${error.message}`)
  })
}
