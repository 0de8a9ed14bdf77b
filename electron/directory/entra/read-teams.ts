import type { GraphFailure } from '../../graph/graph-failure.ts'
import type { EntraUser, GraphPeople } from './graph-people.ts'

export type TeamsRead =
  | { readonly kind: 'ok'; readonly membersByTeam: ReadonlyMap<string, readonly EntraUser[]> }
  | { readonly kind: 'failed'; readonly teamId: string; readonly failure: GraphFailure }

/** Reads the members of all teams, one team after the other. One that cannot be read fails all. */
export async function readTeams(
  people: Pick<GraphPeople, 'members'>,
  teamIds: readonly string[],
  signal?: AbortSignal,
): Promise<TeamsRead> {
  const membersByTeam = new Map<string, readonly EntraUser[]>()
  for (const teamId of teamIds) {
    const answer = await people.members(teamId, { priority: 'replay', ...(signal && { signal }) })
    if (answer.kind === 'failed') return { kind: 'failed', teamId, failure: answer.failure }
    membersByTeam.set(teamId, answer.value)
  }
  return { kind: 'ok', membersByTeam }
}
