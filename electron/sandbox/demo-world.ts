import { randomBytes } from 'node:crypto'
import { createSandboxTenant, defaultConsent, type SandboxTenant, type TeamInTenant } from './tenant.ts'
import { makeThrowawayCertificate } from './throwaway-certificate.ts'
import type { Rules } from './rules.ts'

/** The situation of a sample badge. */
export type DemoSituation =
  | 'on-shift'
  | 'on-break'
  | 'already-out'
  | 'two-open-cards'
  | 'other-team'
  | 'not-in-roster'
  | 'enrollment-badge'
  | 'random-number'

/** A sample badge of the demo's dock. */
export interface DemoBadge {
  readonly situation: DemoSituation
  /** The text on the badge in the dock. */
  readonly label: string
  /** The UID as the reader gives it, in hex. A phone's is new each time it is read. */
  readonly uidHex: string
}

/** The demo's sample site: a tenant, its people and their badges, and the config values to reach it. */
export interface DemoWorld {
  readonly tenant: SandboxTenant
  readonly badges: readonly DemoBadge[]
  /** CSV with the columns `badge` (hex), `user id`, `name` and `team`. */
  readonly rosterCsv: string
  readonly tenantId: string
  readonly clientId: string
  /** Both teams tap at the kiosk. */
  readonly teams: readonly { readonly id: string; readonly name: string }[]
  /** The name of the team that the card is in. */
  teamOfCard(cardId: string): string
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
  readonly timeZone: string
  readonly graphBase: string
  readonly loginBase: string
  /** Resets everyone: on shift, on break, clocked out an hour ago. Clears the ledger and the faults. */
  reset(): void
}

export interface DemoWorldOptions {
  /** IANA time zone; default: this computer's. */
  readonly timeZone?: string
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number
  /**
   * Default for both: a host under `.example` (RFC 2606), so that no mistake in the demo can reach Microsoft.
   */
  readonly graphBase?: string
  readonly loginBase?: string
  readonly rules?: Partial<Rules>
}

interface DemoPerson {
  readonly situation: Exclude<DemoSituation, 'enrollment-badge' | 'random-number'>
  readonly userId: string
  readonly name: string
  readonly uidHex: string
}

const tenantId = '5f0c1a52-7d8e-4b9a-9c35-21b6f4a7d001'
const clientId = '0e6b7c94-3a1f-4d52-8f7e-6c2d9b80e002'
const warehouse = { id: 'b3a95d7e-4c06-4f18-a2d9-70f1c8e5a003', name: 'Warehouse' }
const store = { id: 'c4ba6e8f-5d17-4029-b3ea-81e2d9f6a004', name: 'Store' }

const people: readonly DemoPerson[] = [
  {
    situation: 'on-shift',
    userId: '1c7f2b90-58d4-4a63-b1e7-9f0a3d6c1101',
    name: 'Amara Okafor',
    uidHex: '04A1B2C3D4E580',
  },
  {
    situation: 'on-break',
    userId: '2d8e3ca1-69e5-4b74-82f8-a01b4e7d1102',
    name: 'Mateo Ferreira',
    uidHex: '0459D17A2E6F81',
  },
  {
    situation: 'already-out',
    userId: '3e9f4db2-7af6-4c85-93a9-b12c5f8e1103',
    name: 'Linh Tran',
    uidHex: '5AC3E71D',
  },
  {
    situation: 'two-open-cards',
    userId: '4fa05ec3-8b07-4d96-a4ba-c23d609f1104',
    name: 'Sofia Lindqvist',
    uidHex: '7B12F04C',
  },
  {
    situation: 'other-team',
    userId: '61c270e5-ad29-4fb8-86dc-e45f82b11106',
    name: 'Priya Raman',
    uidHex: '04C27E915B3A80',
  },
  {
    situation: 'not-in-roster',
    userId: '50b16fd4-9c18-4ea7-b5cb-d34e71a01105',
    name: 'Tomasz Nowak',
    uidHex: '3D6809E2',
  },
]

const labels: Readonly<Record<DemoPerson['situation'], string>> = {
  'on-shift': 'on shift',
  'on-break': 'on break',
  'already-out': 'already out',
  'two-open-cards': 'two open cards',
  'other-team': 'on shift in another team',
  'not-in-roster': 'not in the roster',
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Creates the sample site with its own throwaway certificate. */
export async function createDemoWorld(options: DemoWorldOptions = {}): Promise<DemoWorld> {
  const {
    timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone,
    now = Date.now,
    graphBase = 'https://graph.sandbox.example',
    loginBase = 'https://login.sandbox.example',
    rules = {},
  } = options
  const { certificatePem, privateKeyPem } = await makeThrowawayCertificate('Badge kiosk demo')
  const tenant = createSandboxTenant({
    tenantId,
    clientId,
    teamId: warehouse.id,
    teamName: warehouse.name,
    timeZone,
    graphBase,
    loginBase,
    now,
    rules,
    credentials: [{ certificatePem }],
    consent: [...defaultConsent, 'GroupMember.Read.All'],
  })
  const storeCards = tenant.addTeam(store)
  const reset = () => {
    tenant.clear()
    settle(tenant, storeCards, now(), timeZone)
  }
  reset()
  return {
    tenant,
    badges: [...people.map(badgeOf), enrollmentBadge, phone],
    rosterCsv: rosterCsv(),
    tenantId,
    clientId,
    teams: [warehouse, store],
    teamOfCard: (cardId) => (storeCards.cards().some(({ id }) => id === cardId) ? store : warehouse).name,
    certificatePem,
    privateKeyPem,
    timeZone,
    graphBase,
    loginBase,
    reset,
  }
}

function settle(tenant: SandboxTenant, storeCards: TeamInTenant, nowMs: number, timeZone: string): void {
  for (const { situation, userId, name } of people) {
    const isOfStore = situation === 'other-team'
    tenant.addUser({ id: userId, displayName: name }, [(isOfStore ? store : warehouse).id])
    for (const times of timesOf(situation, nowMs, timeZone))
      (isOfStore ? storeCards : tenant).addCard({ userId, ...times })
  }
}

function timesOf(situation: DemoPerson['situation'], nowMs: number, timeZone: string) {
  const ago = (hours: number, minutes: number) => nowMs - hours * hourMs - minutes * minuteMs
  switch (situation) {
    case 'on-shift':
      return [{ clockedInAtMs: ago(6, 12) }]
    case 'on-break':
      return [{ clockedInAtMs: ago(4, 41), onBreakSinceMs: ago(0, 9) }]
    case 'already-out':
      // Clocked out today, even when the demo starts just after midnight.
      return [
        {
          clockedInAtMs: ago(9, 3),
          clockedOutAtMs: nowMs - Math.min(hourMs, sinceMidnightMs(nowMs, timeZone) / 2),
        },
      ]
    case 'two-open-cards':
      return [{ clockedInAtMs: ago(7, 55) }, { clockedInAtMs: ago(2, 20) }]
    case 'other-team':
      return [{ clockedInAtMs: ago(5, 17) }]
    case 'not-in-roster':
      return [{ clockedInAtMs: ago(3, 30) }]
    default:
      return situation satisfies never
  }
}

function sinceMidnightMs(nowMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(nowMs)
  const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return read('hour') * hourMs + read('minute') * minuteMs
}

function badgeOf({ situation, name, uidHex }: DemoPerson): DemoBadge {
  return { situation, label: `${name}: ${labels[situation]}`, uidHex }
}

/** Opens the enrollment, where the badge that is not in the roster can be given to somebody. */
export const enrollmentBadge: DemoBadge = {
  situation: 'enrollment-badge',
  label: "Shift lead's badge: adds and blocks badges",
  uidHex: '04D8F36A1C9E80',
}

/** Phones answer with 08 and three random bytes (ISO/IEC 14443-3). */
const phone: DemoBadge = {
  situation: 'random-number',
  label: 'A phone: new number at each tap',
  get uidHex() {
    return `08${randomBytes(3).toString('hex').toUpperCase()}`
  },
}

function rosterCsv(): string {
  const rows = people
    .filter(({ situation }) => situation !== 'not-in-roster')
    .map(({ situation, uidHex, userId, name }) =>
      [uidHex, userId, name, (situation === 'other-team' ? store : warehouse).name].join(','),
    )
  return ['badge,user id,name,team', ...rows, ''].join('\r\n')
}
