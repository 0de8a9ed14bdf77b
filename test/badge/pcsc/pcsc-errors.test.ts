import { expect, test } from 'vitest'
import { connectionProblem, errorText, isDisconnectError } from '../../../electron/badge/pcsc/pcsc-errors.ts'

/** An error as nfc-pcsc makes it: named, with that of PC/SC beneath. */
function nfcError(name: string, beneath: string): Error {
  return Object.assign(new Error('An error occurred.'), { name, previous: new Error(beneath) })
}

test.each([
  ['SCardConnect error: Card was removed.(0x80100069)', 'removed-too-soon'],
  ['SCardConnect error: No smart card inserted.(0x8010000C)', 'removed-too-soon'],
  ['SCardConnect error: Card is unresponsive.(0x80100066)', 'no-number'],
  ['SCardConnect error: Sharing violation.(0x8010000B)', 'no-number'],
  ['SCardConnect error: Collision of several cards', 'several-badges'],
])('a connection that fails with "%s" is reported as %s', (text, problem) => {
  expect(connectionProblem(nfcError('ConnectError', text))).toBe(problem)
})

test('other lines of the error log are not reported as a badge', () => {
  for (const line of [nfcError('TransmitError', '0x80100069'), new Error('0x80100069'), 'text', undefined]) {
    expect(connectionProblem(line)).toBeUndefined()
  }
})

test("a disconnect error is recognised, and PC/SC's own words are used if there are any", () => {
  expect(isDisconnectError(nfcError('DisconnectError', 'x'))).toBe(true)
  expect(isDisconnectError(nfcError('ConnectError', 'x'))).toBe(false)
  expect(errorText(nfcError('ConnectError', 'the cause'))).toBe('the cause')
  expect(errorText(new Error('alone'))).toBe('alone')
})
