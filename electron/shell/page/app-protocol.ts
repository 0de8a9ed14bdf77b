import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol, session } from 'electron'
import { contentSecurityPolicy } from '../../base/content-security-policy.ts'
import type { Picture } from '../../base/picture.ts'
import { appScheme, isOwnUrl, kioskPartition, parseUrl } from './kiosk-page.ts'

/** Before the app is ready: makes `app://` a secure origin of its own, as strict as https. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
}

/**
 * Once the app is ready: serves the files in `rendererFolder` and the current `pictures` as `app://kiosk/…`
 * in the page's session.
 */
export function serveRenderer(rendererFolder: string, pictures: () => readonly Picture[]): void {
  const handler = createRendererHandler(rendererFolder, pictures)
  session.fromPartition(kioskPartition).protocol.handle(appScheme, handler)
}

/**
 * Serves from a fixed list of the folder's files. A requested path is looked up in the list and never becomes
 * a path on the disk, so no path can lead out of the folder.
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
  // The sandbox blocks what no other directive covers: dialogs, printing, new windows, downloads, forms.
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

/** All files below `folder`, by their path relative to it with `/`. Does not follow links. */
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

/** The requested path as spelled in the list; empty (never a file name) if the URL is not of this origin. */
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
