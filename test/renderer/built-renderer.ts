import { mkdtemp, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** As strict as the hosts are: nothing inline, nothing from elsewhere. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; " +
  "connect-src 'self'; frame-src 'self'"

const root = fileURLToPath(new URL('../../renderer/', import.meta.url))
const svelteConfig = fileURLToPath(new URL('../../svelte.config.js', import.meta.url))

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Answers a request of its own; `false` leaves it to the files. */
export type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => boolean

export interface BuiltRenderer {
  /** Address of the page, on loopback; ends with a slash. */
  readonly url: string
  /** The folder of the built files. */
  readonly folder: string
  /** Puts a handler before the files. */
  handle(handler: Handler): void
  close(): Promise<void>
}

/** Builds the page into a new folder, whose path it returns. */
export async function buildRenderer(): Promise<string> {
  const { build } = await import('vite')
  const { svelte } = await import('@sveltejs/vite-plugin-svelte')
  const folder = await mkdtemp(join(tmpdir(), 'kiosk-renderer-'))
  await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'warn',
    plugins: [svelte({ configFile: svelteConfig })],
    build: {
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: {
          index: join(root, 'index.html'),
          dock: join(root, 'dev/dock.html'),
          screen: join(root, 'dev/gallery/screen.html'),
          'browser-bridge': join(root, 'dev/browser-bridge.ts'),
        },
        output: { entryFileNames: 'assets/[name].js' },
      },
    },
  })
  return folder
}

/**
 * Serves the page that `buildRenderer` built. Also there: `dev/dock.html`, and `bridged.html`, which is the page with the
 * browser bridge put before it, as the preview host does.
 */
export async function serveRenderer(folder: string): Promise<BuiltRenderer> {
  let handler: Handler = () => false
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1)
    if (handler(request, response, path)) return
    void readPage(folder, path).then(
      (content) => {
        response.writeHead(200, {
          'content-type': contentTypes[extname(path) || '.html'] ?? 'application/octet-stream',
          'content-security-policy': contentSecurityPolicy,
        })
        response.end(content)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.')

  return {
    url: `http://127.0.0.1:${address.port}/`,
    folder,
    handle(next) {
      handler = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function readPage(folder: string, path: string): Promise<Buffer | string> {
  if (path !== 'bridged.html') return readFile(join(folder, path === '' ? 'index.html' : path))
  const page = await readFile(join(folder, 'index.html'), 'utf8')
  return page.replace(
    '<script type="module"',
    '<script type="module" src="./assets/browser-bridge.js"></script>\n<script type="module"',
  )
}
