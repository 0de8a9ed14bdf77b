import { expect, test } from 'vitest'
import { ownArguments } from '../../electron/shell/own-arguments.ts'

test.each([
  [
    ['kiosk', '--config', 'a.json'],
    ['--config', 'a.json'],
  ],
  [
    ['kiosk', '--ozone-platform-hint=auto', '--config', 'a.json'],
    ['--config', 'a.json'],
  ],
  [['kiosk', '--no-sandbox'], ['--no-sandbox']],
  [['kiosk', '--remote-debugging-port=9222'], ['--remote-debugging-port=9222']],
  [['kiosk'], []],
])('packaged: of %j the kiosk reads %j, so that what would open it up is refused', (argv, own) => {
  expect(ownArguments(argv, true)).toEqual(own)
})

test.each([
  [
    ['electron', '.', '--config', 'a.json'],
    ['--config', 'a.json'],
  ],
  [['electron', '--inspect=0', '--remote-debugging-port=0', '.', '--version'], ['--version']],
  [['electron', '.', '--no-sandbox'], ['--no-sandbox']],
])('unpackaged: of %j the kiosk reads %j', (argv, own) => {
  expect(ownArguments(argv, false)).toEqual(own)
})
