import type { Journal } from '../../electron/journal/journal.ts'

/** Forwards all calls of a journal; a benchmark overrides what it measures. */
export function forwarding(journal: Journal): Journal {
  return {
    recordTap: (event, person) => journal.recordTap(event, person),
    record: (event, serviceWords) => journal.record(event, serviceWords),
    recordBadgeChanges: (changes, atMs) => journal.recordBadgeChanges(changes, atMs),
    pending: () => journal.pending(),
    changedByOthers: () => journal.changedByOthers(),
    parkedTaps: () => journal.parkedTaps(),
    parkedSince: (after, limit) => journal.parkedSince(after, limit),
    eventsOf: (tapId) => journal.eventsOf(tapId),
    probe: () => journal.probe(),
    head: () => journal.head(),
    verify: (options) => journal.verify(options),
    eraseSettledPeople: (beforeMs) => journal.eraseSettledPeople(beforeMs),
    compact: (beforeMs, nowMs) => journal.compact(beforeMs, nowMs),
    tidySetAside: (retention) => journal.tidySetAside(retention),
    carryOver: (taps, atMs) => journal.carryOver(taps, atMs),
    close: () => journal.close(),
  }
}
