import assert from 'node:assert/strict'
import type { BrowserWindow, WebPreferences } from 'electron'
import { conformanceCase } from '../conformance-case.ts'

const preferencesCc = 'shell/browser/web_contents_preferences.cc'

/** There, and not in electron.d.ts. */
function lastPreferences({ webContents }: BrowserWindow): WebPreferences {
  return (webContents as unknown as { getLastWebPreferences(): WebPreferences }).getLastWebPreferences()
}

const safe = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  disableDialogs: true,
} as const satisfies WebPreferences

/** What a page may do, by its webPreferences. */
export const preferences = [
  conformanceCase({
    name: 'what guards a page is as it was asked to be',
    uses: Object.keys(safe).map((name) => `WebPreferences.${name}`),
    sources: [{ path: preferencesCc, at: 'SetFromDictionary, SaveLastPreferences' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const { window } = await openPage({ webPreferences: safe })
      const last = lastPreferences(window)
      for (const [name, value] of Object.entries(safe))
        assert.equal(last[name as keyof WebPreferences], value, name)
    },
  }),
  conformanceCase({
    name: 'each of the guards can be taken away: they are as asked, not as they are for every page',
    uses: Object.keys(safe).map((name) => `WebPreferences.${name}`),
    sources: [{ path: preferencesCc, at: 'SetFromDictionary, SaveLastPreferences' }],
    run: async ({ electron, ready }) => {
      await ready()
      const opposite = Object.fromEntries(Object.entries(safe).map(([name, value]) => [name, !value]))
      const last = lastPreferences(new electron.BrowserWindow({ show: false, webPreferences: opposite }))
      for (const [name, value] of Object.entries(opposite))
        assert.equal(last[name as keyof WebPreferences], value, name)
    },
  }),
  conformanceCase({
    name: 'a page with none of the guards sees Node',
    uses: ['WebPreferences.sandbox', 'WebPreferences.contextIsolation', 'WebPreferences.nodeIntegration'],
    sources: [{ path: 'lib/renderer/init.ts', at: 'nodeIntegration: global.require, global.Buffer' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const unguarded = { sandbox: false, contextIsolation: false, nodeIntegration: true }
      const page = await openPage({ webPreferences: unguarded })
      const leaks = (await page.does({ kind: 'leaks' })) as readonly string[]
      assert.deepEqual([leaks.includes('require'), leaks.includes('process')], [true, true])
    },
  }),
  conformanceCase({
    name: 'a sandboxed, isolated page sees nothing of Node or Electron',
    uses: ['WebPreferences.sandbox', 'WebPreferences.contextIsolation', 'WebPreferences.nodeIntegration'],
    sources: [
      { path: preferencesCc, at: 'IsSandboxed' },
      { path: 'lib/sandboxed_renderer/preload.ts', at: 'runPreloadScript: parameters, not globals' },
    ],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ webPreferences: safe })
      assert.deepEqual(await page.does({ kind: 'leaks' }), [])
    },
  }),
  conformanceCase({
    name: 'with disableDialogs confirm answers no at once, and nothing is shown',
    uses: ['WebPreferences.disableDialogs'],
    sources: [{ path: 'lib/browser/api/web-contents.ts', at: '-run-dialog' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ webPreferences: { disableDialogs: true } })
      assert.equal(await page.does({ kind: 'confirm' }), false)
    },
  }),
  conformanceCase({
    name: 'with webgl: false a canvas has no WebGL',
    uses: ['WebPreferences.webgl'],
    sources: [{ path: preferencesCc, at: 'webgl1_enabled, webgl2_enabled' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ webPreferences: { webgl: false } })
      assert.equal(await page.does({ kind: 'webgl' }), false)
    },
  }),
  conformanceCase({
    name: 'with backgroundThrottling: false a page counts as visible, whether its window shows or not',
    uses: ['WebPreferences.backgroundThrottling', 'BaseWindowConstructorOptions.show'],
    sources: [
      { path: 'shell/browser/api/electron_api_web_contents.cc', at: 'disable_hidden_' },
      { path: 'docs/api/browser-window.md', at: 'Page visibility' },
    ],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ show: false, webPreferences: { backgroundThrottling: false } })
      assert.equal(page.window.webContents.backgroundThrottling, false)
      assert.equal(await page.does({ kind: 'visibility' }), 'visible')
      page.window.show()
      page.window.hide()
      assert.equal(await page.does({ kind: 'visibility' }), 'visible')
    },
  }),
  conformanceCase({
    name: 'a page makes sounds that nobody asked for',
    uses: ['WebPreferences.autoplayPolicy'],
    sources: [{ path: preferencesCc, at: 'autoplay_policy_' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ webPreferences: { autoplayPolicy: 'no-user-gesture-required' } })
      assert.equal(await page.does({ kind: 'start-audio' }), 'running')
    },
  }),
  conformanceCase({
    name: 'what is dropped on a page is not loaded in its place, and its spelling is not looked up',
    uses: ['WebPreferences.navigateOnDragDrop', 'WebPreferences.spellcheck'],
    sources: [{ path: preferencesCc, at: 'can_accept_load_drops; enable_spellcheck' }],
    onlyOnTheFake: 'a drop comes from the system, and the spelling is looked up where nobody sees it',
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage({ webPreferences: { navigateOnDragDrop: false, spellcheck: false } })
      assert.equal(await page.does({ kind: 'drop-file' }), 'ignored')
    },
  }),
]
