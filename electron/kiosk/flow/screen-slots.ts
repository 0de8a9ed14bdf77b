import { outcomeOf, type Outcome, type Tap } from './tap.ts'

/**
 * People who tapped before the latest one and have not seen their outcome yet get a row in a fixed slot of the screen. A
 * row does not move until it leaves; a waiting row may be replaced by an outcome. With more people than
 * slots, outcomes take precedence over pending taps, and refusals over confirmations, each for at least
 * `minSeenMs`. An outcome that gets no slot in time is given up as not shown. Pure: time is passed in as
 * `nowMs`, on the monotonic clock.
 */
export interface ScreenSlots {
  /** The tap in each slot. */
  readonly rows: readonly (string | undefined)[]
  /** Taps for which there is no slot now, oldest first. */
  readonly unplaced: readonly string[]
  /**
   * Whether the region of the rows takes up space. It stays open when it gets empty, until the screen changes anyway, so
   * that nothing jumps.
   */
  readonly isOpen: boolean
}

/** An outcome shown for less than this counts as not seen. */
export const minSeenMs = 1_500
/** How long a row stays where nobody needs its slot. */
export const rowMs = { confirmed: 3_000, saved: 5_000, refused: 8_000 } as const satisfies Record<
  Outcome,
  number
>
/** A person who has not seen their outcome this long after it arrived has left. */
export const givenUpMs = 5_000

export function noScreenSlots(count: number): ScreenSlots {
  return { rows: Array.from({ length: count }, () => undefined), unplaced: [], isOpen: false }
}

/**
 * `latest` takes the large place, the main part of the screen. `displaced`, which was there, waits for a row if it needs
 * one. A row that `latest` had itself is freed.
 */
export function displace(
  slots: ScreenSlots,
  latest: string,
  displaced: Tap | undefined,
  nowMs: number,
): ScreenSlots {
  const rows = slots.rows.map((id) => (id === latest ? undefined : id))
  const unplaced = slots.unplaced.filter((id) => id !== latest)
  const isUnplaced =
    displaced !== undefined &&
    displaced.tapId !== latest &&
    displaced.told.isGivenUp !== true &&
    needsRow(displaced, nowMs)
  return {
    rows,
    unplaced: isUnplaced ? [...unplaced, displaced.tapId] : unplaced,
    isOpen: rows.some((id) => id !== undefined),
  }
}

function needsRow(tap: Tap, nowMs: number): boolean {
  const outcome = outcomeOf(tap)
  switch (outcome) {
    case undefined:
      return true
    case 'refused':
      return seenForMs(tap, nowMs) < rowMs.refused
    case 'saved':
    case 'confirmed':
      return !hasSeen(tap, nowMs)
    default:
      return outcome satisfies never
  }
}

export interface Arranged {
  readonly slots: ScreenSlots
  readonly taps: ReadonlyMap<string, Tap>
  /** Taps given up in this step. */
  readonly notTold: readonly Tap[]
  /** When to arrange again if no event comes before. */
  readonly dueAtMs: number | undefined
}

/** Brings slots and taps up to `nowMs`. `latest`: the tap that has the large place. */
export function arrange(
  slots: ScreenSlots,
  given: ReadonlyMap<string, Tap>,
  latest: string | undefined,
  nowMs: number,
): Arranged {
  let taps = given
  let ownTaps: Map<string, Tap> | undefined
  // Copied at the first change: in a crowd most steps change none.
  const put = (tap: Tap): void => {
    if (ownTaps === undefined) taps = ownTaps = new Map(given)
    ownTaps.set(tap.tapId, tap)
  }
  const tapOf = (id: string | undefined): Tap | undefined => (id === undefined ? undefined : taps.get(id))
  const markSeen = (id: string | undefined, isInSight: boolean): void => {
    const tap = tapOf(id)
    const marked = tap && withSight(tap, isInSight, nowMs)
    if (marked !== undefined && marked !== tap) put(marked)
  }

  markSeen(latest, true)
  for (const id of slots.rows) markSeen(id, true)
  // A tap that has just lost the large place was in sight there until now.
  for (const id of slots.unplaced) markSeen(id, tapOf(id)?.told.seen !== undefined)

  const rows = slots.rows.map((id) => {
    const tap = tapOf(id)
    return tap === undefined || isOver(tap, nowMs) ? undefined : tap.tapId
  })
  const notTold = slots.unplaced.flatMap((id) => {
    const tap = tapOf(id)
    return tap !== undefined && isToBeGivenUp(tap, nowMs) ? [tap] : []
  })
  for (const tap of notTold) put({ ...tap, told: { ...tap.told, isGivenUp: true } })
  let waiting = slots.unplaced.flatMap((id) => tapOf(id) ?? []).filter((tap) => tap.told.isGivenUp !== true)

  let candidates = waiting
  for (;;) {
    const tap = mostUrgent(candidates)
    const index = tap && slotFor(tap, rows, tapOf, nowMs)
    // If there is no slot for this tap, there is none for the others, which are less urgent.
    if (tap === undefined || index === undefined) break
    candidates = candidates.filter((other) => other !== tap)
    const evicted = tapOf(rows[index])
    rows[index] = tap.tapId
    put({ ...tap, told: { ...tap.told, screenSlot: index } })
    markSeen(tap.tapId, true)
    waiting = waiting.filter((other) => other !== tap)
    if (evicted !== undefined && outcomeOf(evicted) === undefined) waiting = [...waiting, evicted]
  }

  waiting = waiting.filter(({ told }) => told.hasSeenOutcome !== true)
  for (const { tapId } of waiting) markSeen(tapId, false)

  const isOpen = rows.some((id) => id !== undefined) || (slots.isOpen && latest !== undefined)
  const placed = { rows, unplaced: waiting.map(({ tapId }) => tapId), isOpen }
  return { slots: placed, taps, notTold, dueAtMs: nextDueMs(placed, taps, nowMs) }
}

/** The tap with what its person has seen by `nowMs`. `isInSight`: it is on the screen. */
function withSight(tap: Tap, isInSight: boolean, nowMs: number): Tap {
  const outcome = outcomeOf(tap)
  if (outcome === undefined) return tap
  const { seen, screenSlot, isGivenUp, hasSeenOutcome, outcomeAtMs = nowMs } = tap.told
  const sight = seen?.outcome === outcome ? seen : { outcome, sinceMs: nowMs }
  const isSame = outcomeAtMs === tap.told.outcomeAtMs && seen === (isInSight ? sight : undefined)
  if (isSame && hasSeen(tap, nowMs) === (hasSeenOutcome === true)) return tap
  return {
    ...tap,
    told: {
      outcomeAtMs,
      ...(screenSlot !== undefined && { screenSlot }),
      ...(isGivenUp === true && { isGivenUp }),
      ...(hasSeen(tap, nowMs) && { hasSeenOutcome: true }),
      ...(isInSight && { seen: sight }),
    },
  }
}

function seenForMs({ told: { seen } }: Tap, nowMs: number): number {
  return seen === undefined ? 0 : nowMs - seen.sinceMs
}

function hasSeen(tap: Tap, nowMs: number): boolean {
  return tap.told.hasSeenOutcome === true || seenForMs(tap, nowMs) >= minSeenMs
}

function isOver(tap: Tap, nowMs: number): boolean {
  const outcome = outcomeOf(tap)
  return outcome !== undefined && seenForMs(tap, nowMs) >= rowMs[outcome]
}

function isToBeGivenUp(tap: Tap, nowMs: number): boolean {
  const { outcomeAtMs, hasSeenOutcome, isGivenUp } = tap.told
  return (
    hasSeenOutcome !== true &&
    isGivenUp !== true &&
    outcomeAtMs !== undefined &&
    nowMs - outcomeAtMs >= givenUpMs
  )
}

/** Prefers the slot it had before, then a free one, then the slot of the least urgent row. */
function slotFor(
  tap: Tap,
  rows: readonly (string | undefined)[],
  tapOf: (id: string | undefined) => Tap | undefined,
  nowMs: number,
): number | undefined {
  const { screenSlot: before } = tap.told
  const free = before !== undefined && rows[before] === undefined ? before : rows.indexOf(undefined)
  if (free !== -1) return free
  const wanted = urgencyOf(tap)
  const others = rows.flatMap((id, index) => {
    const other = tapOf(id)
    const urgency = other === undefined ? undefined : urgencyInRow(other, nowMs)
    return other === undefined || urgency === undefined || urgency >= wanted
      ? []
      : [{ index, other, urgency }]
  })
  if (others.some(({ index }) => index === before)) return before
  // Among outcomes, the one shown longest; among pending taps, the latest, whose outcome is furthest away.
  others.sort(
    (a, b) =>
      a.urgency - b.urgency ||
      seenForMs(b.other, nowMs) - seenForMs(a.other, nowMs) ||
      b.other.at.monotonicMs - a.other.at.monotonicMs,
  )
  return others[0]?.index
}

/** How urgently a tap needs a slot. Higher goes first. */
function urgencyOf(tap: Tap): number {
  const outcome = outcomeOf(tap)
  if (tap.told.hasSeenOutcome === true) return 3
  if (outcome === undefined) return 4
  return outcome === 'refused' ? 6 : 5
}

/** How urgent a row is; undefined: it keeps its slot, since its outcome has not been shown for long enough. */
function urgencyInRow(tap: Tap, nowMs: number): number | undefined {
  const outcome = outcomeOf(tap)
  if (outcome === undefined) return 4
  if (seenForMs(tap, nowMs) < minSeenMs) return undefined
  return outcome === 'refused' ? 3 : outcome === 'saved' ? 2 : 1
}

/** The tap that gets the next slot. Among equals, the one who tapped first. */
function mostUrgent(taps: readonly Tap[]): Tap | undefined {
  let most: Tap | undefined
  for (const tap of taps) if (most === undefined || isMoreUrgent(tap, most)) most = tap
  return most
}

function isMoreUrgent(tap: Tap, other: Tap): boolean {
  const more = urgencyOf(tap) - urgencyOf(other)
  return more > 0 || (more === 0 && tap.at.monotonicMs < other.at.monotonicMs)
}

function nextDueMs(
  { rows, unplaced }: ScreenSlots,
  taps: ReadonlyMap<string, Tap>,
  nowMs: number,
): number | undefined {
  const moments = rows.flatMap((id) => {
    const tap = id === undefined ? undefined : taps.get(id)
    const { seen } = tap?.told ?? {}
    if (seen === undefined) return []
    const over = seen.sinceMs + rowMs[seen.outcome]
    return unplaced.length > 0 ? [seen.sinceMs + minSeenMs, over] : [over]
  })
  for (const id of unplaced) {
    const { outcomeAtMs } = taps.get(id)?.told ?? {}
    if (outcomeAtMs !== undefined) moments.push(outcomeAtMs + givenUpMs)
  }
  const ahead = moments.filter((moment) => moment > nowMs)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
