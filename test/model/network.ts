import type { Fetch } from '../../electron/base/fetch.ts'
import { dateHeaderMs } from '../../electron/graph/server-time/http-date.ts'
import { lieOf, minLieMs, withFalseDate, type Lie } from './liar.ts'
import type { ModelClock } from './model-clock.ts'
import type { KioskRequest, Service } from './service.ts'

/** What befalls one request on its way. `effect`: whether the service carries it out all the same. */
export type Fault =
  /** Late there, late back. The kiosk may give it up, and it may arrive all the same. */
  | { readonly kind: 'slow'; readonly thereMs: number; readonly backMs: number }
  | { readonly kind: 'reset'; readonly effect: boolean }
  | { readonly kind: 'silence'; readonly effect: boolean }
  | { readonly kind: 'status'; readonly status: 500 | 502 | 503 | 504; readonly effect: boolean }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number | undefined }
  /** A proxy's page in place of the answer. */
  | { readonly kind: 'html'; readonly effect: boolean }
  | Lie

/** A kiosk's way to the service. */
export interface Network {
  /** `quiet`: nothing comes back; otherwise connections are refused. */
  cut: 'up' | 'refused' | 'quiet'
  /** Used up by the next requests, one each. */
  readonly faults: Fault[]
  /** What befalls the requests that no fault is there for, one after the other and over again. */
  spell: readonly (Fault | undefined)[]
  /** Every lie that reached the kiosk, in order. */
  readonly lies: readonly ToldLie[]
  /** Every request that left, in order. */
  readonly sent: readonly KioskRequest[]
  /** The way for one run of the kiosk's program. */
  fetchOf(run: RunOnNetwork): Fetch
}

export interface ToldLie {
  readonly lie: Lie
  readonly request: KioskRequest
}

export interface RunOnNetwork {
  readonly id: string
  /** How far the computer's clock is ahead of the true time. */
  readonly wallAheadMs: () => number
  readonly alive: () => boolean
  /** Which tap a write to this card is for, by what the journal says last. */
  tapOf(cardId: string, what: KioskRequest['what']): string | undefined
  /** The program's moments; it may end at any of them. */
  leaves(request: KioskRequest): void
  arrives(request: KioskRequest): Promise<void>
  tookEffect(request: KioskRequest): void
  answered(request: KioskRequest): void
}

/** Between two false dates with an id there are at least so many true ones. */
const truthsPerLie = 3
const usualMs = 40
/** Longer than the kiosk waits for any answer. */
const giveUpMs = 45_000

export function createNetwork(
  kiosk: number,
  service: Service,
  clock: ModelClock,
  violate: (what: string) => void,
): Network {
  const sent: KioskRequest[] = []
  const lies: ToldLie[] = []
  let spellTurn = 0
  /** Answers with an id that were truly dated, since the last that was not. */
  let trueDates = truthsPerLie
  const inFlight = new Map<string, KioskRequest>()
  const pass = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve))
  const never = new Promise<never>(() => undefined)

  const serve = async (url: string, init: RequestInit, request: KioskRequest, run: RunOnNetwork) => {
    const { signal, ...rest } = init
    await run.arrives(request)
    request.givenUp = signal?.aborted === true || !run.alive()
    request.arrivedAtMs = clock.nowMs
    const response = await service.serve(new Request(url, rest), request)
    request.status = response.status
    run.tookEffect(request)
    return response
  }

  const exchange = async (url: string, init: RequestInit, request: KioskRequest, run: RunOnNetwork) => {
    if (network.cut === 'refused') throw networkError('ECONNREFUSED')
    if (network.cut === 'quiet') return never
    const fault = network.faults.shift() ?? network.spell[spellTurn++ % network.spell.length]
    const isSlow = fault?.kind === 'slow'
    await pass(isSlow ? fault.thereMs : usualMs)
    if (fault === undefined || isSlow) {
      const response = await serve(url, init, request, run)
      await pass(isSlow ? fault.backMs : usualMs)
      if (isUp()) return response
      throw networkError('ECONNRESET')
    }
    if (fault.kind === 'throttled') {
      request.status = 429
      const wait: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
      return graphError(429, clock.nowMs, wait)
    }
    if (fault.kind === 'false-date') {
      const response = await serve(url, init, request, run)
      await pass(usualMs)
      if (!mayTell(fault, run)) return response
      lies.push({ lie: fault, request })
      // A refusal's body has an id too.
      if (!fault.signed && response.status < 400) delete request.status
      return withFalseDate(response, fault, clock.nowMs)
    }
    if (fault.kind === 'stale') {
      if (init.method !== undefined && init.method !== 'GET') return serve(url, init, request, run)
      await run.arrives(request)
      request.arrivedAtMs = clock.nowMs
      request.pageAgeMs = fault.ageMs
      const response = await service.serveStale(new Request(url, { ...init, signal: null }), request)
      request.status = response.status
      lies.push({ lie: fault, request })
      await pass(usualMs)
      return response
    }
    if (fault.effect) await serve(url, init, request, run)
    switch (fault.kind) {
      case 'unsigned':
        // Whatever Graph may have said, the kiosk does not hear it.
        delete request.status
        lies.push({ lie: fault, request })
        return lieOf(fault, service.tenant.cards(), request.cardId, clock.nowMs)
      case 'reset':
        throw networkError('ECONNRESET')
      case 'silence':
        return never
      case 'status':
        return graphError(fault.status, clock.nowMs)
      case 'html':
        return new Response('<html>Please sign in</html>', { headers: { 'content-type': 'text/html' } })
      default:
        return fault satisfies never
    }
  }

  const isUp = (): boolean => network.cut === 'up'

  /**
   * With a client secret two answers that agree are believed, and so is one that agrees with the computer's own clock:
   * that is a limit that is written down, and no such lie is told. Nor is every date taken away: the computer's own clock
   * has to do then.
   */
  const mayTell = (lie: Extract<Lie, { kind: 'false-date' }>, run: RunOnNetwork): boolean => {
    if (!lie.signed) return true
    return trueDates >= truthsPerLie && Math.abs(lie.offsetMs - run.wallAheadMs()) > minLieMs
  }

  const noteDate = ({ headers }: Response): void => {
    if (!headers.has('request-id')) return
    // A strange date tells the kiosk nothing, even where it happens to be the time.
    const isTrue = Math.abs((dateHeaderMs(headers) ?? Infinity) - clock.nowMs) <= minLieMs
    trueDates = isTrue && !headers.has('age') ? trueDates + 1 : 0
  }

  const network: Network = {
    cut: 'up',
    faults: [],
    sent,
    spell: [],
    lies,
    fetchOf:
      (run) =>
      async (url, init = {}) => {
        if (!run.alive()) return never
        const { teamId, what, cardId } = meaningOf(init.method ?? 'GET', new URL(url).pathname)
        const isWrite = what === 'clockOut' || what === 'endBreak' || what === 'put'
        const tapId = cardId === '' ? '' : (run.tapOf(cardId, what) ?? '')
        if (isWrite && tapId === '')
          violate(`kiosk ${kiosk}: ${what} of ${cardId} without a line in the journal`)
        const request: KioskRequest = {
          kiosk,
          run: run.id,
          teamId,
          what,
          cardId,
          tapId,
          leftAtMs: clock.nowMs,
          givenUp: false,
        }
        run.leaves(request)
        if (!run.alive()) return never
        sent.push(request)
        if (cardId !== '') {
          if (inFlight.get(cardId)?.run === run.id)
            violate(`kiosk ${kiosk}: two requests in flight for ${cardId}`)
          inFlight.set(cardId, request)
        }
        const done = (): void => {
          if (inFlight.get(cardId) === request) inFlight.delete(cardId)
        }
        init.signal?.addEventListener('abort', done, { once: true })
        const lost = clock.after(giveUpMs * 2, done)
        try {
          const response = await exchange(url, init, request, run)
          if (!run.alive()) return await never
          run.answered(request)
          if (!run.alive()) return await never
          noteDate(response)
          return response
        } catch (error) {
          if (!run.alive()) return await never
          throw error
        } finally {
          lost()
          done()
        }
      },
  }
  return network
}

function meaningOf(method: string, path: string): Pick<KioskRequest, 'teamId' | 'what' | 'cardId'> {
  const [, teamId = '', cardId = '', action] =
    /\/teams\/([^/]+)\/schedule\/timeCards(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? []
  if (cardId === '') return { teamId, what: 'list', cardId }
  if (action === 'clockOut' || action === 'endBreak') return { teamId, what: action, cardId }
  return { teamId, what: method === 'PUT' ? 'put' : 'get', cardId }
}

function networkError(code: 'ECONNREFUSED' | 'ECONNRESET'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}

function graphError(status: number, nowMs: number, headers: Record<string, string> = {}): Response {
  return Response.json(
    { error: { code: 'scripted', message: 'The request could not be served.' } },
    { status, headers: { 'request-id': 'scripted', date: new Date(nowMs).toUTCString(), ...headers } },
  )
}
