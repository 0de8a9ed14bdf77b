import type { SiteKey } from './site-key.ts'

export interface ChainedRow {
  readonly seq: number
  readonly tapId: string
  readonly atMs: number
  readonly kind: string
  readonly body: string
}

/** The chain's end: the last event's number and link. A copy kept elsewhere (a log) reveals a cut-off end. */
export interface ChainHead {
  /** 0: no event yet. */
  readonly seq: number
  readonly link: string
}

/** The link before the first event. */
export const chainStart = ''

/**
 * A row's link: HMAC of the previous link and of the complete row, so that a row that was edited, removed,
 * added or moved no longer fits. Prefixed with the id of its site key, which identifies rows of an earlier
 * key.
 */
export function link(key: SiteKey, previous: string, row: ChainedRow): string {
  const said = JSON.stringify([previous, row.seq, row.tapId, row.atMs, row.kind, row.body])
  return `${key.id}:${key.hmac('chain', said)}`
}

/** The id of the key a link or a seal was made with. */
export function keyIdOf(stored: string): string {
  return stored.split(':', 1)[0] ?? ''
}

/** `SEQ:LINK`, as logs and the command line write a head. */
export function headText({ seq, link: last }: ChainHead): string {
  return `${seq}:${last}`
}

export function parseHead(text: string): ChainHead | undefined {
  if (text.trim() === '0:') return { seq: 0, link: chainStart }
  const found = /^([1-9]\d{0,14}):([0-9a-f]{8}:[0-9a-f]{64})$/.exec(text.trim())
  return found === null ? undefined : { seq: Number(found[1]), link: found[2] ?? '' }
}
