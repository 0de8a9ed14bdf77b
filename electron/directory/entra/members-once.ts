import type { EntraUser } from './graph-people.ts'

/** The members of each team, by the team's ID. */
export type MembersByTeam = ReadonlyMap<string, readonly EntraUser[]>

/** A user among the members, and the teams they are in. */
export interface Member {
  readonly user: EntraUser
  readonly teamIds: readonly string[]
}

/** Each user once, by object ID, in the order in which they were read. */
export function membersOnce(membersByTeam: MembersByTeam): ReadonlyMap<string, Member> {
  const members = new Map<string, { readonly user: EntraUser; readonly teamIds: string[] }>()
  for (const [teamId, users] of membersByTeam)
    for (const user of users) {
      const known = members.get(user.id)
      if (known === undefined) members.set(user.id, { user, teamIds: [teamId] })
      else known.teamIds.push(teamId)
    }
  return members
}
