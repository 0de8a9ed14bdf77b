import type { AccessTokens } from '../entra/access-tokens.ts'
import type { Answer, Call } from '../call.ts'
import { answerGraphFailure, graphFailure, type GraphFailure } from './graph-errors.ts'
import type { GraphHandler, GraphWorld } from './graph-world.ts'
import { PaceLimiter } from '../pace-limiter.ts'
import type { EntraRoute, GraphRoute } from '../routes.ts'
import { checkMemberGroupsHandler } from './check-member-groups.ts'
import { scheduleHandler } from '../shifts/schedule.ts'
import { teamHandler } from './team-route.ts'
import { timeCardHandlers } from '../shifts/time-card-handlers.ts'
import { userHandlers } from './users.ts'

/**
 * The part of Microsoft Graph v1.0 that the kiosk uses. Checks the token, the path and the rate, then runs
 * the call.
 */
export class GraphRouter {
  readonly #world: GraphWorld
  readonly #tokens: AccessTokens
  readonly #limiter = new PaceLimiter()
  readonly #handlers: Readonly<Record<Exclude<GraphRoute, 'wrong-method' | 'unknown-graph'>, GraphHandler>>

  constructor(world: GraphWorld, tokens: AccessTokens) {
    this.#world = world
    this.#tokens = tokens
    this.#handlers = {
      ...timeCardHandlers(world),
      ...userHandlers(world),
      'check-member-groups': checkMemberGroupsHandler(world),
      'get-team': teamHandler(world),
      'get-schedule': scheduleHandler(world),
    }
  }

  async answer(call: Call): Promise<Answer> {
    const outcome = await this.#outcome(call)
    return 'kind' in outcome ? answerGraphFailure(outcome, call, this.#world.rules) : outcome
  }

  async #outcome(call: Call): Promise<Answer | GraphFailure> {
    const permissions = await this.#tokens.check(call.headers.get('authorization'), call.atMs)
    if ('kind' in permissions) return permissions
    const { name, ownerId } = call.route
    if (isEntra(name) || name === 'unknown-graph') {
      return graphFailure(
        404,
        'ResourceNotFound',
        `Resource not found for the segment '${call.url.pathname}'.`,
      )
    }
    if (name === 'wrong-method') {
      return graphFailure(405, 'MethodNotAllowed', `The method ${call.method} is not allowed here.`)
    }
    const isOfSchedule = call.url.pathname.toLowerCase().includes('/schedule')
    const throttled = isOfSchedule
      ? this.#limiter.pass(ownerId.toLowerCase(), call.atMs, this.#world.rules.pace)
      : undefined
    return throttled ?? this.#handlers[name](call, permissions)
  }
}

function isEntra(name: EntraRoute | GraphRoute): name is EntraRoute {
  return ['openid-configuration', 'instance-discovery', 'token', 'unknown-entra'].includes(name)
}
