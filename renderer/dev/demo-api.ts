/** The HTTP API between the demo's dock and its host; paths are relative to the dock's page. */
export interface DemoWorld {
  readonly badges: readonly DemoBadge[]
}

export interface DemoBadge {
  readonly id: string
  /** The name printed on the badge. */
  readonly label: string
  /** The situation a tap should run into: `On shift`, `Two open cards`. */
  readonly situation: string
}

export const networkModes = ['online', 'slow', 'offline', 'answers-lost', 'throttled'] as const
export type NetworkMode = (typeof networkModes)[number]

export interface LedgerEntry {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly what: string
  readonly who: string
  readonly team: string
}

/** GET demo/world. Rejects with an Error if the host is gone or the answer is invalid. */
export async function fetchWorld(): Promise<DemoWorld> {
  const answer = await get('demo/world')
  if (!isRecord(answer) || !isListOf(answer['badges'], isBadge))
    throw new Error('Invalid answer from demo/world.')
  return { badges: answer['badges'] }
}

/** GET demo/ledger: what the Shifts stand-in received, oldest first. Rejects like `fetchWorld`. */
export async function fetchLedger(): Promise<readonly LedgerEntry[]> {
  const answer = await get('demo/ledger')
  if (!isRecord(answer) || !isListOf(answer['entries'], isEntry))
    throw new Error('Invalid answer from demo/ledger.')
  return answer['entries']
}

/** POST demo/tap: taps the badge on the demo's reader. */
export const tapBadge = (id: string): Promise<void> => post('demo/tap', { id })

/** POST demo/network: sets the state of the network between kiosk and Shifts. */
export const setNetwork = (mode: NetworkMode): Promise<void> => post('demo/network', { mode })

/** POST demo/reset: puts everyone back on shift. */
export const resetWorld = (): Promise<void> => post('demo/reset', {})

async function get(path: string): Promise<unknown> {
  const response = await fetch(path, { cache: 'no-store' })
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`)
  return response.json()
}

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}.`)
}

function isBadge(value: unknown): value is DemoBadge {
  return isRecord(value) && ['id', 'label', 'situation'].every((key) => typeof value[key] === 'string')
}

function isEntry(value: unknown): value is LedgerEntry {
  return (
    isRecord(value) &&
    typeof value['atMs'] === 'number' &&
    typeof value['what'] === 'string' &&
    typeof value['who'] === 'string' &&
    typeof value['team'] === 'string'
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isListOf<Item>(value: unknown, check: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(check)
}
