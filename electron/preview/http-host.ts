import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sirv from 'sirv'
import { z } from 'zod'
import type { KeyPress, KeySource } from '../badge/keyboard/key-source.ts'
import { contentSecurityPolicy } from '../base/content-security-policy.ts'
import type { Picture } from '../base/picture.ts'
import { isEnrollmentInput, type EnrollmentInput } from '../contract/enrollment.ts'
import type { KioskState } from '../contract/kiosk-state.ts'

/** Handles a request, or returns `false` to pass it on. `path`: the part after the key. */
export type Route = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>

export interface HttpHostOptions {
  readonly port: number
  /** The built renderer, and the pages that only the preview has (browser bridge, dock). */
  readonly rendererFolder: string
  readonly previewPagesFolder: string
  readonly state: () => KioskState
  /** Images served next to the built files. */
  readonly pictures?: () => readonly Picture[]
  /** Called for the page's `togglePractice`. */
  readonly togglePractice?: () => void
  /** Called for the page's `enroll`. */
  readonly enroll?: (input: EnrollmentInput) => void
  readonly routes?: readonly Route[]
}

export interface HttpHost {
  /** Contains the key; requests without it get a 404. */
  readonly url: string
  /** Keys typed into the page, for a keyboard badge reader. */
  readonly keys: KeySource
  push(state: KioskState): void
  close(): Promise<void>
}

const keepAliveMs = 15_000
const maxBodyBytes = 64 * 1024

const held = z.literal(true).exactOptional()
const typedKeys = z.object({
  keys: z
    .array(
      z.object({
        key: z.string().max(32),
        code: z.string().max(32).exactOptional(),
        atMs: z.number(),
        control: held,
        shift: held,
      }),
    )
    .max(1000),
})

/** Serves the kiosk's page on loopback under a random key in the URL. Never packaged. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const key = randomBytes(16).toString('hex')
  const viewers = new Set<ServerResponse>()
  const keyListeners = new Set<(key: KeyPress) => void>()
  const staticFiles = [options.rendererFolder, options.previewPagesFolder].map((folder) =>
    sirv(folder, { etag: true, dev: true }),
  )

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathBehindKey(request, key, server.address() as AddressInfo)
    if (path === undefined) {
      end(response, 404)
      return
    }
    response.setHeader(
      'content-security-policy',
      contentSecurityPolicy({ connect: true, framedBySelf: true }),
    )
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    response.setHeader('cache-control', 'no-store')
    if (path === 'state') {
      stream(response)
      return
    }
    if (path === 'keys' && request.method === 'POST') return takeKeys(request, response)
    if (path === 'practice' && request.method === 'POST') {
      options.togglePractice?.()
      end(response, 204)
      return
    }
    if (path === 'enroll' && request.method === 'POST') {
      const input = await readJson(request)
      const isValid = isEnrollmentInput(input)
      if (isValid) options.enroll?.(input)
      end(response, isValid ? 204 : 400)
      return
    }
    for (const route of options.routes ?? []) if (await route(request, response, path)) return
    if (path === '' || path === 'index.html') return kioskPage(response)
    const picture = options.pictures?.().find((known) => known.path === path)
    if (picture !== undefined) {
      response.writeHead(200, { 'content-type': picture.contentType })
      response.end(picture.bytes)
      return
    }
    request.url = `/${path}`
    for (const serve of staticFiles) if (await served(serve, request, response)) return
    end(response, 404)
  }

  const stream = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(message(options.state()))
    viewers.add(response)
    response.on('close', () => viewers.delete(response))
  }

  const takeKeys = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parsed = typedKeys.safeParse(await readJson(request))
    if (!parsed.success) {
      end(response, 400)
      return
    }
    for (const press of parsed.data.keys) for (const listener of keyListeners) listener(press)
    end(response, 204)
  }

  /** The bridge runs before the page's own script, like the preload script in Electron. */
  const kioskPage = async (response: ServerResponse): Promise<void> => {
    const html = await readFile(join(options.rendererFolder, 'index.html'), 'utf8')
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(html.replace('<head>', '<head>\n    <script type="module" src="./bridge.js"></script>'))
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const keepAlive = setInterval(() => {
    for (const viewer of viewers) viewer.write(': still here\n\n')
  }, keepAliveMs)

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${key}/`,
    keys: {
      onKey: (listener) => {
        keyListeners.add(listener)
        return () => keyListeners.delete(listener)
      },
    },
    push: (state) => {
      for (const viewer of viewers) viewer.write(message(state))
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(keepAlive)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function message(state: KioskState): string {
  return `data: ${JSON.stringify(state)}\n\n`
}

/** The path after the key; `undefined` if key, host (DNS rebinding) or origin is wrong. */
function pathBehindKey(request: IncomingMessage, key: string, { port }: AddressInfo): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!hosts.includes(request.headers.host ?? '')) return undefined
  const { origin } = request.headers
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return undefined
  const [path = ''] = (request.url ?? '').split('?')
  return path.startsWith(`/${key}/`) ? path.slice(key.length + 2) : undefined
}

function served(
  serve: ReturnType<typeof sirv>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  return new Promise((resolve) => {
    response.on('finish', () => resolve(true))
    serve(request, response, () => resolve(false))
  })
}

/** Parses the body as JSON; `undefined` if it is invalid or too large. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBodyBytes) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

export function end(response: ServerResponse, status: number): void {
  response.writeHead(status)
  response.end()
}
