import type { GraphAnswer } from './graph-failure.ts'

/** What ids, type casts and verbs are made of. Anything else (`/`, `?`, `%`, spaces, line breaks) has no place in a path. */
const goodSegment = /^[\w.~!$'()*+,;=:@-]{1,200}$/

/**
 * A path from the Graph endpoint, made of whole segments. Ids come from Graph or from a file: one that would lead the
 * request elsewhere (`..`, a slash, a line break) is refused, not escaped.
 *
 *     graphPath(['v1.0', 'teams', teamId, 'schedule']) // { kind: 'ok', value: '/v1.0/teams/…/schedule' }
 */
export function graphPath(segments: readonly string[]): GraphAnswer<string> {
  if (segments.every(isGoodSegment)) {
    return { kind: 'ok', value: segments.map((segment) => `/${encodeURIComponent(segment)}`).join('') }
  }
  return {
    kind: 'failed',
    failure: { kind: 'unreadable', detail: 'an id that cannot be part of a path' },
  }
}

/** Whether an id can stand in a path as it is. */
export function isGoodSegment(segment: string): boolean {
  return goodSegment.test(segment) && segment !== '.' && segment !== '..'
}
