import { expect, test } from 'vitest'
import { graphPath } from '../../electron/graph/graph-path.ts'

test('ids become a path below the endpoint', () => {
  expect(graphPath(['v1.0', 'teams', 'af3b8c92-4d5e', 'schedule', 'timeCards', 'TCK_1', 'clockOut'])).toEqual(
    { kind: 'ok', value: '/v1.0/teams/af3b8c92-4d5e/schedule/timeCards/TCK_1/clockOut' },
  )
  expect(graphPath(['groups', 'g', 'members', 'microsoft.graph.user'])).toMatchObject({ kind: 'ok' })
})

test.each(['', '.', '..', 'a/b', 'a\\b', '../x', 'a\n', 'a b', 'a?b', 'a#b', '%2e%2e', 'é', 'x'.repeat(201)])(
  'the id %j is refused before it reaches a path',
  (id) => {
    expect(graphPath(['v1.0', 'teams', id])).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unreadable' },
    })
  },
)
