import { expect, test } from 'vitest'
import { secretsIn, takeEnvironment } from '../../../electron/ops/cli/environment.ts'

test('the secret is taken over and no longer there for processes that are started', () => {
  const own: NodeJS.ProcessEnv = { PATH: '/bin', SHIFTS_KIOSK_CLIENT_SECRET: ' hush-hush ' }
  const taken = takeEnvironment(own)
  expect(own).toEqual({ PATH: '/bin' })
  expect(taken).toEqual({ PATH: '/bin', SHIFTS_KIOSK_CLIENT_SECRET: ' hush-hush ' })
  expect(secretsIn(taken)).toContain('hush-hush')
})

test('on Windows, where a name has no case, it is found as well', () => {
  const own: NodeJS.ProcessEnv = { Shifts_Kiosk_Client_Secret: 'hush-hush' }
  expect(takeEnvironment(own)['SHIFTS_KIOSK_CLIENT_SECRET']).toBe('hush-hush')
  expect(own).toEqual({})
})

test('without one there is nothing to hide', () => {
  expect(secretsIn(takeEnvironment({ SHIFTS_KIOSK_CLIENT_SECRET: '' }))).toEqual([])
})
