import type { CallOptions } from '../graph/call-options.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import {
  cardOfTap,
  isOpenTooLong,
  lastCard,
  type FindCardParts,
  type FoundCard,
  type TapOfPerson,
} from './card-of-tap.ts'
import { mayPass } from './clock-out-outcome.ts'
import type { Teams } from './teams.ts'
import type { TimeCard } from './time-cards/time-cards.ts'

/** The team in which a tap would end a card. */
export type FoundTeam =
  | {
      readonly kind: 'team'
      readonly teamId: string
      /** The person's open cards in other teams, which stay open. */
      readonly others: readonly CardInTeam[]
    }
  /** No open card in any team. */
  | Extract<FoundCard, { kind: 'nothing-to-end' | 'failed' }>

export interface CardInTeam {
  readonly teamId: string
  readonly card: TimeCard
}

interface ReadInTeam {
  readonly teamId: string
  readonly found: FoundCard
}

/** What finding the team of a tap needs. */
export interface FindTeamParts extends Pick<FindCardParts, 'maxOpenMs'> {
  readonly teams: Teams
}

/**
 * Finds the team of a tap: the one whose open card was clocked in last before the tap. Reads the cards of the person's
 * teams, and those of the kiosk's other teams only if no card is open there that may be ended; with one team, reads
 * nothing. `findCard` then finds the card by its own rules, usually in the list that was read here.
 */
export async function findTeam(
  parts: FindTeamParts,
  tap: TapOfPerson,
  options: CallOptions,
  tappedAgoMs?: number,
): Promise<FoundTeam> {
  const { teams } = parts
  const teamIds = tap.teamIds ?? teams.ids
  const otherTeamIds = teams.ids.filter((teamId) => !teamIds.includes(teamId))
  const [onlyTeam] = teamIds
  if (onlyTeam !== undefined && teamIds.length === 1 && otherTeamIds.length === 0)
    return { kind: 'team', teamId: onlyTeam, others: [] }
  const readOpen = (ids: readonly string[]): Promise<readonly ReadInTeam[]> =>
    Promise.all(ids.map((teamId) => openCardIn(teams, teamId, tap, options, tappedAgoMs)))
  const mayBeEnded = ({ card }: CardInTeam): boolean => !isOpenTooLong(parts, tap, card)
  const read = await readOpen(teamIds)
  const failure = failureOf(read)
  if (failure !== undefined && failure.kind !== 'not-found') return { kind: 'failed', failure }
  const open = openCardsIn(read)
  const [latest] = open
  if (latest !== undefined && mayBeEnded(latest)) return teamOf(latest, open)
  // The person's teams may be out of date: memberships are up to a day old, a row of the roster may be older.
  const readElsewhere = await readOpen(otherTeamIds)
  const passing = failuresIn(readElsewhere).find((each) => !isForGood(each))
  if (passing !== undefined) return { kind: 'failed', failure: passing }
  const openElsewhere = openCardsIn(readElsewhere)
  const chosen = openElsewhere.find(mayBeEnded) ?? latest
  if (chosen !== undefined) return teamOf(chosen, [...open, ...openElsewhere])
  if (failure !== undefined) return { kind: 'failed', failure }
  return lastCardIn(teams, teamIds, tap, options)
}

async function openCardIn(
  teams: Teams,
  teamId: string,
  tap: TapOfPerson,
  options: CallOptions,
  tappedAgoMs: number | undefined,
): Promise<ReadInTeam> {
  const open = await teams.cardsOf(teamId).openCards.ofPerson(tap.userId, options, tappedAgoMs)
  if (open.kind === 'failed') return { teamId, found: open }
  const card = cardOfTap(open.value, tap.tappedAtMs())
  return { teamId, found: card === undefined ? { kind: 'nothing-to-end' } : { kind: 'open', card } }
}

/** No card is open: what the person's teams show of the last one. */
async function lastCardIn(
  teams: Teams,
  teamIds: readonly string[],
  tap: TapOfPerson,
  options: CallOptions,
): Promise<FoundTeam> {
  const last = await Promise.all(
    teamIds.map(async (teamId) => ({
      teamId,
      found: await lastCard(teams.cardsOf(teamId), tap, options),
    })),
  )
  const failure = failureOf(last)
  if (failure !== undefined) return { kind: 'failed', failure }
  const open = openCardsIn(last)
  const [latest] = open
  return latest === undefined ? nothingToEnd(last) : teamOf(latest, open)
}

/** The latest first. */
function openCardsIn(read: readonly ReadInTeam[]): readonly CardInTeam[] {
  return read
    .flatMap(({ teamId, found }) => (found.kind === 'open' ? [{ teamId, card: found.card }] : []))
    .sort((a, b) => b.card.clockedInAtMs - a.card.clockedInAtMs)
}

function teamOf(chosen: CardInTeam, open: readonly CardInTeam[]): FoundTeam {
  return { kind: 'team', teamId: chosen.teamId, others: open.filter((other) => other !== chosen) }
}

function failuresIn(read: readonly ReadInTeam[]): readonly GraphFailure[] {
  return read.flatMap(({ found }) => (found.kind === 'failed' ? [found.failure] : []))
}

/** Nothing can be ended in a team whose cards Shifts refuses to show, so it keeps no person of another team waiting. */
function isForGood(failure: GraphFailure): boolean {
  switch (failure.kind) {
    case 'forbidden':
    case 'not-found':
      return true
    case 'rejected':
      return !mayPass(failure)
    case 'no-token':
    case 'unauthorized':
    case 'throttled':
    case 'unavailable':
    case 'no-answer':
    case 'unreadable':
    case 'too-long':
      return false
    default:
      return failure.kind satisfies never
  }
}

/**
 * Why the card cannot be chosen: a team that could not be read may hold the latest one. A team that Graph does not
 * find has no cards, unless that is so of all of them.
 */
function failureOf(read: readonly ReadInTeam[]): GraphFailure | undefined {
  const failures = failuresIn(read)
  const serious = failures.find(({ kind }) => kind !== 'not-found')
  return serious ?? (failures.length === read.length ? failures[0] : undefined)
}

function nothingToEnd(read: readonly ReadInTeam[]): FoundTeam {
  const inTeams = read.flatMap(({ found }) => (found.kind === 'nothing-to-end' ? [found] : []))
  const [lastEnded] = inTeams
    .flatMap((found) => found.lastEnded ?? [])
    .sort((a, b) => b.endedAtMs - a.endedAtMs)
  const hasNone = inTeams.every((found) => found.hasNone === true)
  return {
    kind: 'nothing-to-end',
    ...(lastEnded !== undefined && { lastEnded }),
    ...(hasNone && { hasNone }),
  }
}
