import { expect, test } from 'vitest'
import { createInterceptorWatch } from '../../electron/graph/interceptor-watch.ts'

test('an answer from another system is reported once, with its status, until the service answers itself', () => {
  const reported: (string | undefined)[] = []
  const watch = createInterceptorWatch((problem) => reported.push(problem))
  watch.answered('https://graph.example', undefined)
  expect(reported).toEqual([])
  watch.answered('https://graph.example/x', 403)
  watch.answered('https://graph.example/x', 403)
  expect(reported).toEqual([
    expect.stringMatching(/^graph\.example was asked, but status 403 .*proxy, firewall/),
  ])
  watch.answered('https://login.example', undefined)
  expect(reported).toHaveLength(1)
  watch.answered('https://login.example', 200)
  watch.answered('https://graph.example/x', undefined)
  expect(reported.at(-1)).toMatch(/login\.example was asked, but status 200/)
  watch.answered('https://login.example', undefined)
  expect(reported.at(-1)).toBeUndefined()
})
