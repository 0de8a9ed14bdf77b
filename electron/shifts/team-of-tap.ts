import type { CallOptions } from '../graph/call-options.ts'
import type { GraphFailure } from '../graph/graph-failure.ts'
import { cardOfTap, lastCard, type FoundCard, type TapOfPerson } from './card-of-tap.ts'
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

/**
 * Finds the team of a tap: the one whose open card was clocked in last before the tap. Reads the cards of the person's
 * teams, and those of the kiosk's other teams only if none is open there; with one team, reads nothing. `findCard` then
 * finds the card by its own rules, usually in the list that was read here.
 */
export async function findTeam(
  teams: Teams,
  tap: TapOfPerson,
  options: CallOptions,
  tappedAgoMs?: number,
): Promise<FoundTeam> {
  const teamIds = tap.teamIds ?? teams.ids
  const otherTeamIds = teams.ids.filter((teamId) => !teamIds.includes(teamId))
  const [onlyTeam] = teamIds
  if (onlyTeam !== undefined && teamIds.length === 1 && otherTeamIds.length === 0)
    return { kind: 'team', teamId: onlyTeam, others: [] }
  const openIn = async (ids: readonly string[]): Promise<FoundTeam | undefined> =>
    chooseTeam(await Promise.all(ids.map((teamId) => openCardIn(teams, teamId, tap, options, tappedAgoMs))))
  const open = await openIn(teamIds)
  if (open !== undefined) return open
  // The person's teams may be out of date: memberships are up to a day old, a row of the roster may be older.
  const openElsewhere = otherTeamIds.length === 0 ? undefined : await openIn(otherTeamIds)
  if (openElsewhere !== undefined) return openElsewhere
  const last = await Promise.all(
    teamIds.map(async (teamId) => ({
      teamId,
      found: await lastCard(teams.cardsOf(teamId), tap, options),
    })),
  )
  return chooseTeam(last) ?? nothingToEnd(last)
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

/** Undefined: there is no open card. A team that could not be read may hold the latest one. */
function chooseTeam(read: readonly ReadInTeam[]): FoundTeam | undefined {
  const failure = failureOf(read)
  if (failure !== undefined) return { kind: 'failed', failure }
  const open = read.flatMap(({ teamId, found }) =>
    found.kind === 'open' ? [{ teamId, card: found.card }] : [],
  )
  const [latest, ...others] = open.sort((a, b) => b.card.clockedInAtMs - a.card.clockedInAtMs)
  return latest === undefined ? undefined : { kind: 'team', teamId: latest.teamId, others }
}

/** A team that Graph does not find has no cards, unless that is so of all of them. */
function failureOf(read: readonly ReadInTeam[]): GraphFailure | undefined {
  const failures = read.flatMap(({ found }) => (found.kind === 'failed' ? [found.failure] : []))
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
