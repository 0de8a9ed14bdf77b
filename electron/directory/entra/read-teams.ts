import type { GraphFailure } from '../../graph/graph-failure.ts'
import { needsAdmin } from './entra-words.ts'
import type { EntraUser, GraphPeople } from './graph-people.ts'
import type { MembersByTeam } from './members-once.ts'

interface TeamNotRead {
  readonly teamId: string
  readonly failure: GraphFailure
}

export type TeamsRead =
  { readonly kind: 'ok'; readonly membersByTeam: MembersByTeam } | ({ readonly kind: 'failed' } & TeamNotRead)

/** The first failure, and the members of the teams that could be read. */
export interface EachTeamRead {
  readonly membersByTeam: MembersByTeam
  readonly failed?: TeamNotRead
}

/** Reads the members of all teams, one team after the other. One that cannot be read fails all. */
export async function readTeams(
  people: Pick<GraphPeople, 'members'>,
  teamIds: readonly string[],
  signal?: AbortSignal,
): Promise<TeamsRead> {
  const { membersByTeam, failed } = await readWhile(() => false, people, teamIds, signal)
  return failed === undefined ? { kind: 'ok', membersByTeam } : { kind: 'failed', ...failed }
}

/** The same, without the teams that an admin has to put in order. Ends at a failure that concerns all. */
export function readEachTeam(
  people: Pick<GraphPeople, 'members'>,
  teamIds: readonly string[],
  signal?: AbortSignal,
): Promise<EachTeamRead> {
  return readWhile(needsAdmin, people, teamIds, signal)
}

/** `goesOn`: whether the next teams are read after this failure. */
async function readWhile(
  goesOn: (failure: GraphFailure) => boolean,
  people: Pick<GraphPeople, 'members'>,
  teamIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<EachTeamRead> {
  const membersByTeam = new Map<string, readonly EntraUser[]>()
  let failed: TeamNotRead | undefined
  for (const teamId of teamIds) {
    const answer = await people.members(teamId, { priority: 'replay', ...(signal && { signal }) })
    if (answer.kind === 'ok') membersByTeam.set(teamId, answer.value)
    else {
      failed ??= { teamId, failure: answer.failure }
      if (!goesOn(answer.failure)) break
    }
  }
  return { membersByTeam, ...(failed !== undefined && { failed }) }
}
