import { expect, test } from 'vitest'
import { secretsIn, captureEnvironment } from '../../../electron/ops/cli/environment.ts'

test('the secret is returned and removed from the environment of later processes', () => {
  const own: NodeJS.ProcessEnv = { PATH: '/bin', SHIFTS_KIOSK_CLIENT_SECRET: ' hush-hush ' }
  const taken = captureEnvironment(own)
  expect(own).toEqual({ PATH: '/bin' })
  expect(taken).toEqual({ PATH: '/bin', SHIFTS_KIOSK_CLIENT_SECRET: ' hush-hush ' })
  expect(secretsIn(taken)).toContain('hush-hush')
})

test('on Windows it is found regardless of the case of its name', () => {
  const own: NodeJS.ProcessEnv = { Shifts_Kiosk_Client_Secret: 'hush-hush' }
  expect(captureEnvironment(own)['SHIFTS_KIOSK_CLIENT_SECRET']).toBe('hush-hush')
  expect(own).toEqual({})
})

test('without a secret there is nothing to redact', () => {
  expect(secretsIn(captureEnvironment({ SHIFTS_KIOSK_CLIENT_SECRET: '' }))).toEqual([])
})
