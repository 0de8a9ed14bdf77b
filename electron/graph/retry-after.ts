import { dateHeaderMs, httpDateMs } from './server-time/http-date.ts'

/** One year: a longer Retry-After is a broken header. */
const maxMs = 365 * 24 * 60 * 60 * 1000

/**
 * The delay of a `Retry-After` header in milliseconds; undefined if there is none or it is invalid. Seconds
 * may be fractional (Microsoft Graph has sent `2.128`). A date (RFC 9110, section 10.2.3) is relative to the
 * answer's own `Date` header if it has one, because this computer's clock may be wrong.
 */
export function retryAfterMs(headers: Headers, nowWallMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return within(Number(text) * 1000)
  const untilMs = httpDateMs(text)
  if (untilMs === undefined) return undefined
  return within(Math.max(0, untilMs - (dateHeaderMs(headers) ?? nowWallMs)))
}

function within(ms: number): number | undefined {
  return Number.isFinite(ms) && ms <= maxMs ? Math.ceil(ms) : undefined
}
