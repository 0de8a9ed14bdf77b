/** Labels of synchronous work on the main thread, for the watchdog that reports why the kiosk stalled. */
export const workLabels = {
  'journal.open': 'Opening and checking the journal',
  'journal.write': 'Writing an event, and waiting for the disk',
  'journal.read': 'Reading the pending taps',
  'journal.tidy': 'Erasing names and compacting',
  'journal.verify': 'Reading a page of the journal to verify it',
  'directory.read': 'Reading a chunk of the staff list',
  'certificate.read': 'Reading a replaced certificate and its key',
  'graph.read': 'Reading an answer from Microsoft Graph',
  'health.write': 'Writing health.json',
  'screen.push': 'Sending the state to the page',
} as const
export type Work = keyof typeof workLabels

export interface MeasuredWork {
  readonly what: Work
  /** The longest single run since the last call of `takeMeasuredWork`. */
  readonly ms: number
}

const longest = new Map<Work, number>()

/** Runs synchronous `work` and records its duration under a label. */
export function measured<T>(what: Work, work: () => T): T {
  const startedMs = performance.now()
  try {
    return work()
  } finally {
    const ms = performance.now() - startedMs
    if (ms > (longest.get(what) ?? 0)) longest.set(what, ms)
  }
}

/** Returns and clears what ran since the last call, longest first. */
export function takeMeasuredWork(): readonly MeasuredWork[] {
  const done = [...longest].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms)
  longest.clear()
  return done
}
