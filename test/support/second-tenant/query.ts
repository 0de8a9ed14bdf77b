import { badRequest, type Incoming, read, type Read } from './answers.ts'

type Literal = string | boolean | null

/** One comparison of a `$filter`. */
export interface Comparison {
  readonly property: string
  /** In lower case. */
  readonly operator: string
  readonly values: readonly Literal[]
}

/** Comparisons joined by `and`, and those by `or`. */
export type Filter = readonly (readonly Comparison[])[]

/**
 * Reads `a eq 'x' and b in ('y', 'z')`, with `or` too; a quote within a text is doubled
 * (concepts/query-parameters.md, 00e146a, "Escaping single quotes").
 * Silent: parentheses around comparisons are part of OData but in no page on time cards; they are refused.
 */
export function readFilter(text: string): Read<Filter> {
  // microsoft-graph-docs issue 16010 (2022-02-28) shows this answer for a filter on time cards.
  const unreadable = badRequest('Invalid filter clause')
  const token = /'(?:[^']|'')*'|[(),]|[^\s(),']+/g
  const tokens = text.match(token) ?? []
  if (text.replaceAll(token, '').trim() !== '') return unreadable
  let at = 0
  const take = (): string => tokens[at++] ?? ''
  const list = (): Literal[] | undefined => {
    const values: Literal[] = []
    if (take() !== '(') return undefined
    for (;;) {
      const value = literal(take())
      if (value === undefined) return undefined
      values.push(value)
      const next = take()
      if (next === ')') return values
      if (next !== ',') return undefined
    }
  }
  const comparison = (): Comparison | undefined => {
    const property = take()
    const operator = take().toLowerCase()
    if (operator === 'in') {
      const values = list()
      return values && { property, operator, values }
    }
    const value = literal(take())
    return value === undefined ? undefined : { property, operator, values: [value] }
  }
  const anyOf: Comparison[][] = [[]]
  for (;;) {
    const next = comparison()
    if (next === undefined) return unreadable
    anyOf.at(-1)?.push(next)
    const joint = take().toLowerCase()
    if (joint === '') return read(anyOf)
    if (joint === 'or') anyOf.push([])
    else if (joint !== 'and') return unreadable
  }
}

function literal(token: string): Literal | undefined {
  if (/^'.*'$/s.test(token)) return token.slice(1, -1).replaceAll("''", "'")
  if (token === 'null') return null
  if (token === 'true' || token === 'false') return token === 'true'
  // A date or number stands without quotes.
  return /^[\d-][\w:.+-]*$/.test(token) ? token : undefined
}

/** Silent: text is compared with its case. */
export const isMatch = (filter: Filter, valueOf: (property: string) => unknown): boolean =>
  filter.some((all) =>
    all.every(({ property, operator, values }) => {
      const value = valueOf(property) ?? null
      if (operator === 'ne') return value !== values[0]
      return values.some((wanted) => wanted === value)
    }),
  )

/** A query option by its name without `$`. concepts/query-parameters.md: on v1.0 "always include `$`". */
export function option(request: Incoming, name: string): string | undefined {
  // schedule-list-timecards.md writes `$skipToken`, concepts/paging.md `$skiptoken`: the case of an option does not matter.
  for (const [key, value] of request.url.searchParams) {
    if (key.toLowerCase() === `$${name.toLowerCase()}`) return value
  }
  return undefined
}

/** `$orderby` with one property. */
export function readOrder(
  text: string | undefined,
  properties: readonly string[],
): Read<{ readonly property: string | undefined; readonly isDescending: boolean }> {
  if (text === undefined) return read({ property: undefined, isDescending: false })
  const found = /^(\w+)(?: (asc|desc))?$/i.exec(text.trim())
  const property = found?.[1]
  if (property === undefined || !properties.includes(property)) return badRequest('Invalid orderby clause')
  // concepts/query-parameters.md, "orderby parameter": ascending unless `desc`.
  return read({ property, isDescending: found?.[2]?.toLowerCase() === 'desc' })
}

/**
 * One page of a collection in ascending (or descending) order of `positionOf`, which differs for each item.
 * concepts/paging.md (00e146a): `@odata.nextLink` is absolute, keeps the other query options, has `$skiptoken`, and is absent on
 * the last page.
 * Silent: a page begins after the last item of the one before even where items came or went in between.
 */
export function pageOf<T>(given: {
  readonly request: Incoming
  readonly graphUrl: string
  readonly items: readonly T[]
  readonly positionOf: (item: T) => string
  readonly isDescending: boolean
  readonly size: number
}): Read<{
  readonly items: readonly T[]
  readonly link: Readonly<Record<string, string>>
  /** Whether it begins the collection. */
  readonly isFirst: boolean
}> {
  const { request, positionOf, size } = given
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) * (given.isDescending ? -1 : 1)
  const token = option(request, 'skiptoken')
  const after = token === undefined ? undefined : Buffer.from(token, 'base64url').toString()
  if (after === '') return badRequest('Invalid skip token')
  const rest = given.items
    .map((item) => ({ item, position: positionOf(item) }))
    .filter(({ position }) => after === undefined || order(position, after) > 0)
    .sort((a, b) => order(a.position, b.position))
  const page = rest.slice(0, size)
  const items = page.map(({ item }) => item)
  const last = page.at(-1)
  if (last === undefined || rest.length <= size) {
    return read({ items, link: {}, isFirst: after === undefined })
  }
  const kept = [...request.url.searchParams].filter(([key]) => key.toLowerCase() !== '$skiptoken')
  const options = [...kept, ['$skiptoken', Buffer.from(last.position).toString('base64url')] as const]
  const query = options.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
  const link = { '@odata.nextLink': `${given.graphUrl}${request.url.pathname}?${query}` }
  return read({ items, link, isFirst: after === undefined })
}
