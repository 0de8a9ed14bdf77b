import { z } from 'zod'
import { good, notChecked, numberOf, problem, warning, type CheckResult } from '../check/check-result.ts'
import { graphCall } from '../graph/graph-call.ts'
import type { GraphAnswer } from '../graph/graph-failure.ts'
import type { Graph } from '../graph/graph.ts'
import { missingPermissions } from '../directory/entra/entra-words.ts'
import type { Roster } from '../directory/roster/roster.ts'
import { maxCheckMs, within, type OnlineHost } from './online-host.ts'
import { forMembers } from './permissions.ts'
import { failed, late } from './team-check.ts'

const page = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
})
/** A team has at most 25,000 members. */
const maxPages = 50

/** Checks how many people of the roster are in one of the teams. A person with a wrong ID has no time card there. */
export async function checkMembers(
  graph: Graph,
  {
    teamIds,
    roster,
    roles,
    isForCheckOnly,
  }: {
    readonly teamIds: readonly string[]
    readonly roster: Roster | undefined
    readonly roles: readonly string[] | undefined
    /** The kiosk itself never reads the members. */
    readonly isForCheckOnly: boolean
  },
  { clock }: Pick<OnlineHost, 'clock'>,
): Promise<CheckResult> {
  if (roster === undefined) return notChecked('team.members', 'Needs a readable roster.')
  if (roles !== undefined && missingPermissions(roles, [forMembers]).length > 0)
    return notChecked(
      'team.members',
      `Needs ${forMembers}${isForCheckOnly ? ', which only this check uses' : ''}.`,
    )
  const answer = await within<GraphAnswer<ReadonlySet<string>>>(clock, maxCheckMs, late, (signal) =>
    readMembersOf(graph, teamIds, signal),
  )
  if (answer.kind === 'failed') {
    if (answer.failure.kind === 'forbidden')
      return notChecked(
        'team.members',
        `Graph does not show the members: needs ${forMembers} and User.Read.All.`,
      )
    return failed('team.members', answer.failure)
  }
  return judge(roster, answer.value)
}

function judge(roster: Roster, members: ReadonlySet<string>): CheckResult {
  let inTeam = 0
  for (const userId of roster.userIds()) if (members.has(userId)) inTeam += 1
  const detail = `${inTeam} of ${numberOf(roster.people, 'person', 'people')} in the roster, of ${numberOf(members.size, 'member')}.`
  const fix =
    'Compare the user IDs in the roster with the object IDs of the team’s members, and add missing people to the team.'
  if (inTeam === roster.people) return good('team.members', detail)
  return inTeam === 0
    ? problem('team.members', `${detail} Either the IDs or the team is wrong.`, fix)
    : warning('team.members', `${detail} The others have no time card in this team.`, fix)
}

async function readMembersOf(
  graph: Graph,
  teamIds: readonly string[],
  signal: AbortSignal,
): Promise<GraphAnswer<ReadonlySet<string>>> {
  const members = new Set<string>()
  for (const teamId of teamIds) {
    const answer = await readMembers(graph, teamId, signal)
    if (answer.kind === 'failed') return answer
    for (const id of answer.value) members.add(id)
  }
  return { kind: 'ok', value: members }
}

/** Object IDs in lower case. The cast is an advanced query ("List group members"). */
async function readMembers(
  graph: Graph,
  teamId: string,
  signal: AbortSignal,
): Promise<GraphAnswer<readonly string[]>> {
  const to = graphCall('GET /v1.0/groups/{team}/members/microsoft.graph.user', { team: teamId })
  if (to.kind === 'failed') return to
  const members: string[] = []
  let target = `${to.value.target}?$select=id&$top=999&$count=true`
  for (let pages = 0; pages < maxPages; pages += 1) {
    const answer = await graph.request({
      ...to.value,
      target,
      headers: { ConsistencyLevel: 'eventual' },
      priority: 'replay',
      signal,
    })
    if (answer.kind === 'failed') return answer
    const parsed = page.safeParse(answer.value.json)
    if (!parsed.success)
      return {
        kind: 'failed',
        failure: { kind: 'unreadable', detail: 'the answer is not a page of members' },
      }
    for (const { id } of parsed.data.value) members.push(id.toLowerCase())
    const next = parsed.data['@odata.nextLink']
    if (next === undefined) return { kind: 'ok', value: members }
    target = next
  }
  return { kind: 'failed', failure: { kind: 'too-long', detail: 'the list of members is too long' } }
}
