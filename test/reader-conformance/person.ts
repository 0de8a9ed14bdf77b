import { createInterface } from 'node:readline'

/** The person at the reader, through the terminal. */
export interface Person {
  say(text: string): void
  /** A yes-or-no question; no answer within `limitMs` is a no. */
  asks(question: string, limitMs: number): Promise<boolean>
  /** Returns the unsubscriber, as does `onStop`. */
  onEnter(listener: () => void): () => void
  /** The probe should end: Ctrl-C, or a signal. */
  onStop(listener: () => void): () => void
  hasStopped(): boolean
}

export interface TerminalPerson extends Person {
  /** The signal by which the probe was stopped. */
  readonly stoppedBy: NodeJS.Signals | undefined
  /** Lets go of standard input and the signals. */
  leave(): void
}

/** `write` is given each line without its end. */
export function personAtTerminal(write: (text: string) => void): TerminalPerson {
  const lines = createInterface({ input: process.stdin })
  const enters = new Set<(line: string) => void>()
  const stops = new Set<() => void>()
  let stoppedBy: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals) => {
    stoppedBy ??= signal
    for (const listener of [...stops]) listener()
  }
  lines.on('line', (line) => {
    for (const listener of [...enters]) listener(line)
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, stop)

  const subscribe = <T>(set: Set<T>, listener: T) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  return {
    say: write,
    get stoppedBy() {
      return stoppedBy
    },
    hasStopped: () => stoppedBy !== undefined,
    onEnter: (listener) => subscribe(enters, () => listener()),
    onStop: (listener) => subscribe(stops, listener),
    asks: (question, limitMs) =>
      new Promise((resolve) => {
        write(`      ${question} (y and Enter; Enter alone: no)`)
        const settle = (answer: boolean) => {
          clearTimeout(timer)
          noLine()
          noStop()
          resolve(answer)
        }
        const timer = setTimeout(() => settle(false), limitMs)
        const noLine = subscribe(enters, (line: string) => settle(/^\s*y/i.test(line)))
        const noStop = subscribe(stops, () => settle(false))
      }),
    leave: () => {
      for (const signal of signals) process.off(signal, stop)
      lines.close()
      process.stdin.destroy()
    },
  }
}
