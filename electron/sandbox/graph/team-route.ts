import { needOneOf, type GraphHandler, type GraphWorld } from './graph-world.ts'
import { readQuery } from './odata-query.ts'
import { needTeam } from '../shifts/schedule.ts'

/** Least privileged first, from the page "Get team". The permission to write schedules is not one of them. */
const teamPermissions = [
  'Team.ReadBasic.All',
  'TeamSettings.Read.All',
  'Group.Read.All',
  'Directory.Read.All',
]

/** `GET /teams/{id}`: its name, which distinguishes a test team from a real one. */
export function teamHandler(world: GraphWorld): GraphHandler {
  return (call, permissions) => {
    const failure = needOneOf(teamPermissions, permissions, 'Forbidden') ?? needTeam(world, call)
    if (failure) return failure
    const query = readQuery(call.url, ['select'])
    if (query.kind === 'failure') return query
    return {
      status: 200,
      json: {
        '@odata.context': `${world.graphBase}/v1.0/$metadata#teams/$entity`,
        id: world.teamId,
        displayName: world.teamName,
      },
    }
  }
}
