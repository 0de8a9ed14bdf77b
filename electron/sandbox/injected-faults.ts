import type { Call } from './call.ts'
import type { RouteName } from './routes.ts'

/** Faults that can be injected. `changeMade`: whether the request takes effect anyway; default: no. */
export type Fault =
  /** Delays every answer. `before` (default): the change happens only after the delay. */
  | { readonly kind: 'latency'; readonly ms: number; readonly when?: 'before' | 'after' }
  /** Nothing arrives. `refused` (default): connection refused; `no-such-host`: no DNS. */
  | { readonly kind: 'offline'; readonly how?: ConnectionProblem }
  /** The connection breaks before the change takes effect. */
  | { readonly kind: 'answer-lost-before' }
  /** The connection breaks after the change took effect. */
  | { readonly kind: 'answer-lost-after' }
  /** The connection stays open and no answer comes. */
  | { readonly kind: 'silence'; readonly changeMade?: boolean }
  /** An error from the service. `retryAfter`: the header as sent, such as `2.128`. */
  | {
      readonly kind: 'status'
      readonly status: FaultStatus
      readonly code?: string
      readonly retryAfter?: string
      readonly errorForm?: 'plain' | 'json-in-message' | 'nested'
      readonly changeMade?: boolean
    }
  /** An HTML page, such as a proxy's, instead of the answer. */
  | { readonly kind: 'html'; readonly status: 200 | 502; readonly changeMade?: boolean }
  /** JSON from a system between client and service instead of the answer: without the service's ids. */
  | {
      readonly kind: 'unsigned'
      readonly status: number
      /** Absent: no body. */
      readonly json?: unknown
      readonly retryAfter?: string
      readonly changeMade?: boolean
    }
  /** The answer's JSON is truncated. The request takes effect. */
  | { readonly kind: 'truncated-json' }

export type FaultStatus = 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504

export type ConnectionProblem = 'refused' | 'reset' | 'no-such-host'

/** Which requests a fault applies to. */
export interface FaultScope {
  /** Names of calls, or all calls of one service; absent: every call. */
  readonly routes?: readonly RouteName[] | 'entra' | 'graph'
  readonly matching?: (call: Call) => boolean
  /** Number of matching requests it applies to; absent: until cleared. */
  readonly times?: number
}

/** An injected fault. */
export interface SwitchedFault {
  readonly fault: Fault
  /** Number of requests it was applied to. */
  readonly hits: number
  clear(): void
}

interface Switch extends SwitchedFault {
  readonly scope: FaultScope
  hits: number
}

/**
 * Injects faults on demand. `offline` has priority; latency is added to whatever follows; the others are used
 * up in the order they were set, so set a sequence in the order it should happen.
 */
export class FaultSwitches {
  /** How far the service's clock is ahead of `now`, in milliseconds. */
  clockSkewMs = 0
  #switches: Switch[] = []

  set(fault: Fault, scope: FaultScope = {}): SwitchedFault {
    const added: Switch = {
      fault,
      scope,
      hits: 0,
      clear: () => {
        this.#switches = this.#switches.filter((other) => other !== added)
      },
    }
    this.#switches.push(added)
    return added
  }

  /** Removes all faults and the clock skew. */
  clear(): void {
    this.#switches = []
    this.clockSkewMs = 0
  }

  /** Whether no request at all arrives now. A server checks this before it accepts a connection. */
  get isOffline(): boolean {
    return this.#switches.some(
      ({ fault, scope }) =>
        fault.kind === 'offline' && scope.routes === undefined && scope.matching === undefined,
    )
  }

  /** The faults for this request. Counts against `times`. */
  take(call: Call): {
    readonly latencies: readonly LatencyFault[]
    readonly outcome: OutcomeFault | undefined
  } {
    const matching = this.#switches.filter(({ scope }) => matches(scope, call))
    const offline = matching.find(({ fault }) => fault.kind === 'offline')
    const first = offline ?? matching.find(({ fault }) => fault.kind !== 'latency')
    const late = offline ? [] : matching.filter(({ fault }) => fault.kind === 'latency')
    for (const used of first ? [first, ...late] : late) {
      used.hits += 1
      if (used.scope.times !== undefined && used.hits >= used.scope.times) used.clear()
    }
    return {
      latencies: late.map(({ fault }) => fault).filter((fault) => fault.kind === 'latency'),
      outcome: first?.fault.kind === 'latency' ? undefined : first?.fault,
    }
  }
}

export type LatencyFault = Extract<Fault, { kind: 'latency' }>
export type OutcomeFault = Exclude<Fault, { kind: 'latency' }>

/** Thrown instead of an answer: the client sees its connection fail. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  readonly problem: ConnectionProblem

  constructor(problem: ConnectionProblem) {
    super(`the connection failed: ${problem}`)
    this.problem = problem
  }
}

function matches(scope: FaultScope, call: Call): boolean {
  const { routes, matching } = scope
  const { name, service } = call.route
  const byRoute =
    routes === undefined || (typeof routes === 'string' ? routes === service : routes.includes(name))
  return byRoute && (matching === undefined || matching(call))
}
