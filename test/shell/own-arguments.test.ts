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
])('packaged: of %j the kiosk reads %j, so that dangerous switches are refused', (argv, own) => {
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

const windows = {
  platform: 'win32',
  execPath: 'C:\\Program Files\\Shifts Badge Kiosk\\Shifts Badge Kiosk.exe',
} as const
const pathInPieces = ['Files\\Shifts', 'Badge', 'Kiosk\\Shifts', 'Badge', 'Kiosk.exe']

// Node puts the program's path in the place of the first piece (lib/internal/process/pre_execution.js); Electron may not.
test.each([windows.execPath, 'C:\\Program', 'c:\\program'])(
  'its own path in pieces, if started without quotes on Windows, is not read as arguments (after %s)',
  (first) => {
    expect(ownArguments([first, ...pathInPieces], true, windows)).toEqual([])
    expect(ownArguments([first, ...pathInPieces, '--config', 'a.json'], true, windows)).toEqual([
      '--config',
      'a.json',
    ])
  },
)

test('arguments that only begin like its own path are refused, and so is a path in pieces on other systems', () => {
  const argv = ['kiosk', ...pathInPieces]
  expect(ownArguments(argv.slice(0, -1), true, windows)).toEqual(pathInPieces.slice(0, -1))
  expect(ownArguments(argv, true, { ...windows, platform: 'linux' })).toEqual(pathInPieces)
  expect(ownArguments(['kiosk', 'x'], true, { ...windows, execPath: 'C:\\kiosk.exe' })).toEqual(['x'])
})
