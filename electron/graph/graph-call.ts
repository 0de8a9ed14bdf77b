import type { GraphAnswer } from './graph-failure.ts'
import { graphPath } from './graph-path.ts'
import type { GraphRequest } from './graph.ts'

/** A call of Graph: method, and path with `{…}` for each id, such as `GET /v1.0/teams/{team}/schedule`. */
export type GraphCall = `${GraphRequest['method']} /${'v1.0' | 'beta'}/${string}`

/** Method and target of one request, made by `graphCall` alone. */
export type CallTarget = Pick<GraphRequest, 'method' | 'target'>

type IdsOf<Call extends string> = Call extends `${string}{${infer Id}}${infer Rest}`
  ? Id | IdsOf<Rest>
  : never

/**
 * The request that a call stands for, with its ids in place. Every request to Graph begins here, each call written out, so
 * that `test/graph-conformance` can find them: a call that no case covers fails there.
 *
 *     graphCall('GET /v1.0/teams/{team}/schedule', { team: teamId })
 */
export function graphCall<Call extends GraphCall>(
  call: Call,
  ids: Readonly<Record<IdsOf<Call>, string>>,
): GraphAnswer<CallTarget> {
  const [method, path = ''] = call.split(' /')
  const byName: Readonly<Record<string, string>> = ids
  const segments = path.split('/').map((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    return name === undefined ? segment : (byName[name] ?? '')
  })
  const target = graphPath(segments)
  if (target.kind === 'failed') return target
  return { kind: 'ok', value: { method: method as GraphRequest['method'], target: target.value } }
}
