import type { SiteKey } from './site-key.ts'

export interface ChainedRow {
  readonly seq: number
  readonly tapId: string
  readonly atMs: number
  readonly kind: string
  readonly body: string
}

/** What the first event is chained to. */
export const chainStart = ''

/**
 * A row's link: HMAC of the link before and of everything the row says, so that a row that was edited, removed,
 * added or moved no longer fits. Written with its site key's id in front: rows of an earlier key can be told.
 */
export function link(key: SiteKey, previous: string, row: ChainedRow): string {
  const said = JSON.stringify([previous, row.seq, row.tapId, row.atMs, row.kind, row.body])
  return `${key.id}:${key.hmac('chain', said)}`
}
