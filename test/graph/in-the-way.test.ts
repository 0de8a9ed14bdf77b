import { expect, test } from 'vitest'
import { createInTheWay } from '../../electron/graph/in-the-way.ts'

test('what answers in a service’s place is told with its status, once, until that service answers itself', () => {
  const told: (string | undefined)[] = []
  const inTheWay = createInTheWay((problem) => told.push(problem))
  inTheWay.answered('https://graph.example', undefined)
  expect(told).toEqual([])
  inTheWay.answered('https://graph.example/x', 403)
  inTheWay.answered('https://graph.example/x', 403)
  expect(told).toEqual([expect.stringMatching(/^status 403 .* graph\.example .*proxy, firewall/)])
  inTheWay.answered('https://login.example', undefined)
  expect(told).toHaveLength(1)
  inTheWay.answered('https://login.example', 200)
  inTheWay.answered('https://graph.example/x', undefined)
  expect(told.at(-1)).toMatch(/^status 200 .* login\.example/)
  inTheWay.answered('https://login.example', undefined)
  expect(told.at(-1)).toBeUndefined()
})
