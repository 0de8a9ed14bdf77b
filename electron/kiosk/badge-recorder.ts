import type { Addition } from '../directory/additions/addition.ts'
import type { BadgeChange } from '../journal/badge-changes.ts'
import type { JournalFailure } from '../journal/failure.ts'
import type { JournalAnswer } from '../journal/journal.ts'

export interface BadgeRecorderParts {
  /** Writes those changes that the journal lacks. Undefined: the journal is not open. */
  record(changes: readonly BadgeChange[]): JournalAnswer | undefined
  journalFailed(failure: JournalFailure): void
  /** Runs `action` later, unless the kiosk has stopped by then. */
  after(delayMs: number, action: () => void): void
}

/** Writes each badge change into the journal; while that is not open, the changes wait. */
export interface BadgeRecorder {
  /** Takes all entries in the file of additions: at the start, and again when the file changes. */
  take(entries: readonly Addition[]): void
  /** Whether the journal is now open and accepts events. */
  journalIsReady(isReady: boolean): void
}

/** A commit of 200 events takes about 10 ms; taps go in between. */
const changesPerCommit = 200
const betweenCommitsMs = 100

export function recordBadges(parts: BadgeRecorderParts): BadgeRecorder {
  let all: readonly BadgeChange[] = []
  /** Those that the journal may lack. */
  let unwritten: readonly BadgeChange[] = []
  let isReady = false
  let isScheduled = false

  const write = (): void => {
    if (!isReady || isScheduled || unwritten.length === 0) return
    const answer = parts.record(unwritten.slice(0, changesPerCommit))
    if (answer?.kind === 'failed') parts.journalFailed(answer.failure)
    if (answer?.kind !== 'ok') return
    unwritten = unwritten.slice(changesPerCommit)
    if (unwritten.length === 0) return
    isScheduled = true
    parts.after(betweenCommitsMs, () => {
      isScheduled = false
      write()
    })
  }

  return {
    take: (entries) => {
      all = entries.map(changeOf)
      unwritten = all
      write()
    },
    journalIsReady: (now) => {
      // The journal that is opened next may be another one, which lacks even the changes that were written.
      if (!now) unwritten = all
      isReady = now
      write()
    },
  }
}

function changeOf(entry: Addition): BadgeChange {
  const { badgeKey: badgeHmac, atMs: changedAtMs, kioskId } = entry
  return { what: whatOf(entry), badgeHmac, changedAtMs, kioskId }
}

function whatOf(entry: Addition): BadgeChange['what'] {
  if (entry.kind === 'blocked') return 'badge-blocked'
  return entry.isReplacement === true ? 'badge-replaced' : 'badge-added'
}
