import type { Answer, Call } from '../call.ts'
import { badRequest, graphFailure, type GraphFailure } from '../graph/graph-errors.ts'
import type { GraphWorld } from '../graph/graph-world.ts'
import type { TimeCardResource } from './time-card-store.ts'

/** An answer with one card as its body. */
export function cardAnswer(world: GraphWorld, card: TimeCardResource, status: 200 | 201): Answer {
  const context = `${world.graphBase}/v1.0/$metadata#teams('${world.teamId}')/schedule/timeCards/$entity`
  return { status, json: { '@odata.context': context, ...card } }
}

export function noSuchCard(world: GraphWorld, call: Call): GraphFailure {
  const message = `The time card '${call.route.cardId}' was not found.`
  return world.rules.unknownCard === 400 ? badRequest(message) : graphFailure(404, 'NotFound', message)
}
