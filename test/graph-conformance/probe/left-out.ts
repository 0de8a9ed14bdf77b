import type { Fetch } from '../../../electron/base/fetch.ts'

/** Properties of an answer whose text names somebody or something. */
const naming = new Set([
  'id',
  'userId',
  'displayName',
  'givenName',
  'surname',
  'mail',
  'userPrincipalName',
  'employeeId',
  'tid',
  'access_token',
])
/** Shorter ones are part of any word. */
const shortest = 4

/**
 * Keeps what must not be told out of every line and of the report. Nothing of it should get that far: descriptions hold
 * shapes alone. This is the second line of defence.
 */
export interface LeftOut {
  /** From now on these are left out. */
  add(...values: readonly string[]): void
  clean(text: string): string
  /** A `Fetch` from whose requests and answers it learns what names somebody. */
  listening(fetch: Fetch): Fetch
}

export function createLeftOut(): LeftOut {
  const values = new Set<string>()
  const add = (...more: readonly string[]): void => {
    for (const value of more) if (value.length >= shortest) values.add(value)
  }
  return {
    add,
    clean: (text) => {
      let clean = text
      // The longest first: a part of it may be one too.
      for (const value of [...values].sort((a, b) => b.length - a.length)) {
        clean = clean.replaceAll(new RegExp(escaped(value), 'gi'), '(left out)')
      }
      return clean
    },
    listening: (fetch) => async (url, init) => {
      const bearer = new Headers(init?.headers).get('authorization')
      if (bearer !== null) add(bearer.replace(/^Bearer /i, ''))
      const response = await fetch(url, init)
      try {
        collect(await response.clone().json(), add)
      } catch {
        // No JSON: nothing in it is told anyway.
      }
      return response
    },
  }
}

function collect(value: unknown, add: (value: string) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && naming.has(key)) add(inner)
    else collect(inner, add)
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
