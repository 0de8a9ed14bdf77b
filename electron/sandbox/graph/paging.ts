import { randomUUID } from 'node:crypto'
import { badRequest, type GraphFailure } from './graph-errors.ts'

/** One page of a list, and the link to the next page if there is one. */
export interface Page<T> {
  readonly kind: 'page'
  readonly items: readonly T[]
  readonly nextLink?: string
}

/** What a next link stands for. */
interface Cursor<T> {
  /** The items of the linked page and of the pages after it. */
  readonly items: readonly T[]
  /** The request's URL without the token. */
  readonly address: string
  readonly pageSize: number
  readonly nextIsEmpty: boolean
}

/** Number of next links that are valid at the same time; older ones expire. */
const maxCursors = 1000

/**
 * Paging by `@odata.nextLink`: a token for a snapshot of the list, valid only for the same URL. `emptyPages`: an empty
 * page comes before each page of items.
 */
export class Pager<T> {
  readonly #cursors = new Map<string, Cursor<T>>()

  /** The first page. `address`: the request's URL, on which the next links are based. */
  first(items: readonly T[], address: URL, pageSize: number, emptyPages: boolean): Page<T> {
    const cursor = { items, address: withoutToken(address), pageSize, nextIsEmpty: emptyPages }
    return this.#page(cursor, emptyPages, address)
  }

  /** The page of a next link. */
  next(token: string, address: URL, emptyPages: boolean): Page<T> | GraphFailure {
    const cursor = this.#cursors.get(token)
    if (cursor?.address !== withoutToken(address)) {
      return badRequest('The skip token does not belong to this list.')
    }
    return this.#page(cursor, emptyPages, address)
  }

  #page(cursor: Cursor<T>, emptyPages: boolean, address: URL): Page<T> {
    const size = cursor.nextIsEmpty ? 0 : cursor.pageSize
    const [items, rest] = [cursor.items.slice(0, size), cursor.items.slice(size)]
    if (rest.length === 0 && !cursor.nextIsEmpty) return { kind: 'page', items }
    const token = randomUUID().replaceAll('-', '')
    this.#forgetOldest()
    this.#cursors.set(token, { ...cursor, items: rest, nextIsEmpty: emptyPages && !cursor.nextIsEmpty })
    const link = new URL(address)
    for (const name of [...link.searchParams.keys()]) {
      if (name.toLowerCase() === '$skiptoken') link.searchParams.delete(name)
    }
    link.searchParams.set('$skiptoken', token)
    return { kind: 'page', items, nextLink: link.href }
  }

  // A Map keeps insertion order.
  #forgetOldest(): void {
    const [oldest] = this.#cursors.keys()
    if (oldest !== undefined && this.#cursors.size >= maxCursors) this.#cursors.delete(oldest)
  }
}

function withoutToken(address: URL): string {
  const parameters = [...address.searchParams]
    .filter(([name]) => name.toLowerCase() !== '$skiptoken')
    .map(([name, value]) => `${name.toLowerCase()}=${value}`)
  return `${address.pathname.toLowerCase()}?${parameters.sort().join('&')}`
}
