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
  /** Use only readers whose name contains this text, case-insensitive. Absent: all readers. */
  readonly readerName?: string
  /** Called when the reader process cannot be started; restarting the whole program may help. */
  readonly giveUp: () => void
}

type Presented = Extract<FromReaderProcess, { type: 'badge' | 'failure' }>

/** Software does not install itself, so checking again after a minute is enough. */
const softwareMissingPauseMs = 60_000

/** Contactless readers through PC/SC, in a process of its own, since nfc-pcsc can freeze and crash. */
export class PcscReader implements BadgeReader {
  readonly #log: Log
  readonly #clock: Clock
  readonly #supervisor: ReaderSupervisor
  #listener: BadgeReaderListener | undefined
  #status: ReaderStatus | undefined
  #isSoftwareMissing = false
  /** Per reader, the badge on it as far as is known; `unreadable` stands for one without a number. */
  readonly #badges = new Map<string, string>()
  /** Per reader, the badge on it that was reported. */
  readonly #reported = new Map<string, BadgeId>()
  /**
   * Readers that reported a badge or were unplugged: a badge found on them later was not there at the start.
   */
  readonly #known = new Set<string>()
  /** The readers in the latest status. */
  #listed: readonly string[] = []
  /** Whether any process has reported readers. */
  #hasReportedReaders = false
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
            ? { kind: 'failing', detail: 'The badge reader is not responding.' }
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
        this.#badges.delete(message.reader)
        this.#reportLeft(message)
        return
      case 'reader-gone':
        this.#reportLeft(message)
        return
      default:
        message satisfies never
    }
  }

  #presented(message: Presented): void {
    const { reader, alreadyThere } = message
    const wasThereAtStart = alreadyThere && this.#isFirstProcess && !this.#known.has(reader)
    this.#known.add(reader)
    this.#hasReportedReaders = true
    if (!this.#isNew(message, message.type === 'badge' ? message.uid : 'unreadable')) return
    if (message.type === 'badge') this.#reportBadge(message, wasThereAtStart)
    else this.#reportUnreadable(message, message.problem, message.detail)
  }

  #noteReaders(status: ProcessStatus): void {
    if (!['ready', 'no-reader', 'no-such-reader'].includes(status.kind)) return
    this.#hasReportedReaders = true
    const listed = status.kind === 'ready' ? status.readers : []
    // Unplugged: a badge on it when it comes back was placed there after the start.
    for (const reader of this.#listed) if (!listed.includes(reader)) this.#known.add(reader)
    this.#listed = listed
  }

  /** Whether the badge was placed on the reader just now, rather than before a restart of the process. */
  #isNew({ reader, at, alreadyThere }: Presented, badge: string): boolean {
    const lay = this.#badges.get(reader)
    const isSame = alreadyThere && lay === badge
    this.#badges.set(reader, badge)
    // Two badges in quick succession: the removal of the first was not reported. For the same badge, it is
    // unknown how long it was away.
    if (lay === badge && !isSame) this.#reported.delete(reader)
    else if (!isSame) this.#reportLeft({ reader, at })
    return !isSame
  }

  #reportLeft({ reader, at }: { readonly reader: string; readonly at: Instant }): void {
    const badge = this.#reported.get(reader)
    this.#reported.delete(reader)
    if (badge !== undefined) this.#listener?.badgeLeft?.({ badge, at })
  }

  #reportBadge(message: Extract<FromReaderProcess, { type: 'badge' }>, wasThereAtStart: boolean): void {
    const read = badgeFromUid(Buffer.from(message.uid, 'hex'))
    switch (read.kind) {
      case 'badge':
        this.#reported.set(message.reader, read.badge)
        this.#listener?.badgeRead({
          kind: 'badge',
          badge: read.badge,
          at: message.at,
          ...(wasThereAtStart && { wasThereAtStart }),
        })
        return
      case 'random-number':
        this.#reportUnreadable(message, 'random-number', 'The number changes with each tap.')
        return
      case 'not-a-uid':
        this.#reportUnreadable(message, 'no-number', `Not a badge number: ${message.uid.length / 2} bytes.`)
        return
      default:
        read satisfies never
    }
  }

  #reportUnreadable(
    { reader, at }: Presented,
    problem: Extract<BadgeRead, { kind: 'unreadable' }>['problem'],
    detail: string,
  ): void {
    this.#log.warn('reader.unreadable', { reader, problem, detail })
    this.#listener?.badgeRead({ kind: 'unreadable', problem, at })
  }

  #processEnded(): number {
    // A process that never reached the smart card service knew no badges: the next one counts as the first.
    if (this.#hasReportedReaders) this.#isFirstProcess = false
    // Whether the badge is still there is unknown now. If it is found again, it is not reported twice.
    for (const reader of [...this.#reported.keys()]) this.#reportLeft({ reader, at: this.#clock.now() })
    if (this.#isSoftwareMissing) return softwareMissingPauseMs
    // The process has already reported why it ended.
    if (!['no-service', 'no-access', 'failing'].includes(this.#status?.kind ?? '')) {
      this.#setStatus({
        kind: 'failing',
        detail: 'The badge reader software stopped; it is being restarted.',
      })
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
