import type { BadgeId } from '../badge/badge-id.ts'
import type { BadgeRead } from '../badge/badge-reader.ts'
import type { Clock } from '../base/time/clock.ts'
import type { Practice, PracticeOutcome, Screen } from '../contract/kiosk-state.ts'
import type { CallOptions } from '../graph/call-options.ts'
import type { GraphAnswer, GraphFailure } from '../graph/graph-failure.ts'
import type { SignInResult } from '../graph/open-graph.ts'
import type { ServerClock } from '../graph/server-time/server-clock.ts'
import type { NoToken } from '../graph/sign-in/token-request.ts'
import { lacksWritePermission, writePermission } from '../graph/sign-in/token-roles.ts'
import type { Person, SearchedDirectory } from '../directory/directory.ts'
import { numbersOf, type NumberFormats } from '../directory/badge-format/format-fits.ts'
import { findCard, isOpenTooLong, type FoundCard, type TapOfPerson } from '../shifts/card-of-tap.ts'
import { findTeam } from '../shifts/team-of-tap.ts'
import type { Teams } from '../shifts/teams.ts'
import type { ScheduleStatus } from '../shifts/team-schedule.ts'
import { recentlyEnded } from './settlement.ts'
import { shownName, type NameShown } from './flow/shown-name.ts'
import { reasonOf } from './flow/tap-flow.ts'

/** What a practice tap uses: only reading calls of Shifts, and no journal. */
export interface PracticeParts {
  readonly directory: Pick<SearchedDirectory, 'find' | 'isListed'>
  readonly formats: NumberFormats
  /** With open cards that no other tap has read. */
  readonly teams: Teams
  readSchedule(teamId: string): Promise<GraphAnswer<ScheduleStatus>>
  signedIn(wantedPermission: string): Promise<SignInResult>
  readonly maxOpenMs: number
  readonly nameShown: NameShown
  readonly serverClock: Pick<ServerClock, 'timeOf'>
  readonly clock: Clock
  /** The screen of the kiosk now; shows whether it would accept a tap. */
  screen(): Screen
}

export type PracticeResult = Extract<Practice, { kind: 'done' }>

const options: CallOptions = { priority: 'live' }
/** A practice tap is not in the journal, and its outcome shows no support code. */
const noTap = ''
/** Limit for the whole practice tap; each request has its own timeout besides. */
const maxMs = 45_000

/**
 * What a tap of this badge would do, by the rules of real taps (`team-of-tap.ts`, `card-of-tap.ts`) and with
 * its own list of open cards. Sends only reading requests.
 */
export async function practiceTap(parts: PracticeParts, read: BadgeRead): Promise<PracticeResult> {
  const tappedAtMs = parts.serverClock.timeOf(read.at) ?? read.at.wallMs
  const isListed = (badge: BadgeId): boolean => parts.directory.isListed(badge)
  const done = (outcome: PracticeOutcome, person?: Person): PracticeResult => ({
    kind: 'done',
    tappedAtMs,
    ...(person !== undefined && { personName: shownName(person.displayName, parts.nameShown) }),
    outcome,
    ...(read.kind === 'badge' && { numbers: numbersOf(read.badge, parts.formats, isListed) }),
  })
  const found = await lookUp(parts, read)
  if (found.kind !== 'person') return done(found.outcome)
  const { person } = found
  return new Promise((resolve, reject) => {
    const cancel = parts.clock.after(maxMs, () => resolve(done({ kind: 'unreachable' }, person)))
    const { userId, teams: teamIds } = person
    const tap = { userId, tappedAtMs: () => tappedAtMs, ...(teamIds !== undefined && { teamIds }) }
    outcomeFor(parts, tap)
      .then((outcome) => resolve(done(outcome, person)), reject)
      .finally(cancel)
  })
}

type LookedUp =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'nobody'; readonly outcome: PracticeOutcome }

async function lookUp(parts: PracticeParts, read: BadgeRead): Promise<LookedUp> {
  const nobody = (outcome: PracticeOutcome): LookedUp => ({ kind: 'nobody', outcome })
  if (read.kind === 'unreadable') return nobody({ kind: reasonOf(read.problem, noTap).kind })
  const obstacle = obstacleOf(parts.screen())
  if (obstacle !== undefined) return nobody(obstacle)
  const answer = await parts.directory.find(read.badge)
  switch (answer.kind) {
    case 'found':
      return { kind: 'person', person: answer.person }
    case 'unknown':
      return nobody({ kind: 'unknown-badge' })
    case 'ambiguous':
      return nobody({ kind: 'ambiguous-badge' })
    case 'disabled':
      return nobody({ kind: 'account-disabled' })
    case 'blocked':
      return nobody({ kind: 'badge-blocked' })
    case 'not-reached':
      return nobody({ kind: 'unreachable' })
    default:
      return answer satisfies never
  }
}

/** Why the kiosk would accept no tap at all. */
function obstacleOf(screen: Screen): PracticeOutcome | undefined {
  // The reader has just read a badge, so it is the roster that is still loading.
  if (screen.name === 'starting') return { kind: 'no-roster' }
  if (screen.name !== 'out-of-service') return undefined
  if (screen.reason.kind === 'directory') return { kind: 'no-roster' }
  return screen.reason.kind === 'journal' ? { kind: 'cannot-save' } : undefined
}

/** Checks what would block everybody first, then this person's card. */
async function outcomeFor(parts: PracticeParts, tap: TapOfPerson): Promise<PracticeOutcome> {
  const before = await parts.signedIn(writePermission)
  if (before.kind === 'no-token') return afterNoToken(before)
  const { teams, maxOpenMs } = parts
  const team = await findTeam(parts, tap, options)
  if (team.kind === 'failed') return afterFailure(team.failure)
  const teamId = team.kind === 'team' ? team.teamId : (tap.teamIds?.[0] ?? teams.ids[0])
  const schedule = await parts.readSchedule(teamId ?? '')
  if (schedule.kind === 'failed') return afterFailure(schedule.failure)
  const found =
    schedule.value.kind === 'unusable'
      ? undefined
      : team.kind === 'team'
        ? await findCard({ ...teams.cardsOf(team.teamId), maxOpenMs }, tap, options)
        : team
  if (found?.kind === 'failed') return afterFailure(found.failure)
  // A token that Graph rejected has been renewed meanwhile; the roles in the new one count.
  const signedIn = await parts.signedIn(writePermission)
  if (signedIn.kind === 'no-token') return afterNoToken(signedIn)
  if (lacksWritePermission(signedIn.roles)) return { kind: 'read-only' }
  return found === undefined ? { kind: 'time-clock-off' } : cardOutcome(parts, tap, found)
}

function cardOutcome(
  parts: PracticeParts,
  tap: TapOfPerson,
  found: Exclude<FoundCard, { kind: 'failed' }>,
): PracticeOutcome {
  if (found.kind === 'nothing-to-end') {
    const recent = recentlyEnded(found.lastEnded, tap)
    return recent === undefined
      ? { kind: 'not-clocked-in' }
      : { kind: 'already-clocked-out', clockedOutAtMs: recent.endedAtMs }
  }
  const { clockedInAtMs, state } = found.card
  return isOpenTooLong(parts, tap, found.card)
    ? { kind: 'open-too-long', clockedInAtMs }
    : { kind: 'would-clock-out', clockedInAtMs, isOnBreak: state === 'onBreak' }
}

function afterNoToken({ why, retryAfterMs }: NoToken): PracticeOutcome {
  if (why !== 'unreachable') return { kind: 'sign-in-refused' }
  return { kind: retryAfterMs === undefined ? 'unreachable' : 'throttled' }
}

function afterFailure({ kind }: GraphFailure): PracticeOutcome {
  switch (kind) {
    case 'no-token':
    case 'unauthorized':
      return { kind: 'sign-in-refused' }
    case 'forbidden':
    case 'throttled':
      return { kind }
    case 'not-found':
      return { kind: 'team-not-found' }
    case 'unavailable':
    case 'no-answer':
      return { kind: 'unreachable' }
    case 'rejected':
    case 'unreadable':
    case 'too-long':
      return { kind: 'unclear' }
    default:
      return kind satisfies never
  }
}
