import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openInBrowser, startBrowserDemo } from './browser-demo.ts'
import { buildWhereStale } from './build.ts'
import { scriptOptions } from './script-options.ts'

/** `npm run dev`: the demo in the browser, where screens reload as they change; electron/ needs a restart. */
const root = fileURLToPath(new URL('..', import.meta.url))

const help = `
Usage: npm run dev

Runs the demo in the browser with hot reload of the screens.

  -h, --help  show this
`

if (scriptOptions(help, {}) !== undefined) await runDemo()

async function runDemo(): Promise<void> {
  await buildWhereStale()
  const demo = await startBrowserDemo()
  const { origin, pathname } = new URL(demo.url)

  const toKiosk = {
    target: origin,
    changeOrigin: true,
    rewrite: (path: string) => `${pathname.slice(0, -1)}${path}`,
    // The kiosk rejects requests from any page but its own.
    configure: (proxy: { on: (event: 'proxyReq', listener: (request: ToKiosk) => void) => void }) =>
      proxy.on('proxyReq', (request) => request.removeHeader('origin')),
  }

  const { createServer } = await import('vite')
  const { svelte } = await import('@sveltejs/vite-plugin-svelte')
  const server = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    plugins: [
      svelte({ configFile: join(root, 'svelte.config.js') }),
      {
        name: 'browser-bridge',
        transformIndexHtml: (_, { path }) =>
          path === '/index.html'
            ? [
                {
                  tag: 'script',
                  attrs: { type: 'module', src: '/dev/browser-bridge.ts' },
                  injectTo: 'head-prepend',
                },
              ]
            : [],
      },
    ],
    server: {
      host: '127.0.0.1',
      proxy: { '^/state$': toKiosk, '^/keys$': toKiosk, '^/dev/demo/': toKiosk },
    },
  })
  await server.listen()
  demo.process.once('exit', () => void server.close())
  const page = `${server.resolvedUrls?.local[0] ?? ''}dev/dock.html`
  openInBrowser(page)
  process.stdout.write(`\n  ${page}\n\nChanges in renderer/ show at once. Press Ctrl+C to stop.\n`)
}

interface ToKiosk {
  removeHeader(name: string): void
}
