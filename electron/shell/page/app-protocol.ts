import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol, session } from 'electron'
import { contentSecurityPolicy } from '../../base/content-security-policy.ts'
import type { Picture } from '../../base/picture.ts'
import { appScheme, isOwnUrl, kioskPartition, parseUrl } from './kiosk-page.ts'

/** Before the app is ready: `app://` is an origin of its own, as strict as https, instead of a file's. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
}

/**
 * Once the app is ready: `app://kiosk/…` is what the build put into `rendererFolder` and the `pictures` there are at
 * the moment, for the page's session.
 */
export function serveRenderer(rendererFolder: string, pictures: () => readonly Picture[]): void {
  const handler = createRendererHandler(rendererFolder, pictures)
  session.fromPartition(kioskPartition).protocol.handle(appScheme, handler)
}

/**
 * Answers from a list of the folder's files, made once. A path that was asked for is looked up in that list and
 * never becomes a path on the disk, so there is no way of writing one that leads out of the folder.
 */
export function createRendererHandler(
  rendererFolder: string,
  pictures: () => readonly Picture[] = () => [],
): (request: Request) => Promise<Response> {
  const files = listFiles(rendererFolder)
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const path = askedPath(request.url)
    const picture = pictures().find((known) => known.path === path)
    if (picture !== undefined)
      return new Response(picture.bytes, { headers: { ...headers, 'content-type': picture.contentType } })
    const file = files.get(path)
    if (file === undefined) return refusal(404)
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: { ...headers, 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' },
      })
    } catch {
      return refusal(404)
    }
  }
}

const headers = {
  // The sandbox takes what no directive covers from the page: dialogs, printing, new windows, downloads, forms.
  'content-security-policy': `${contentSecurityPolicy({ connect: false, framedBySelf: false })}; sandbox allow-scripts allow-same-origin`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

function refusal(status: number): Response {
  return new Response(null, { status, headers })
}

/** Every file below `folder`, by its path from there with `/` between. A link is not followed. */
function listFiles(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const name = `${prefix}${entry.name}`
    if (entry.isFile()) files.set(name, path)
    else if (entry.isDirectory())
      for (const [below, file] of listFiles(path, `${name}/`)) files.set(below, file)
  }
  return files
}

/** The path in the list's spelling; empty, which no file is called, for what is none of this origin's. */
function askedPath(url: string): string {
  const parsed = isOwnUrl(url) ? parseUrl(url) : undefined
  if (parsed?.username !== '' || parsed.password !== '') return ''
  if (parsed.pathname === '/') return 'index.html'
  try {
    return decodeURIComponent(parsed.pathname.slice(1))
  } catch {
    return ''
  }
}
