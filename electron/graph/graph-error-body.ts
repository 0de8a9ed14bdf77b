import { parseBoundedJson } from './network/bounded-json.ts'
import { asCode, asId } from './network/microsoft-answer.ts'
import { withoutSecrets } from '../base/log/without-secrets.ts'

/** The content of an error body. Each field is present only if the body had it. */
export interface GraphErrorBody {
  /**
   * The most specific code: from JSON in the message, else from the innermost error, else from the outer one.
   */
  readonly code?: string
  /** Prose for people and logs; never branch on it. */
  readonly message?: string
  readonly requestId?: string
  readonly clientRequestId?: string
}

/** Deeper nesting is malformed or malicious. */
const deepest = 8
/** An error description is a few hundred characters, including a connector's own text. */
const limits = { length: 64 * 1024, structuralCharacters: 4_000 }

/**
 * Reads `{ "error": { "code", "message", "innerError" } }` ("Microsoft Graph error responses and resource
 * types"). `innerError` is also spelled `innererror` and may be nested; `message` may itself be JSON that
 * contains the real code. Returns undefined if the text is not a JSON object with an `error`. Accepts any
 * text; never throws.
 */
export function parseGraphError(text: string): GraphErrorBody | undefined {
  const body = parseObject(text)
  const error = body?.['error']
  if (typeof error === 'string')
    return compact({ code: asCode(error), message: asText(body?.['error_description']) })
  return isObject(error) ? readError(error, 0) : undefined
}

function readError(error: Record<string, unknown>, depth: number): GraphErrorBody {
  const outer: GraphErrorBody = compact({
    code: asCode(error['code']),
    message: asText(error['message']),
    requestId: asId(error['request-id']),
    clientRequestId: asId(error['client-request-id']),
  })
  if (depth >= deepest) return outer
  const inner = error['innerError'] ?? error['innererror']
  const fromInner = isObject(inner) ? readError(inner, depth + 1) : {}
  const fromMessage = readMessage(error['message'], depth + 1)
  return { ...outer, ...fromInner, ...fromMessage }
}

/** Reads a message that is itself JSON: an error object, or an object with an `error`. */
function readMessage(message: unknown, depth: number): GraphErrorBody {
  const object = typeof message === 'string' ? parseObject(message) : undefined
  if (object === undefined) return {}
  const error = object['error']
  return readError(isObject(error) ? error : object, depth)
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  const parsed = parseBoundedJson(text, limits)
  return parsed.kind === 'json' && isObject(parsed.value) ? parsed.value : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function asText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? withoutSecrets(value) : ''
  return text === '' ? undefined : text
}

function compact(parts: { [K in keyof GraphErrorBody]: GraphErrorBody[K] | undefined }): GraphErrorBody {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
