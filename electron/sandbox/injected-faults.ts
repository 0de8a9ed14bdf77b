import type { Call } from './call.ts'
import type { RouteName } from './routes.ts'

/** What can be made to go wrong. `changeMade`: whether the request has its effect all the same; default no. */
export type Fault =
  /** Every answer is late. `before`: the change too happens only after the wait; default. */
  | { readonly kind: 'latency'; readonly ms: number; readonly when?: 'before' | 'after' }
  /** Nothing arrives. `refused` (default): nobody listens; `reset`: the line breaks; `no-such-host`: no DNS. */
  | { readonly kind: 'offline'; readonly how?: ConnectionProblem }
  /** The line breaks before the change took effect. */
  | { readonly kind: 'answer-lost-before' }
  /** The line breaks after the change took effect. */
  | { readonly kind: 'answer-lost-after' }
  /** The line stays open and no answer ever comes. */
  | { readonly kind: 'silence'; readonly changeMade?: boolean }
  /** An error of the service. `retryAfter` is the header as sent, such as `2.128`. */
  | {
      readonly kind: 'status'
      readonly status: FaultStatus
      readonly code?: string
      readonly retryAfter?: string
      readonly errorForm?: 'plain' | 'json-in-message' | 'nested'
      readonly changeMade?: boolean
    }
  /** A page of HTML, such as a proxy's, in place of the answer. */
  | { readonly kind: 'html'; readonly status: 200 | 502; readonly changeMade?: boolean }
  /** JSON that something on the way puts in place of the answer: without the ids that the service gives its own. */
  | {
      readonly kind: 'unsigned'
      readonly status: number
      /** Absent: no body. */
      readonly json?: unknown
      readonly retryAfter?: string
      readonly changeMade?: boolean
    }
  /** The answer's JSON ends in the middle. The request has its effect. */
  | { readonly kind: 'truncated-json' }

export type FaultStatus = 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503 | 504

export type ConnectionProblem = 'refused' | 'reset' | 'no-such-host'

/** Which requests a fault befalls. */
export interface FaultScope {
  /** Names of calls, or all calls of one service; absent: every call. */
  readonly routes?: readonly RouteName[] | 'entra' | 'graph'
  readonly matching?: (call: Call) => boolean
  /** For how many matching requests; absent: until cleared. */
  readonly times?: number
}

/** A fault that was switched on. */
export interface SwitchedFault {
  readonly fault: Fault
  /** How many requests it befell. */
  readonly hits: number
  clear(): void
}

interface Switch extends SwitchedFault {
  readonly scope: FaultScope
  hits: number
}

/**
 * Faults on demand. Being offline comes before all else; latency adds to whatever follows; of the others the one
 * that was switched on first is used up first, so a sequence is switched on in the order it shall happen.
 */
export class FaultSwitches {
  /** How far the service's clock is ahead of `now`, in milliseconds: its Date header, tokens and stamps. */
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

  /** Switches everything off and sets the clock right. */
  clear(): void {
    this.#switches = []
    this.clockSkewMs = 0
  }

  /** Whether no request at all arrives now. A server asks this before it accepts a connection. */
  get isOffline(): boolean {
    return this.#switches.some(
      ({ fault, scope }) =>
        fault.kind === 'offline' && scope.routes === undefined && scope.matching === undefined,
    )
  }

  /** What befalls this request. Counts against `times`. */
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

/** Thrown in place of an answer: the client sees its connection fail, not a response. */
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
