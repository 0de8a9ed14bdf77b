import type { Clock, Instant } from '../../base/time/clock.ts'
import type { HelperProcessHost } from '../../base/process/helper-process.ts'
import type { Log } from '../../base/log/log.ts'
import type { OtherSlot, ReaderStatus } from '../../contract/kiosk-state.ts'
import { badgeFromUid, type BadgeId } from '../badge-id.ts'
import type { BadgeRead, BadgeReader, BadgeReaderListener } from '../badge-reader.ts'
import { readerProcessArguments, type FromReaderProcess, type ProcessStatus } from './reader-protocol.ts'
import { ReaderSupervisor } from './reader-supervisor.ts'

export interface PcscReaderOptions {
  readonly host: HelperProcessHost
  readonly clock: Clock
  readonly log: Log
  /** Use only readers whose name contains this text, in any case. Absent: all of them. */
  readonly readerName?: string
  /** The reader's process cannot be brought to life; a start of the whole program may help. */
  readonly giveUp: () => void
}

type Presented = Extract<FromReaderProcess, { type: 'badge' | 'failure' }>

/** Software does not install itself: looking for it again is a matter of minutes. */
const softwareMissingPauseMs = 60_000

/**
 * Contactless readers by PC/SC. nfc-pcsc freezes and crashes in ways no caller can prevent, so it runs in a
 * process of its own (`pcsc-process.ts`), which is watched and started again here.
 */
export class PcscReader implements BadgeReader {
  readonly #log: Log
  readonly #clock: Clock
  readonly #supervisor: ReaderSupervisor
  #listener: BadgeReaderListener | undefined
  #status: ReaderStatus | undefined
  #isSoftwareMissing = false
  /** Per reader, the badge that lies on it as far as is known; `unreadable` stands for one without a number. */
  readonly #lying = new Map<string, string>()
  /** Per reader, the badge that was told and lies there. */
  readonly #told = new Map<string, BadgeId>()
  /** Readers that told of a badge or were unplugged: what is found on them later did not lie there at the start. */
  readonly #known = new Set<string>()
  /** The readers that the latest status names. */
  #listed: readonly string[] = []
  /** Whether a process has told of readers, and whether one that had has ended since. */
  #hasToldOfReaders = false
  #isFirstProcess = true

  constructor(options: PcscReaderOptions) {
    this.#log = options.log
    this.#clock = options.clock
    this.#supervisor = new ReaderSupervisor({
      ...options,
      args: readerProcessArguments(options.readerName),
      onMessage: (message) => this.#receive(message),
      onEnded: () => this.#processEnded(),
    })
  }

  start(listener: BadgeReaderListener): void {
    this.#listener = listener
    this.#setStatus({ kind: 'starting' })
    this.#supervisor.start()
  }

  async stop(): Promise<void> {
    this.#listener = undefined
    await this.#supervisor.stop()
  }

  #receive(message: FromReaderProcess): void {
    switch (message.type) {
      case 'heartbeat':
        return
      case 'status':
        this.#isSoftwareMissing = false
        this.#noteReaders(message.status)
        this.#setStatus(
          message.status.kind === 'not-answering'
            ? { kind: 'failing', detail: 'The badge reader does not answer.' }
            : message.status,
        )
        return
      case 'software-missing':
        this.#isSoftwareMissing = true
        this.#setStatus({ kind: 'no-service', why: 'software-missing' }, message.detail)
        return
      case 'badge':
      case 'failure':
        this.#presented(message)
        return
      case 'gone':
        this.#lying.delete(message.reader)
        this.#tellLeft(message)
        return
      case 'reader-gone':
        this.#tellLeft(message)
        return
      default:
        message satisfies never
    }
  }

  #presented(message: Presented): void {
    const { reader, alreadyThere } = message
    const wasThereAtStart = alreadyThere && this.#isFirstProcess && !this.#known.has(reader)
    this.#known.add(reader)
    this.#hasToldOfReaders = true
    if (!this.#isNew(message, message.type === 'badge' ? message.uid : 'unreadable')) return
    if (message.type === 'badge') this.#tellBadge(message, wasThereAtStart)
    else this.#tellUnreadable(message, message.problem, message.detail)
  }

  #noteReaders(status: ProcessStatus): void {
    if (!['ready', 'no-reader', 'no-such-reader'].includes(status.kind)) return
    this.#hasToldOfReaders = true
    const listed = status.kind === 'ready' ? status.readers : []
    // Unplugged: a badge that lies on it once it is back was laid there since the start.
    for (const reader of this.#listed) if (!listed.includes(reader)) this.#known.add(reader)
    this.#listed = listed
  }

  /** Whether the badge was laid on the reader just now, and is not the one that lay there before a restart. */
  #isNew({ reader, at, alreadyThere }: Presented, badge: string): boolean {
    const lay = this.#lying.get(reader)
    const isSame = alreadyThere && lay === badge
    this.#lying.set(reader, badge)
    // Two badges that follow close upon each other: the first one's removal was not told. Of the same badge nobody knows
    // how long it was away.
    if (lay === badge && !isSame) this.#told.delete(reader)
    else if (!isSame) this.#tellLeft({ reader, at })
    return !isSame
  }

  #tellLeft({ reader, at }: { readonly reader: string; readonly at: Instant }): void {
    const badge = this.#told.get(reader)
    this.#told.delete(reader)
    if (badge !== undefined) this.#listener?.badgeLeft?.({ badge, at })
  }

  #tellBadge(message: Extract<FromReaderProcess, { type: 'badge' }>, wasThereAtStart: boolean): void {
    const read = badgeFromUid(Buffer.from(message.uid, 'hex'))
    switch (read.kind) {
      case 'badge':
        this.#told.set(message.reader, read.badge)
        this.#listener?.badgeRead({
          kind: 'badge',
          badge: read.badge,
          at: message.at,
          ...(wasThereAtStart && { wasThereAtStart }),
        })
        return
      case 'random-number':
        this.#tellUnreadable(message, 'random-number', 'The number changes with each tap.')
        return
      case 'not-a-uid':
        this.#tellUnreadable(message, 'no-number', `Not a badge number: ${message.uid.length / 2} bytes.`)
        return
      default:
        read satisfies never
    }
  }

  #tellUnreadable(
    { reader, at }: Presented,
    problem: Extract<BadgeRead, { kind: 'unreadable' }>['problem'],
    detail: string,
  ): void {
    this.#log.warn('reader.unreadable', { reader, problem, detail })
    this.#listener?.badgeRead({ kind: 'unreadable', problem, at })
  }

  #processEnded(): number {
    // One that never reached the smart card service knew of no badge: the next is as good as the first.
    if (this.#hasToldOfReaders) this.#isFirstProcess = false
    // Whether it still lies there is not seen any more. Found there again, it is not told a second time.
    for (const reader of [...this.#told.keys()]) this.#tellLeft({ reader, at: this.#clock.now() })
    if (this.#isSoftwareMissing) return softwareMissingPauseMs
    // A process that told of the missing service has said why it ended.
    if (!['no-service', 'no-access', 'failing'].includes(this.#status?.kind ?? '')) {
      this.#setStatus({ kind: 'failing', detail: 'The badge reader software stopped; it is started again.' })
    }
    return 0
  }

  #setStatus(status: ReaderStatus, detail?: string): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    logStatus(this.#log, status, detail)
    this.#listener?.statusChanged(status)
  }
}

function logStatus(log: Log, status: ReaderStatus, detail: string | undefined): void {
  switch (status.kind) {
    case 'starting':
      log.info('reader.status', { status: status.kind })
      return
    case 'ready':
      log.info('reader.status', {
        status: status.kind,
        readers: status.readers.join(', '),
        ...otherSlots(status),
      })
      return
    case 'no-reader':
      log.warn('reader.status', { status: status.kind, ...otherSlots(status) })
      return
    case 'no-such-reader':
      log.warn('reader.status', { status: status.kind, readers: status.present.join(', ') })
      return
    case 'no-service':
      log.warn('reader.status', { status: status.kind, why: status.why, detail: detail ?? status.detail })
      return
    case 'no-access':
    case 'failing':
      log.warn('reader.status', { status: status.kind, detail: status.detail })
      return
    default:
      status satisfies never
  }
}

function otherSlots({ others = [] }: { readonly others?: readonly OtherSlot[] }): { others?: string } {
  if (others.length === 0) return {}
  return { others: others.map(({ name, why }) => `${name}: not a badge reader, ${why}`).join('; ') }
}
