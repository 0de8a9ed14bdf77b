import { z } from 'zod'
import { badRequest } from './graph-errors.ts'
import { needOneOf, type GraphHandler, type GraphWorld } from './graph-world.ts'
import { memberPermissions, noSuchResource, userPermissions } from './users.ts'

const maxGroups = 20
const body = z.strictObject({ groupIds: z.array(z.guid()) })

/** `POST /users/{id}/checkMemberGroups`: "user: checkMemberGroups". */
export function checkMemberGroupsHandler(world: GraphWorld): GraphHandler {
  return (call, permissions) => {
    const denied = 'Authorization_RequestDenied'
    const failure =
      needOneOf(userPermissions, permissions, denied) ?? needOneOf(memberPermissions, permissions, denied)
    if (failure) return failure
    const user = world.users.find(call.route.ownerId)
    if (user === undefined) return noSuchResource(call.route.ownerId)
    const parsed = body.safeParse(jsonOf(call.body))
    if (!parsed.success) return badRequest('Invalid value specified for the parameter groupIds.')
    const { groupIds } = parsed.data
    if (groupIds.length > maxGroups) {
      return badRequest(`The number of values in groupIds must be at most ${maxGroups}.`)
    }
    const unknown = groupIds.find((groupId) => !world.groups.has(groupId))
    if (unknown !== undefined && world.rules.unknownGroupInCheck === 'refuse') return noSuchResource(unknown)
    return {
      status: 200,
      json: {
        '@odata.context': `${world.graphBase}/v1.0/$metadata#Collection(Edm.String)`,
        value: groupIds
          .filter((groupId) => world.groups.isMember(groupId, user.id))
          .map((groupId) => groupId.toLowerCase()),
      },
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
