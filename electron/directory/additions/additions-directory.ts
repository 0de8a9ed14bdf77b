import type { BadgeId } from '../../badge/badge-id.ts'
import { measured } from '../../base/measured-work.ts'
import type { Clock } from '../../base/time/clock.ts'
import { pollEvery } from '../../base/time/poll-every.ts'
import type { Log } from '../../base/log/log.ts'
import { badgeKeyOf } from '../badge-key.ts'
import type { DirectoryAnswer, DirectoryStatus, SearchedDirectory } from '../directory.ts'
import type { DirectoryKey } from '../keyed-file.ts'
import { newestByBadge, type Addition } from './addition.ts'
import { additionsFileName, AdditionsFile } from './additions-file.ts'

export interface AdditionsDirectoryOptions {
  readonly dataFolder: string
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  readonly clock: Clock
  readonly log: Log
}

/** The command line promises ten seconds. */
const pollMs = 5_000

/**
 * The badges that were added or blocked at a desk, and behind them another directory for all others. The file
 * is read again when it changes. If it cannot be used, the entries that were read before stay.
 */
export class AdditionsDirectory implements SearchedDirectory {
  readonly #options: AdditionsDirectoryOptions
  readonly #behind: SearchedDirectory
  readonly #file: AdditionsFile
  #onStatus: ((status: DirectoryStatus) => void) | undefined
  #statusBehind: DirectoryStatus = { kind: 'loading' }
  #told = ''
  #key: DirectoryKey | undefined
  /** Of the file when it was last read. */
  #state = 'none'
  #entries: readonly Addition[] = []
  #newest: ReadonlyMap<string, Addition> = new Map()
  #problem: string | undefined
  #stopPolling: (() => void) | undefined

  constructor(behind: SearchedDirectory, options: AdditionsDirectoryOptions) {
    this.#behind = behind
    this.#options = options
    this.#file = new AdditionsFile(options.dataFolder)
  }

  start(onStatus: (status: DirectoryStatus) => void): void {
    this.#look(false)
    this.#onStatus = onStatus
    this.#stopPolling = pollEvery(this.#options.clock, pollMs, () => {
      this.#look(true)
      return Promise.resolve()
    })
    this.#behind.start((status) => {
      this.#statusBehind = status
      this.#tell()
    })
  }

  find(badge: BadgeId): DirectoryAnswer | Promise<DirectoryAnswer> {
    // There is a file, but without the site key nobody can tell whether it blocks the badge.
    if (this.#isWaitingForKey()) return { kind: 'not-reached' }
    const entry = this.#entryOf(badge)
    switch (entry?.kind) {
      case 'added':
        return { kind: 'found', person: entry.person }
      case 'blocked':
        return { kind: 'blocked' }
      case undefined:
        return this.#behind.find(badge)
      default:
        return entry satisfies never
    }
  }

  isListed(badge: BadgeId): boolean {
    return this.#entryOf(badge) !== undefined || this.#behind.isListed(badge)
  }

  holdsLongerThan(badge: BadgeId): boolean {
    return this.#behind.holdsLongerThan(badge)
  }

  stop(): Promise<void> {
    this.#stopPolling?.()
    this.#onStatus = undefined
    return this.#behind.stop()
  }

  #entryOf(badge: BadgeId): Addition | undefined {
    if (this.#key === undefined || this.#newest.size === 0) return undefined
    return this.#newest.get(badgeKeyOf(this.#key, badge))
  }

  #isWaitingForKey(): boolean {
    return this.#key === undefined && this.#state !== 'none'
  }

  /** Reads the file if it has changed. `isRunning`: the changes are news, not what was there at the start. */
  #look(isRunning: boolean): void {
    const state = this.#file.state()
    if (state === this.#state && !this.#isWaitingForKey()) return
    this.#state = state
    this.#key = this.#options.key()
    if (this.#key === undefined) return
    const key = this.#key
    this.#take(
      measured('directory.read', () => this.#file.load(key)),
      isRunning,
    )
    this.#tell()
  }

  #take(loaded: ReturnType<AdditionsFile['load']>, isRunning: boolean): void {
    const { log } = this.#options
    switch (loaded.kind) {
      case 'ok':
      case 'none': {
        this.#problem = undefined
        const before = this.#newest
        this.#entries = loaded.kind === 'ok' ? loaded.content.entries : []
        this.#newest = newestByBadge(this.#entries)
        const added = this.#entries.filter(({ kind }) => kind === 'added').length
        log.info('additions.loaded', { added, blocked: this.#entries.length - added })
        if (isRunning) for (const entry of this.#newest.values()) this.#logIfNew(entry, before)
        return
      }
      case 'wrong-content':
      case 'not-read':
        this.#problem =
          `${additionsFileName} in the data folder cannot be used: ${loaded.why}. ` +
          `${this.#entries.length} badges that were added or blocked before stay in use until a restart: ` +
          'docs/enrollment.md, "When the file cannot be used"'
        log.error('additions.ignored', { why: loaded.why, kept: this.#entries.length })
        return
      default:
        loaded satisfies never
    }
  }

  #logIfNew(entry: Addition, before: ReadonlyMap<string, Addition>): void {
    const known = before.get(entry.badgeKey)
    if (known?.kind === entry.kind && known.atMs === entry.atMs) return
    const { kioskId, atMs } = entry
    if (entry.kind === 'blocked') this.#options.log.info('badge.blocked', { kioskId, atMs })
    else if (entry.isReplacement === true) this.#options.log.info('badge.replaced', { kioskId, atMs })
    else this.#options.log.info('badge.added', { kioskId, atMs })
  }

  #tell(): void {
    const status = withDoubt(this.#statusBehind, this.#problem)
    const text = JSON.stringify(status)
    if (text === this.#told) return
    this.#told = text
    this.#onStatus?.(status)
  }
}

function withDoubt(status: DirectoryStatus, doubt: string | undefined): DirectoryStatus {
  if (status.kind !== 'ready' || doubt === undefined) return status
  return { ...status, doubtful: status.doubtful === undefined ? doubt : `${doubt}; ${status.doubtful}` }
}
