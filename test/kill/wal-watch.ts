import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

interface Order {
  readonly path: string
  readonly pid: number
  /** By how many bytes the file grows before the process is killed. */
  readonly growth: number
  /** How long after that, in microseconds. */
  readonly thenWaitMicros: number
}

interface NumberedOrder extends Omit<Order, 'growth'> {
  /** How large the file is then, in bytes. */
  readonly size: number
  readonly number: number
  /** Holds the number of the order that counts. */
  readonly current: Int32Array
}

/** Kills a process in the middle of what it writes to a file. */
export interface WalWatch {
  killAt(order: Order, struck: () => void): void
  callOff(): void
  close(): Promise<void>
}

export function startWalWatch(): WalWatch {
  const thread = new Worker(`(${watch.toString()})(require)`, { eval: true, execArgv: [] })
  const current = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let onStruck: (() => void) | undefined
  thread.on('message', (number: number) => {
    if (number === Atomics.load(current, 0)) onStruck?.()
  })
  const next = (): number => Atomics.add(current, 0, 1) + 1
  return {
    killAt: ({ growth, ...order }, struck) => {
      onStruck = struck
      // Looked up here and now: the thread may be late.
      const size = (statSync(order.path, { throwIfNoEntry: false })?.size ?? 0) + growth
      thread.postMessage({ ...order, size, number: next(), current } satisfies NumberedOrder)
    },
    callOff: () => void next(),
    close: async () => {
      next()
      await thread.terminate()
    },
  }
}

/**
 * Runs in a thread of its own and looks at the file without a pause: a commit takes a few hundred microseconds, and
 * no notification comes that soon. Handed to the thread as text, so nothing from outside may be used in here.
 */
function watch(require: NodeJS.Require): void {
  const { statSync } = require('node:fs') as typeof import('node:fs')
  const { parentPort } = require('node:worker_threads') as typeof import('node:worker_threads')
  const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
  parentPort?.on('message', ({ path, pid, size, thenWaitMicros, number, current }: NumberedOrder) => {
    const isCalledOff = (): boolean => Atomics.load(current, 0) !== number
    while (sizeOf(path) < size && !isCalledOff()) continue
    const until = performance.now() + thenWaitMicros / 1000
    while (performance.now() < until) continue
    if (isCalledOff()) return
    try {
      process.kill(pid, 'SIGKILL')
      parentPort.postMessage(number)
    } catch {
      // It has just been killed otherwise.
    }
  })
}
