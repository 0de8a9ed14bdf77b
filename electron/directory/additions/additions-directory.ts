import type { BadgeId } from '../../badge/badge-id.ts'
import { measured } from '../../base/measured-work.ts'
import type { Clock } from '../../base/time/clock.ts'
import { pollEvery } from '../../base/time/poll-every.ts'
import type { Log } from '../../base/log/log.ts'
import { badgeKeyOf } from '../badge-key.ts'
import type { DirectoryAnswer, DirectoryStatus } from '../directory.ts'
import type { BadgeHolders, EnrollableDirectory } from '../enrollable-directory.ts'
import { joined } from '../joined.ts'
import type { DirectoryKey } from '../keyed-file.ts'
import { newestByBadge, type Addition } from './addition.ts'
import { additionsFileName, AdditionsFile, type WriteAnswer } from './additions-file.ts'
import type { AdditionContext } from './decide-addition.ts'
import { mergePeople, type KnownPerson } from '../known-people.ts'
import type { SharedAdditions } from './shared-additions.ts'

export interface AdditionsDirectoryOptions {
  readonly dataFolder: string
  /** Absent: the config names no folder. */
  readonly shared?: SharedAdditions
  /** Called with all entries of the file each time it was read: at the start, and when it changes. */
  additionsTaken?(entries: readonly Addition[]): void
  /** Undefined while the site key cannot be read. */
  key(): DirectoryKey | undefined
  readonly clock: Clock
  readonly log: Log
}

/** The command line promises that a running kiosk uses a change within ten seconds. */
const pollMs = 5_000
const sharedPollMs = 10 * 60_000
const keyRetryMs = 5_000

/** The newest entry of each badge, and the key of which `badgeKeyOf` makes theirs. */
export type NewestAdditions = Pick<AdditionContext, 'key' | 'newest'>

/**
 * The badges that were added or blocked; another directory behind it answers for all others. Reads the file again
 * when it changes. If it cannot be used, the entries that were read before stay in use.
 */
export class AdditionsDirectory implements EnrollableDirectory {
  readonly #options: AdditionsDirectoryOptions
  readonly #behind: EnrollableDirectory
  readonly #file: AdditionsFile
  #onStatus: ((status: DirectoryStatus) => void) | undefined
  #statusBehind: DirectoryStatus = { kind: 'loading' }
  #told = ''
  #key: DirectoryKey | undefined
  /** `AdditionsFile.state` when the file was last read. */
  #fileState = 'none'
  /** There is a file, but it could not be read without the site key. */
  #waitsForKey = false
  #entries: readonly Addition[] = []
  #newest: ReadonlyMap<string, Addition> = new Map()
  #problem: string | undefined
  /** The entries in use from the shared files, as text, to detect changes. */
  #sharedText = ''
  /** Whether the copy of the shared files that an earlier run kept was loaded, if there is one. */
  #hasLoadedKept = false
  /** Whether the copy on disk is up to date. */
  #isSharedKept = false
  #stopPolling: (() => void) | undefined
  #cancelShared: (() => void) | undefined
  #isStopped = false

  constructor(behind: EnrollableDirectory, options: AdditionsDirectoryOptions) {
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
    void this.#readShared()
    this.#behind.start((status) => {
      this.#statusBehind = status
      this.#tell()
    })
  }

  find(badge: BadgeId): DirectoryAnswer | Promise<DirectoryAnswer> {
    // There is a file, but without the site key nobody can tell whether it blocks the badge.
    if (this.#waitsForKey) return { kind: 'not-reached' }
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

  people(members: readonly KnownPerson[]): readonly KnownPerson[] {
    const added = [...this.#newest.values()].flatMap((entry) =>
      entry.kind === 'added' ? [entry.person] : [],
    )
    return mergePeople(
      this.#behind.people(members),
      added.map((person) => ({ person, names: [], badges: [], hasOtherBadges: false })),
    )
  }

  /** Of a blocked badge: who has it in the directory behind. Only they may get it again; anybody, if nobody has it. */
  async holders(badge: BadgeId): Promise<BadgeHolders> {
    if (this.#waitsForKey) return { kind: 'not-reached' }
    const entry = this.#entryOf(badge)
    return entry?.kind === 'added' ? { kind: 'ok', people: [entry.person] } : this.#behind.holders(badge)
  }

  /** Undefined while the site key cannot be read. */
  get newest(): NewestAdditions | undefined {
    const key = this.#key ?? this.#options.key()
    return key && { key, newest: this.#newest }
  }

  /**
   * Writes the entries that `decide` returns, and uses them at once. Unlike the command line, it never
   * sets aside a file that cannot be used: nobody at the kiosk could tell which badges are lost with it.
   */
  async change(decide: (before: NewestAdditions) => readonly Addition[]): Promise<WriteAnswer> {
    this.#look(true)
    const key = this.#key ?? this.#options.key()
    if (key === undefined || this.#waitsForKey) return { kind: 'failed', why: 'the site key cannot be read' }
    if (this.#problem !== undefined) return { kind: 'failed', why: this.#problem }
    const shared = this.#options.shared?.entries ?? []
    const written = await this.#file.write(key, (entries) =>
      decide({ key, newest: newestByBadge(entries, shared) }),
    )
    if (!this.#isStopped) this.#look(true)
    return written
  }

  stop(): Promise<void> {
    this.#isStopped = true
    this.#stopPolling?.()
    this.#cancelShared?.()
    this.#onStatus = undefined
    return this.#behind.stop()
  }

  #entryOf(badge: BadgeId): Addition | undefined {
    if (this.#key === undefined || this.#newest.size === 0) return undefined
    return this.#newest.get(badgeKeyOf(this.#key, badge))
  }

  /** Reads the file if it has changed. `isRunning`: not the read at the start, so changes are logged. */
  #look(isRunning: boolean): void {
    const state = this.#file.state()
    if (state === this.#fileState && !this.#waitsForKey) return
    this.#fileState = state
    const key = this.#options.key()
    this.#waitsForKey = key === undefined && state !== 'none'
    if (key === undefined) return
    this.#key = key
    this.#take(
      measured('directory.read', () => this.#file.load(key)),
      isRunning,
    )
    this.#tell()
  }

  /** Called at the start, and then every ten minutes. */
  async #readShared(): Promise<void> {
    const { shared, clock, log } = this.#options
    if (shared === undefined) return
    this.#key ??= this.#options.key()
    const key = this.#key
    if (key !== undefined && !this.#hasLoadedKept) {
      this.#hasLoadedKept = true
      const why = measured('directory.read', () => shared.loadKept(key))
      if (why !== undefined) log.warn('additions.shared-not-kept', { why })
      if (shared.entries.length > 0) this.#takeShared(shared)
    }
    const isRead = key !== undefined && (await shared.read(key))
    if (this.#isStopped) return
    if (key !== undefined) {
      if (this.#takeShared(shared)) this.#isSharedKept = false
      if (isRead && !this.#isSharedKept) this.#keepShared(shared, key)
    }
    this.#cancelShared = clock.after(
      key === undefined ? keyRetryMs : sharedPollMs,
      () => void this.#readShared(),
    )
  }

  #keepShared(shared: SharedAdditions, key: DirectoryKey): void {
    const why = measured('directory.read', () => shared.keep(key))
    this.#isSharedKept = why === undefined
    if (why !== undefined) this.#options.log.warn('additions.shared-not-kept', { why })
  }

  /** Uses the entries of the shared files. Returns whether they have changed. */
  #takeShared(shared: SharedAdditions): boolean {
    const text = JSON.stringify([shared.files, shared.entries.map(({ badgeKey, atMs }) => [badgeKey, atMs])])
    const isNew = text !== this.#sharedText
    if (isNew) {
      this.#sharedText = text
      this.#newest = newestByBadge(this.#entries, shared.entries)
      const added = shared.entries.filter(({ kind }) => kind === 'added').length
      const blocked = shared.entries.length - added
      this.#options.log.info('additions.shared-loaded', { files: shared.files, added, blocked })
    }
    this.#tell()
    return isNew
  }

  #take(loaded: ReturnType<AdditionsFile['load']>, isRunning: boolean): void {
    const { log } = this.#options
    // Blocked badges must not come back because somebody removes the file of the running kiosk.
    const isRemoved = loaded.kind === 'none' && this.#entries.length > 0
    const read = isRemoved ? ({ kind: 'wrong-content', why: 'it was removed' } as const) : loaded
    switch (read.kind) {
      case 'ok':
      case 'none': {
        const before = newestByBadge(this.#entries)
        const inFile = read.kind === 'ok' ? read.content.entries : []
        // Somebody may put an older file back, which the site key vouches for all the same.
        const lost = changesMissingFrom(inFile, before)
        this.#problem = lost === 0 ? undefined : olderFile(lost)
        if (lost > 0) log.error('additions.ignored', { why: 'it is an older one, or another', kept: lost })
        this.#entries = [...newestByBadge(this.#entries, inFile).values()]
        this.#newest = newestByBadge(this.#entries, this.#options.shared?.entries ?? [])
        const added = this.#entries.filter(({ kind }) => kind === 'added').length
        log.info('additions.loaded', { added, blocked: this.#entries.length - added })
        this.#options.additionsTaken?.(this.#entries)
        if (isRunning) for (const entry of this.#entries) this.#logIfNew(entry, before)
        return
      }
      case 'wrong-content':
      case 'not-read':
        this.#problem =
          `${additionsFileName} in the data folder cannot be used: ${read.why}. ` +
          `${this.#entries.length} badges that were added or blocked before stay in use until a restart: ` +
          'docs/enrollment.md, "When the file cannot be used"'
        log.error('additions.ignored', { why: read.why, kept: this.#entries.length })
        return
      default:
        read satisfies never
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
    const { shared } = this.#options
    const status = withProblems(this.#statusBehind, {
      stale: [shared?.notRead],
      doubtful: [this.#problem, shared?.doubtful],
    })
    const text = JSON.stringify(status)
    if (text === this.#told) return
    this.#told = text
    this.#onStatus?.(status)
  }
}

/** How many badges have a newer change than the file knows. */
function changesMissingFrom(inFile: readonly Addition[], known: ReadonlyMap<string, Addition>): number {
  const newest = newestByBadge(inFile)
  return [...known].filter(([badgeKey, { atMs }]) => (newest.get(badgeKey)?.atMs ?? -1) < atMs).length
}

function olderFile(lost: number): string {
  return (
    `${additionsFileName} in the data folder is an older one, or another: it lacks the last change of ${lost} badges, ` +
    'which stays in use until a restart: docs/enrollment.md, "When the file cannot be used"'
  )
}

type Problems = Readonly<Record<'stale' | 'doubtful', readonly (string | undefined)[]>>

function withProblems(status: DirectoryStatus, problems: Problems): DirectoryStatus {
  if (status.kind !== 'ready') return status
  const stale = joined(...problems.stale, status.stale)
  const doubtful = joined(...problems.doubtful, status.doubtful)
  return { ...status, ...(stale !== undefined && { stale }), ...(doubtful !== undefined && { doubtful }) }
}
