import type { GraphAnswer } from './graph-failure.ts'
import { graphPath } from './graph-path.ts'
import type { GraphRequest } from './graph.ts'

/**
 * Method and path template of a Graph call, with `{…}` for each id, such as `GET
 * /v1.0/teams/{team}/schedule`.
 */
export type GraphCall = `${GraphRequest['method']} /${'v1.0' | 'beta'}/${string}`

/** Method and target of one request. Created only by `graphCall`. */
export type CallTarget = Pick<GraphRequest, 'method' | 'target'>

type IdsOf<Call extends string> = Call extends `${string}{${infer Id}}${infer Rest}`
  ? Id | IdsOf<Rest>
  : never

/**
 * Fills the ids into a call. Every request to Graph starts here with its template written out, so that
 * `test/graph-conformance` can find all calls and fails for a call that no case covers.
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
