/** What the kiosks of a site have logged, and what follows from it. */
export interface KioskLog {
  /** Takes up a kiosk's lines; the same ones again change nothing. */
  take(lines: readonly string[]): void
  /** IDs of the taps that a kiosk has reported to be on disk. */
  readonly toldRecorded: Set<string>
  /** Lines about things that must not happen. */
  readonly faults: ReadonlySet<string>
}

const mustNotHappen = [
  'kiosk.fault',
  'host.fault',
  'journal.unusable',
  'journal.set-aside',
  'tap.not-recorded',
]

interface Line {
  readonly event: string
  readonly tapId?: string
  readonly waitingTaps?: number
}

export function openKioskLog(): KioskLog {
  const toldRecorded = new Set<string>()
  const faults = new Set<string>()
  return {
    toldRecorded,
    faults,
    take: (lines) => {
      for (const line of lines) {
        const { event, tapId } = lineOf(line)
        if (event === 'tap.recorded' && tapId !== undefined) toldRecorded.add(tapId)
        if (mustNotHappen.includes(event)) faults.add(line)
      }
    },
  }
}

/** Whether a kiosk has settled every tap it found and every tap it was given since. */
export function isDone(log: readonly string[], tapsGiven: number): boolean {
  const lines = log.map(lineOf)
  const found = lines.find(({ event }) => event === 'journal.opened')?.waitingTaps
  const settled = lines.filter(({ event }) => event === 'tap.settled').length
  return found !== undefined && settled >= found + tapsGiven
}

function lineOf(line: string): Line {
  try {
    return JSON.parse(line) as Line
  } catch {
    // The line the kiosk was writing when it was killed.
    return { event: '' }
  }
}
