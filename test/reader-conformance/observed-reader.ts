import { fileURLToPath } from 'node:url'
import type { BadgeRead } from '../../electron/badge/badge-reader.ts'
import { PcscReader } from '../../electron/badge/pcsc/pcsc-reader.ts'
import { parseFromReaderProcess, type ReadFailure } from '../../electron/badge/pcsc/reader-protocol.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { HelperProcess, HelperProcessHost } from '../../electron/base/process/helper-process.ts'
import { silentLog } from '../../electron/base/log/log.ts'
import { nodeHelperProcessHost } from '../../electron/base/process/node-helper-process.ts'
import type { ReaderStatus } from '../../electron/contract/kiosk-state.ts'
import { readAtr, type AtrFacts } from './atr.ts'
import type { BadgeBook, BadgeFacts } from './badge-book.ts'
import { parseFromProbeProcess } from './probe-protocol.ts'

/** What happened at the reader, without any badge's number. `atMs`: monotonic, the same clock for all processes. */
export type ReaderEvent = { readonly atMs: number } & (
  | { readonly kind: 'status'; readonly status: ReaderStatus }
  /** The service's own view: a card came into the field, or left it. */
  | { readonly kind: 'field'; readonly reader: string; readonly isPresent: boolean; readonly atr?: AtrFacts }
  /** The answer to `FF CA 00 00 00`. */
  | {
      readonly kind: 'answer'
      readonly reader: string
      readonly lengthBytes: number
      readonly statusWord: string
    }
  /** The reader process reported a number to the kiosk, or why there is none, or that the badge is gone. */
  | { readonly kind: 'number'; readonly reader: string; readonly badge: BadgeFacts }
  | {
      readonly kind: 'failure'
      readonly reader: string
      readonly problem: ReadFailure
      /** PC/SC's own code, such as `0x80100069`; absent: the failure has none. */
      readonly code?: string
    }
  | { readonly kind: 'gone'; readonly reader: string }
  /** What the kiosk makes of it. */
  | {
      readonly kind: 'told'
      readonly outcome: 'badge' | Extract<BadgeRead, { kind: 'unreadable' }>['problem']
    }
  | { readonly kind: 'process-started' }
  | { readonly kind: 'process-ended'; readonly how: string }
)

export interface ObservedReader {
  /** All events so far, in order. */
  readonly events: readonly ReaderEvent[]
  readonly status: ReaderStatus
  /** `listener` is called after each event; the returned function ends that. */
  onEvent(listener: () => void): () => void
  stop(): Promise<void>
}

/**
 * The product's own reader, in the process form it has outside Electron, with every message recorded on its
 * way.
 */
export function startObservedReader(readerName: string | undefined, book: BadgeBook): ObservedReader {
  const events: ReaderEvent[] = []
  const listeners = new Set<() => void>()
  let status: ReaderStatus = { kind: 'starting' }
  const add = (event: ReaderEvent) => {
    events.push(event)
    for (const listener of listeners) listener()
  }
  const now = () => systemClock.now().monotonicMs
  const reader = new PcscReader({
    host: observingHost(add, book),
    clock: systemClock,
    log: silentLog,
    giveUp: () => undefined,
    ...(readerName === undefined ? {} : { readerName }),
  })
  reader.start({
    badgeRead: (read) =>
      add({ kind: 'told', outcome: read.kind === 'badge' ? 'badge' : read.problem, atMs: now() }),
    statusChanged: (changed) => {
      status = changed
      add({ kind: 'status', status, atMs: now() })
    },
  })
  return {
    events,
    get status() {
      return status
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => reader.stop(),
  }
}

function observingHost(add: (event: ReaderEvent) => void, book: BadgeBook): HelperProcessHost {
  const host = nodeHelperProcessHost({
    entry: fileURLToPath(new URL('probe-process.ts', import.meta.url)),
    execArgv: ['--import', 'tsx'],
  })
  const now = () => systemClock.now().monotonicMs
  return {
    spawn: (args): HelperProcess => {
      const child = host.spawn(args)
      add({ kind: 'process-started', atMs: now() })
      child.onExit((how) => add({ kind: 'process-ended', how, atMs: now() }))
      return {
        get pid() {
          return child.pid
        },
        send: (message) => child.send(message),
        kill: () => child.kill(),
        onExit: (listener) => child.onExit(listener),
        onMessage: (listener) =>
          child.onMessage((raw) => {
            observe(raw, add, book)
            listener(raw)
          }),
      }
    },
  }
}

function observe(raw: unknown, add: (event: ReaderEvent) => void, book: BadgeBook): void {
  const extra = parseFromProbeProcess(raw)
  if (extra?.type === 'probe-field') {
    const { reader, isPresent, atr, monotonicMs: atMs } = extra
    add({ kind: 'field', reader, isPresent, ...(atr === '' ? {} : { atr: readAtr(atr) }), atMs })
    return
  }
  if (extra?.type === 'probe-answer') {
    const { reader, lengthBytes, statusWord, monotonicMs: atMs } = extra
    add({ kind: 'answer', reader, lengthBytes, statusWord, atMs })
    return
  }
  const message = parseFromReaderProcess(raw)
  const atMs = systemClock.now().monotonicMs
  if (message?.type === 'badge') {
    add({ kind: 'number', reader: message.reader, badge: book.factsOf(message.uid), atMs })
  } else if (message?.type === 'failure') {
    const code = /0x8010[0-9a-f]{4}/i.exec(message.detail)?.[0]
    const { reader, problem } = message
    add({ kind: 'failure', reader, problem, ...(code === undefined ? {} : { code }), atMs })
  } else if (message?.type === 'gone') {
    add({ kind: 'gone', reader: message.reader, atMs })
  }
}
