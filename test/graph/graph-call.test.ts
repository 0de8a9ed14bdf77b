import { expect, test } from 'vitest'
import { graphCall } from '../../electron/graph/graph-call.ts'

test('a call becomes a method and a path with its IDs filled in', () => {
  const call = 'POST /v1.0/teams/{team}/schedule/timeCards/{card}/clockOut'
  expect(graphCall(call, { team: 'T', card: 'TCK_1' })).toEqual({
    kind: 'ok',
    value: { method: 'POST', target: '/v1.0/teams/T/schedule/timeCards/TCK_1/clockOut' },
  })
})

test('an ID that would lead elsewhere, or is missing, makes no request', () => {
  const call = 'GET /v1.0/teams/{team}/schedule'
  for (const team of ['..', 'a/b', 'a?b', '']) {
    expect(graphCall(call, { team })).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable' } })
  }
})
