import assert from 'node:assert/strict'
import { conformanceCase } from '../conformance-case.ts'

const bridgeCc = 'shell/renderer/api/electron_api_context_bridge.cc'

/** What crosses from the preload script's world to the page's. Each preload script of the cases exposes `conformance`. */
export const bridge = [
  conformanceCase({
    name: 'a function is passed over as one that passes its arguments and its answer over in turn',
    uses: ['ContextBridge.exposeInMainWorld'],
    sources: [{ path: bridgeCc, at: 'PassValueToOtherContextInner, ProxyFunctionWrapper' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      assert.deepEqual(await page.does({ kind: 'use-bridge' }), { sum: 3, calledBackWith: ['from preload'] })
    },
  }),
  conformanceCase({
    name: 'what is exposed can be neither replaced nor changed by the page',
    uses: ['ContextBridge.exposeInMainWorld'],
    sources: [{ path: bridgeCc, at: 'ExposeAPI: DeepFreeze, SetReadOnlyNonConfigurable' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      assert.deepEqual(await page.does({ kind: 'replace-bridge' }), { sum: 3 })
    },
  }),
  conformanceCase({
    name: 'an error is passed over as its message; what is thrown and is none becomes one',
    uses: ['ContextBridge.exposeInMainWorld'],
    sources: [{ path: bridgeCc, at: 'IsNativeError; ProxyFunctionWrapper: did_error' }],
    run: async ({ ready, openPage }) => {
      await ready()
      const page = await openPage()
      assert.deepEqual(await page.does({ kind: 'bridge-throws' }), {
        error: { name: 'Error', message: 'onState takes a function', code: 'undefined' },
        other: 'Error',
      })
    },
  }),
]
