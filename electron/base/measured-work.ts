/**
 * What runs on the main thread, by name and for how long, for the watchdog that tells why the kiosk stood still. One
 * process has one main thread, so there is one account of it.
 */
export const works = {
  'journal.open': 'Opening the journal and looking it over',
  'journal.write': 'Writing an event, and waiting for the disk',
  'journal.read': 'Reading what is pending',
  'journal.tidy': 'Erasing names and compacting',
  'journal.verify': 'Reading a page of the journal to verify it',
  'directory.read': 'Reading a piece of the list of people',
  'certificate.read': 'Reading a certificate that IT replaced, and its key',
  'graph.read': 'Reading an answer of Microsoft Graph',
  'health.write': 'Writing health.json',
  'screen.push': 'Handing the state to the page',
} as const
export type Work = keyof typeof works

export interface WorkDone {
  readonly what: Work
  /** The longest single time of it since it was last asked, in milliseconds. */
  readonly ms: number
}

const longest = new Map<Work, number>()

/** Runs `work`, which does not wait for anything, under a name. */
export function working<T>(what: Work, work: () => T): T {
  const startedMs = performance.now()
  try {
    return work()
  } finally {
    const ms = performance.now() - startedMs
    if (ms > (longest.get(what) ?? 0)) longest.set(what, ms)
  }
}

/** What ran since this was last asked, the longest first. */
export function takeWorkDone(): readonly WorkDone[] {
  const done = [...longest].map(([what, ms]) => ({ what, ms })).sort((a, b) => b.ms - a.ms)
  longest.clear()
  return done
}
