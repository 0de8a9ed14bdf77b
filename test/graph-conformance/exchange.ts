import type { Fetch } from '../../electron/base/fetch.ts'
import { Unforeseen } from './graph-case.ts'

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Undefined if there was no body, or the body is not JSON. */
  readonly json: unknown
  /** When, by this computer's clock, in milliseconds since the Unix epoch. */
  readonly sentAtMs: number
  readonly answeredAtMs: number
}

/** A `Fetch` that keeps the last exchange, so that a case sees the answer that the product's own transport received. */
export function createRecorder(fetch: Fetch): { readonly fetch: Fetch; takeLast(): Exchange | undefined } {
  let last: Exchange | undefined
  return {
    fetch: async (url, init) => {
      const sentAtMs = Date.now()
      const response = await fetch(url, init)
      const { status, headers } = response
      const answeredAtMs = Date.now()
      const text = await response.text()
      const method = init?.method ?? 'GET'
      last = { method, url, status, headers, text, json: jsonIn(text), sentAtMs, answeredAtMs }
      return new Response(text === '' ? null : text, { status, headers })
    },
    takeLast: () => {
      const taken = last
      last = undefined
      return taken
    },
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Throws `Unforeseen` unless the condition holds. The error shows only the shape of the answer, none of its values. */
export function foreseen(condition: boolean, exchange: Exchange, what: string): asserts condition {
  if (!condition) throw new Unforeseen(`${what}: ${describe(exchange)}`)
}

export function mustHaveStatus(exchange: Exchange, ...statuses: readonly number[]): void {
  foreseen(statuses.includes(exchange.status), exchange, `expected ${statuses.join(' or ')}`)
}

/** Describes an answer without any of its values: status, error codes, and the shape of its body. */
export function describe({ status, json, text }: Exchange): string {
  const codes = errorCodesIn(json)
  const code = codes.length === 0 ? '' : `, code ${codes.join(' / ')}`
  const body = text === '' ? 'no body' : json === undefined ? 'a body that is not JSON' : shapeOf(json, 0)
  return `status ${status}${code}, ${body}`
}

/** Codes as Graph and Entra write them: words, or AADSTS and a number. Anything else may be a value. */
const codeShape = /^(?:[A-Za-z]+(?:_[A-Za-z]+)*|AADSTS\d{2,9})$/
const maxCodeLength = 60

/** The error codes of an answer, outermost first, including those inside a message that is itself JSON. */
export function errorCodesIn(json: unknown, depth = 0): readonly string[] {
  if (!isObject(json) || depth > 6) return []
  const own = ['code', 'error'].flatMap((key) => (typeof json[key] === 'string' ? [json[key]] : []))
  const inMessage =
    typeof json['message'] === 'string' ? errorCodesIn(jsonIn(json['message']), depth + 1) : []
  const inner = ['error', 'innerError', 'innererror'].flatMap((key) => errorCodesIn(json[key], depth + 1))
  return [...own.filter(isCode), ...inner, ...inMessage]
}

export function isCode(text: string): boolean {
  return text.length <= maxCodeLength && codeShape.test(text)
}

const deepest = 4
const maxKeys = 20

/**
 * Names and types, such as `{ error: { code: text, message: text } }`. A name that does not look like a property's may be
 * a value, so it is not shown.
 */
function shapeOf(value: unknown, depth: number): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${value.length} of ${shapeOf(value[0], depth + 1)}]`
  if (value === null) return 'null'
  if (!isObject(value)) return typeof value === 'string' ? 'text' : typeof value
  if (depth > deepest) return '{…}'
  const entries = Object.entries(value).slice(0, maxKeys)
  const parts = entries.map(([key, inner]) => `${propertyName(key)}: ${shapeOf(inner, depth + 1)}`)
  return `{ ${parts.join(', ')} }`
}

function propertyName(key: string): string {
  // A dot is allowed only in an OData annotation: `maren.quist` may be a person's name.
  return /^(?:[a-z][A-Za-z]{0,30}|@[a-z]{1,20}\.[A-Za-z]{1,20})$/.test(key) ? key : '(name not shown)'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
