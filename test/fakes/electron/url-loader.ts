import type { AuthInfo } from 'electron'

/** A request as `SimpleURLLoaderWrapper::Create` takes it. */
export interface LoaderRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
  readonly credentials: string | undefined
  readonly cache: string | undefined
}

export interface ResponseHead {
  readonly statusCode: number
  readonly statusMessage: string
  readonly httpVersion: { readonly major: number; readonly minor: number }
  /** Lower-case names, each with all its values. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly rawHeaders: readonly { readonly key: string; readonly value: string }[]
}

/** What `electron_api_url_loader.cc` emits to `lib/common/api/net-client-request.ts`. */
export interface LoaderEvents {
  redirect(
    redirect: { readonly statusCode: number; readonly newMethod: string; readonly newUrl: string },
    headers: Readonly<Record<string, readonly string[]>>,
  ): void
  login(info: AuthInfo, answer: (username?: string, password?: string) => void): void
  responseStarted(head: ResponseHead): void
  data(chunk: Buffer, resume: () => void): void
  complete(): void
  /** Such as `net::ERR_CONNECTION_REFUSED`. */
  error(name: string): void
}

export interface Loader {
  /** Nothing more is emitted. */
  cancel(): void
}

export type StartLoader = (request: LoaderRequest, events: LoaderEvents) => Loader

/** Chromium's names and values are bytes; Electron hands them over as UTF-8 (`gin::StringToV8`). */
export function headOf(
  statusCode: number,
  statusMessage: string,
  pairs: readonly (readonly [string, string])[],
): ResponseHead {
  const headers: Record<string, string[]> = {}
  for (const [name, value] of pairs) (headers[name.toLowerCase()] ??= []).push(value)
  const rawHeaders = pairs.map(([key, value]) => ({ key, value }))
  return { statusCode, statusMessage, httpVersion: { major: 1, minor: 1 }, headers, rawHeaders }
}

export interface Redirect {
  readonly statusCode: number
  readonly newMethod: string
  /** Undefined: what `Location` says is no address. */
  readonly newUrl: string | undefined
}

/** Where a redirect leads, with which method; `undefined`: it is an answer like others (`net/http/http_util.cc`). */
export function redirectOf(
  request: LoaderRequest,
  { statusCode, headers }: ResponseHead,
): Redirect | undefined {
  const [location] = headers['location'] ?? []
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined
  const becomesGet = statusCode === 303 || (statusCode < 303 && request.method === 'POST')
  const newMethod = becomesGet && request.method !== 'HEAD' ? 'GET' : request.method
  const newUrl = URL.canParse(location, request.url) ? new URL(location, request.url).href : undefined
  return { statusCode, newMethod, newUrl }
}

/**
 * Emits a redirect; `undefined` if it cannot be followed, which is emitted too. An invalid address is refused
 * by Chromium before anybody hears of it (`net/url_request/url_request_job.cc`, `CanFollowRedirect`). One to
 * `data:` or `file:` is emitted first and then refused (`SimpleURLLoaderWrapper::OnRedirect`,
 * `content::IsSafeRedirectTarget`); any other scheme has nobody to load it. `isOver`: whether the listener
 * has ended the request.
 */
export function passRedirect(
  { statusCode, newMethod, newUrl }: Redirect,
  headers: ResponseHead['headers'],
  events: Pick<LoaderEvents, 'redirect'>,
  { fail, isOver }: { readonly fail: (name: string) => void; readonly isOver: () => boolean },
): { readonly method: string; readonly url: string } | undefined {
  if (newUrl === undefined) {
    fail('net::ERR_INVALID_REDIRECT')
    return undefined
  }
  events.redirect({ statusCode, newMethod, newUrl }, headers)
  if (isOver()) return undefined
  const { protocol } = new URL(newUrl)
  if (['http:', 'https:'].includes(protocol)) return { method: newMethod, url: newUrl }
  fail(unsafeTargets.includes(protocol) ? 'net::ERR_UNSAFE_REDIRECT' : 'net::ERR_UNKNOWN_URL_SCHEME')
  return undefined
}

const unsafeTargets = ['about:', 'data:', 'file:', 'filesystem:']

/** `services/network/public/cpp/header_util.cc`: a request that sets one of these is refused before it leaves. */
const unsafeHeaders = [
  'content-length',
  'cookie2',
  'host',
  'keep-alive',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

export function isSafeHeader(name: string, value: string): boolean {
  const lower = name.toLowerCase()
  if (lower === 'connection') return ['close', 'keep-alive'].includes(value.trim().toLowerCase())
  return !unsafeHeaders.includes(lower) && !lower.startsWith('proxy-')
}
