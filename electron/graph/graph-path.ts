import type { GraphAnswer } from './graph-failure.ts'

/**
 * Characters of ids, type casts and verbs. Others (`/`, `?`, `%`, spaces, line breaks) are not valid in a
 * path.
 */
const validSegment = /^[\w.~!$'()*+,;=:@-]{1,200}$/

/**
 * Builds a path below the Graph endpoint from whole segments. Ids come from Graph or from a file: one that
 * would change the request's destination (`..`, a slash, a line break) is rejected, not escaped.
 *
 *     graphPath(['v1.0', 'teams', teamId, 'schedule']) // { kind: 'ok', value: '/v1.0/teams/…/schedule' }
 */
export function graphPath(segments: readonly string[]): GraphAnswer<string> {
  if (segments.every(isValidSegment)) {
    return { kind: 'ok', value: segments.map((segment) => `/${encodeURIComponent(segment)}`).join('') }
  }
  return {
    kind: 'failed',
    failure: { kind: 'unreadable', detail: 'an id is not valid in a path' },
  }
}

/** Whether an id may be used as a path segment. */
export function isValidSegment(segment: string): boolean {
  return validSegment.test(segment) && segment !== '.' && segment !== '..'
}
