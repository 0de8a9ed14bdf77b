import { Readable, Writable } from 'node:stream'
import type { AuthInfo, ClientRequestConstructorOptions } from 'electron'
import type { LoaderEvents, Loader, ResponseHead, StartLoader } from './url-loader.ts'

/** Headers of which only the first value counts (`lib/common/api/net-client-request.ts`, as in Node). */
const firstValueCounts = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
])

/** Reads nothing from the network ahead of demand: `resume` is not called until somebody reads. */
export class FakeIncomingMessage extends Readable {
  readonly #head: ResponseHead
  readonly #arrived: (Buffer | null)[] = []
  #isWanted = false
  #resume: (() => void) | undefined

  constructor(head: ResponseHead) {
    super()
    this.#head = head
  }

  get statusCode(): number {
    return this.#head.statusCode
  }
  get statusMessage(): string {
    return this.#head.statusMessage
  }
  get headers(): Record<string, string | string[]> {
    const headers: Record<string, string | string[]> = {}
    for (const [name, values] of Object.entries(this.#head.headers))
      headers[name] = firstValueCounts.has(name) ? (values[0] ?? '') : values.join(', ')
    const cookies = this.#head.headers['set-cookie']
    if (cookies !== undefined) headers['set-cookie'] = [...cookies]
    return headers
  }
  get rawHeaders(): string[] {
    return this.#head.rawHeaders.flatMap(({ key, value }) => [key, value])
  }

  /** Takes a chunk from the network; null: the end. */
  arrive(chunk: Buffer | null, resume?: () => void): void {
    this.#resume = resume
    this.#arrived.push(chunk)
    this.#deliver()
  }

  override _read(): void {
    this.#isWanted = true
    this.#deliver()
  }

  #deliver(): void {
    while (this.#isWanted && this.#arrived.length > 0) this.#isWanted = this.push(this.#arrived.shift())
    if (!this.#isWanted) return
    const resume = this.#resume
    this.#resume = undefined
    resume?.()
  }
}

export interface RequestParts {
  readonly start: StartLoader
  /** Gets what a listener throws: in Electron's main process nobody catches that. */
  readonly uncaught: (error: unknown) => void
}

/**
 * `ClientRequest` of `lib/common/api/net-client-request.ts`. The stream ends as soon as the request is handed to the
 * network. So `close` is emitted before the answer, and `error` may still come after `close`.
 */
export class FakeClientRequest extends Writable {
  readonly #parts: RequestParts
  readonly #options: ClientRequestConstructorOptions
  readonly #url: string
  readonly #headers = new Map<string, { readonly name: string; readonly value: string }>()
  readonly #body: Buffer[] = []
  #loader: Loader | undefined
  #response: FakeIncomingMessage | undefined
  #isStarted = false
  #isAborted = false
  /** Where `redirect` is `manual`: what the listener has said. `asked`: it is being called. */
  #redirectAnswer: 'none' | 'asked' | 'yes' = 'none'

  constructor(options: ClientRequestConstructorOptions | string, parts: RequestParts) {
    super({ autoDestroy: true })
    this.#parts = parts
    this.#options = typeof options === 'string' ? { url: options } : options
    this.#url = new URL(this.#options.url ?? '').href
    if (!/^https?:/.test(this.#url)) throw new Error('ClientRequest only supports http: and https: protocols')
    if (!['follow', 'error', 'manual'].includes(this.#options.redirect ?? 'follow'))
      throw new Error('redirect mode should be one of follow, error or manual')
    if (this.#options.credentials === 'same-origin' && this.#options.origin === undefined)
      throw new Error('credentials: same-origin requires origin to be set')
    for (const [name, value] of Object.entries(this.#options.headers ?? {}))
      this.setHeader(name, String(value))
  }

  setHeader(name: string, value: string): void {
    if (this.#isStarted || this.#body.length > 0) throw new Error("Can't set headers after they are sent")
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) throw new Error(`Invalid header name: '${name}'`)
    // eslint-disable-next-line no-control-regex -- net::HttpUtil::IsValidHeaderValue: no NUL, CR or LF.
    if (/[\u0000\r\n]/.test(value)) throw new Error(`Invalid value for header '${name}': '${value}'`)
    this.#headers.set(name.toLowerCase(), { name, value })
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#body.push(chunk)
    done()
  }

  override _final(done: () => void): void {
    this.#start()
    done()
  }

  followRedirect(): void {
    if (this.#redirectAnswer === 'none')
      throw new Error('followRedirect() called, but was not waiting for a redirect')
    this.#redirectAnswer = 'yes'
  }

  abort(): void {
    if (!this.#isAborted) process.nextTick(() => this.emit('abort'))
    this.#isAborted = true
    this.#die()
  }

  get #isFollowed(): boolean {
    return this.#redirectAnswer === 'yes'
  }

  #start(): void {
    this.#isStarted = true
    this.#loader = this.#parts.start(
      {
        method: (this.#options.method ?? 'GET').toUpperCase(),
        url: this.#url,
        headers: Object.fromEntries([...this.#headers.values()].map(({ name, value }) => [name, value])),
        body: this.#body.length > 0 ? Buffer.concat(this.#body) : undefined,
        credentials: this.#options.credentials,
        cache: this.#options.cache,
      },
      guarded(this.#events(), this.#parts.uncaught),
    )
  }

  #events(): LoaderEvents {
    return {
      redirect: ({ statusCode, newMethod, newUrl }, headers) => {
        const deliver = (): boolean => this.emit('redirect', statusCode, newMethod, newUrl, headers)
        switch (this.#options.redirect) {
          case 'error':
            this.#die(new Error("Attempted to redirect, but redirect policy was 'error'"))
            return
          case 'manual':
            this.#redirectAnswer = 'asked'
            try {
              deliver()
            } finally {
              if (!this.#isFollowed && !this.#isAborted) this.#die(new Error('Redirect was cancelled'))
              this.#redirectAnswer = 'none'
            }
            return
          default:
            deliver()
        }
      },
      login: (info: AuthInfo, answer) => {
        if (!this.emit('login', info, answer)) answer()
      },
      responseStarted: (head) => {
        this.#response = new FakeIncomingMessage(head)
        this.emit('response', this.#response)
      },
      data: (chunk, resume) => this.#response?.arrive(chunk, resume),
      complete: () => this.#response?.arrive(null),
      error: (name) => {
        const error = new Error(name)
        this.#response?.destroy(error)
        this.#die(error)
      },
    }
  }

  #die(error?: Error): void {
    // Once the request is handed over, the stream is already destroyed and emits no errors by itself.
    if (this.destroyed && error !== undefined) this.emit('error', error)
    this.destroy(error)
    if (this.#loader === undefined) return
    this.#loader.cancel()
    this.#response?.destroy(error)
  }
}

function guarded(events: LoaderEvents, uncaught: (error: unknown) => void): LoaderEvents {
  const guard =
    <Args extends unknown[]>(deliver: (...args: Args) => void) =>
    (...args: Args): void => {
      try {
        deliver(...args)
      } catch (error) {
        uncaught(error)
      }
    }
  return {
    redirect: guard((...args) => events.redirect(...args)),
    login: guard((...args) => events.login(...args)),
    responseStarted: guard((...args) => events.responseStarted(...args)),
    data: guard((...args) => events.data(...args)),
    complete: guard(() => events.complete()),
    error: guard((name) => events.error(name)),
  }
}
