import type { Addition } from '../directory/additions/addition.ts'
import type { BadgeChange } from '../journal/badge-changes.ts'
import type { JournalAnswer, JournalFailure } from '../journal/journal.ts'

export interface BadgeRecorderParts {
  /** Writes those of them that the journal lacks. Undefined: it is not open. */
  record(changes: readonly BadgeChange[]): JournalAnswer | undefined
  journalFailed(failure: JournalFailure): void
  /** Until the kiosk ends. */
  after(delayMs: number, action: () => void): void
}

/** Writes each change of a badge into the journal, if need be once it is open again. */
export interface BadgeRecorder {
  /** All entries in the file of additions: at the start, and again when it changes. */
  take(entries: readonly Addition[]): void
  /** The journal is open and accepts events, or no longer. */
  journalIsReady(isReady: boolean): void
}

/** A commit of 200 events takes about 10 ms; taps go in between. */
const changesPerCommit = 200
const nextMs = 100

export function recordBadges(parts: BadgeRecorderParts): BadgeRecorder {
  let all: readonly BadgeChange[] = []
  /** The journal may lack these. */
  let left: readonly BadgeChange[] = []
  let isReady = false
  let isDue = false

  const write = (): void => {
    if (!isReady || isDue || left.length === 0) return
    const answer = parts.record(left.slice(0, changesPerCommit))
    if (answer?.kind === 'failed') parts.journalFailed(answer.failure)
    if (answer?.kind !== 'ok') return
    left = left.slice(changesPerCommit)
    if (left.length === 0) return
    isDue = true
    parts.after(nextMs, () => {
      isDue = false
      write()
    })
  }

  return {
    take: (entries) => {
      all = entries.map(changeOf)
      left = all
      write()
    },
    journalIsReady: (now) => {
      // What opens next may be another journal, without the changes of before.
      if (!now) left = all
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
