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
  /** Nothing is told any more. */
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

/** Where a redirect leads, with which method; `undefined`: it is an answer like others (`net/http/http_util.cc`). */
export function redirectOf(request: LoaderRequest, { statusCode, headers }: ResponseHead) {
  const [location] = headers['location'] ?? []
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined
  const becomesGet = statusCode === 303 || (statusCode < 303 && request.method === 'POST')
  const newMethod = becomesGet && request.method !== 'HEAD' ? 'GET' : request.method
  return { statusCode, newMethod, newUrl: new URL(location, request.url).href }
}

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
