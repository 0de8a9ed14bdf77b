import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { helperEnvironment, type HelperProcess, type HelperProcessHost } from './helper-process.ts'
import { writeToStandardError } from '../log/standard-error.ts'

export interface NodeHelperProcessOptions {
  /** The script: its bundle, or its source with an `execArgv` that lets Node load TypeScript. */
  readonly entry: string
  /** Node's own arguments, such as `--import`. Default: none. */
  readonly execArgv?: readonly string[]
}

/** Runs helper processes as Node child processes, for use without Electron. */
export function nodeHelperProcessHost(options: NodeHelperProcessOptions): HelperProcessHost {
  return { spawn: (args) => start(options, args) }
}

function start({ entry, execArgv = [] }: NodeHelperProcessOptions, args: readonly string[]): HelperProcess {
  const child = fork(entry, [...args], {
    execArgv: [...execArgv],
    env: helperEnvironment(process.env),
    // Structured clone, as in Electron; carries byte arrays.
    serialization: 'advanced',
    // Not 'inherit': libuv makes an inherited 0, 1 or 2 blocking again (src/unix/process.c,
    // `uv__process_child_init`), for this process as well.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  forwardStandardError(child)
  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      // Ignores the error of a channel that has just closed; `onExit` reports the end.
      if (child.connected) child.send(message as Serializable, () => undefined)
    },
    kill: () => child.kill('SIGKILL'),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => onProcessEnd(child, listener),
  }
}

/** Keeps standard error: a native module writes there why it ends the process. Dropped if nobody reads it. */
function forwardStandardError({ stderr }: ChildProcess): void {
  stderr?.on('data', (bytes: Uint8Array) => void writeToStandardError(bytes))
  stderr?.on('error', () => undefined)
}

function onProcessEnd(child: ChildProcess, listener: (how: string) => void): void {
  child.once('exit', (code, signal) => {
    const how = signal ?? `exit code ${code ?? -1}`
    // Node may emit 'exit' before it has read the last messages; `disconnect` comes after them.
    if (child.connected) child.once('disconnect', () => listener(how))
    else listener(how)
  })
  child.on('error', (error) => {
    // With a pid, the error is about a message or a signal, and the end is reported separately.
    if (child.pid === undefined) listener(`could not be started: ${error.message}`)
  })
}
