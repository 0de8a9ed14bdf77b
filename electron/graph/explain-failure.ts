import { cut } from '../base/text/cut.ts'

const maxMessageLength = 1_000
const maxDetailLength = 300

/**
 * Why a request failed, for logs. Node puts the reason of "fetch failed" into `cause`; several reasons, one
 * per address, into an AggregateError. Electron puts Chromium's `net::ERR_…` into the message.
 */
export function explainFailure(error: unknown): { readonly code?: string; readonly detail: string } {
  const details: string[] = []
  let code: string | undefined
  let current: unknown = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const message = cut(current.message, maxMessageLength)
    if (message !== '' && !details.includes(message)) details.push(message)
    if ('code' in current && typeof current.code === 'string') code = current.code
    code ??= /net::(ERR_[A-Z0-9_]+)/.exec(message)?.[1]
    current = current instanceof AggregateError ? current.errors[0] : current.cause
  }
  const detail = cut(details.join(': '), maxDetailLength) || 'the request failed without a reason'
  return code === undefined ? { detail } : { code, detail }
}
