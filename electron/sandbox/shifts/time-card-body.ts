import { z } from 'zod'
import { isRecord } from '../../base/is-record.ts'
import type { Call } from '../call.ts'
import type { Rules } from '../rules.ts'
import { badRequest, type GraphFailure } from '../graph/graph-errors.ts'

/*
 * The bodies of the time card calls, from the parameters on the pages "timeCard: clockOut", "clockIn",
 * "startBreak", "endBreak", "Create timeCard" and "Replace timeCard". Anything else is rejected.
 */

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)

const itemBody = z.strictObject({ contentType: z.enum(['text', 'html']), content: z.string().nullable() })

const dateTimeOffset = z.iso.datetime({ offset: true })

const event = z.strictObject({
  dateTime: dateTimeOffset,
  isAtApprovedLocation: z.boolean().nullable().default(null),
  notes: itemBody.nullable().default(null),
})

const cardBreak = z.strictObject({
  breakId: z.string().optional(),
  start: event,
  end: event.nullable().default(null),
  notes: itemBody.nullable().default(null),
})

export const clockBody = z.strictObject({
  isAtApprovedLocation: z.boolean(),
  notes: itemBody.nullish().transform((notes) => notes ?? null),
})

export const clockInBody = clockBody.extend({ onBehalfOfUserId: guid })

export const createBody = z.strictObject({
  userId: guid,
  clockInEvent: event,
  clockOutEvent: event.nullable().default(null),
  breaks: z.array(cardBreak).default([]),
  notes: itemBody.nullable().default(null),
})

export const replaceBody = createBody.extend({
  id: z.string().optional(),
  state: z.enum(['clockedIn', 'onBreak', 'clockedOut']).optional(),
  // The service keeps its own values of these; the page's sample sends some of them anyway, one as `None`.
  confirmedBy: z.stringFormat('confirmedBy', /^(?:none|user|manager)(?:, ?(?:user|manager))*$/i).optional(),
  originalEntry: z.unknown().optional(),
  createdBy: z.unknown().optional(),
  createdDateTime: z.unknown().optional(),
  lastModifiedBy: z.unknown().optional(),
  lastModifiedDateTime: z.unknown().optional(),
})

export type ItemBody = z.infer<typeof itemBody>
export type TimeCardEvent = z.infer<typeof event>
export type ClockBody = z.infer<typeof clockBody>
export type CreateBody = z.infer<typeof createBody>

/** Parses a request's JSON body; on failure, one sentence says what is wrong. */
export function readBody<T>(
  call: Call,
  schema: z.ZodType<T>,
  { unknownProperties }: Pick<Rules, 'unknownProperties'>,
): { readonly kind: 'body'; value: T } | GraphFailure {
  const type = call.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type === undefined)
    return badRequest('Write requests must contain the Content-Type header declaration.')
  if (type !== 'application/json') {
    return badRequest('Entity only allows writes with a JSON Content-Type header.')
  }
  let json: unknown
  try {
    json = JSON.parse(call.body)
  } catch {
    return badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    )
  }
  const body = withoutAnnotations(json)
  const strict = schema.safeParse(body)
  const parsed =
    strict.success || unknownProperties === 'refuse'
      ? strict
      : schema.safeParse(withoutUnknown(body, strict.error.issues))
  if (parsed.success) return { kind: 'body', value: parsed.data }
  const issue = parsed.error.issues[0]
  return badRequest(`Invalid request body. ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

/** The body without the properties that strict parsing reported as undeclared. */
function withoutUnknown(body: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(body)
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const holder = issue.path.reduce<unknown>(
      (value, key) => (isObject(value) ? value[String(key)] : undefined),
      copy,
    )
    for (const key of issue.keys) if (isObject(holder)) Reflect.deleteProperty(holder, key)
  }
  return copy
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

// OData allows annotations such as `@odata.context` in any payload.
function withoutAnnotations(json: unknown): unknown {
  if (!isRecord(json)) return json
  return Object.fromEntries(Object.entries(json).filter(([name]) => !name.includes('@odata.')))
}
