import assert from 'node:assert/strict'
import { conformanceCase } from '../conformance-case.ts'

const screenCc = 'shell/browser/api/electron_api_screen.cc'

/** Displays. */
export const screens = [
  conformanceCase({
    name: 'screen can be imported before Electron is ready, and used only afterwards',
    uses: ['Screen.getAllDisplays'],
    sources: [
      { path: 'lib/browser/api/screen.ts', at: 'a proxy' },
      { path: screenCc, at: 'Create: is_ready' },
    ],
    run: async ({ electron: { screen }, ready }) => {
      assert.throws(() => screen.getAllDisplays(), /before the app 'ready' event/)
      await ready()
      assert.equal(screen.getAllDisplays().length > 0, true)
    },
  }),
  conformanceCase({
    name: 'the primary display is one of all, each with a number, a name and bounds',
    uses: [
      'Screen.getPrimaryDisplay',
      'Screen.getAllDisplays',
      'Display.id',
      'Display.label',
      'Display.bounds',
      'Rectangle.x',
      'Rectangle.y',
      'Rectangle.width',
      'Rectangle.height',
    ],
    sources: [
      { path: screenCc, at: 'GetPrimaryDisplay, GetAllDisplays' },
      { path: 'shell/common/gin_converters/gfx_converter.cc', at: 'display::Display' },
    ],
    run: async ({ electron: { screen }, ready }) => {
      await ready()
      const { id, label, bounds } = screen.getPrimaryDisplay()
      assert.deepEqual([typeof id, typeof label], ['number', 'string'])
      assert.equal(
        [bounds.x, bounds.y, bounds.width, bounds.height].every((length) => Number.isInteger(length)),
        true,
      )
      assert.equal(
        screen.getAllDisplays().some((display) => display.id === id),
        true,
      )
    },
  }),
  conformanceCase({
    name: 'a display that comes, goes or changes is told',
    uses: ['Screen#display-added', 'Screen#display-removed', 'Screen#display-metrics-changed'],
    sources: [{ path: screenCc, at: 'OnDisplayAdded, OnDisplaysRemoved, OnDisplayMetricsChanged' }],
    onlyOnTheFake: 'needs a display to be plugged in',
    run: async ({ electron: { screen }, ready }) => {
      await ready()
      const told: string[] = []
      screen.on('display-added', () => told.push('added'))
      screen.on('display-removed', () => told.push('removed'))
      screen.on('display-metrics-changed', () => told.push('changed'))
      screen.emit('display-added')
      screen.emit('display-removed')
      screen.emit('display-metrics-changed')
      assert.deepEqual(told, ['added', 'removed', 'changed'])
    },
  }),
]
