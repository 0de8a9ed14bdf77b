/** Every call the sandbox knows by name. Faults refer to these names. */
export type RouteName = EntraRoute | GraphRoute

export type EntraRoute = 'openid-configuration' | 'instance-discovery' | 'token' | 'unknown-entra'

export type GraphRoute =
  | 'get-team'
  | 'get-schedule'
  | 'list-time-cards'
  | 'create-time-card'
  | 'clock-in'
  | 'get-time-card'
  | 'replace-time-card'
  | 'delete-time-card'
  | 'clock-out'
  | 'start-break'
  | 'end-break'
  | 'confirm'
  | 'list-users'
  | 'get-user'
  | 'list-members'
  | 'check-member-groups'
  | 'wrong-method'
  | 'unknown-graph'

/** The call that a request makes, and the ids in its path. */
export interface Route<Name extends RouteName = RouteName> {
  readonly name: Name
  readonly service: 'entra' | 'graph'
  /** Tenant, team, group or user; empty if the path has none. */
  readonly ownerId: string
  /** Time card id; empty if the path has none. */
  readonly cardId: string
}

interface Pattern {
  readonly path: RegExp
  readonly methods: Readonly<Partial<Record<string, RouteName>>>
}

// OData segment names are case-insensitive; the documentation's own samples write both clockIn and clockin.
const entraPatterns: readonly Pattern[] = [
  { path: /^\/common\/discovery\/instance$/i, methods: { GET: 'instance-discovery' } },
  {
    path: /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i,
    methods: { GET: 'openid-configuration' },
  },
  { path: /^\/([^/]+)\/oauth2\/v2\.0\/token$/i, methods: { POST: 'token' } },
]

const graphPatterns: readonly Pattern[] = [
  { path: /^\/v1\.0\/teams\/([^/]+)$/i, methods: { GET: 'get-team' } },
  { path: /^\/v1\.0\/teams\/([^/]+)\/schedule$/i, methods: { GET: 'get-schedule' } },
  {
    path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards$/i,
    methods: { GET: 'list-time-cards', POST: 'create-time-card' },
  },
  { path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/clockIn$/i, methods: { POST: 'clock-in' } },
  {
    path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/([^/]+)$/i,
    methods: { GET: 'get-time-card', PUT: 'replace-time-card', DELETE: 'delete-time-card' },
  },
  {
    path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/([^/]+)\/clockOut$/i,
    methods: { POST: 'clock-out' },
  },
  {
    path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/([^/]+)\/startBreak$/i,
    methods: { POST: 'start-break' },
  },
  {
    path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/([^/]+)\/endBreak$/i,
    methods: { POST: 'end-break' },
  },
  { path: /^\/v1\.0\/teams\/([^/]+)\/schedule\/timeCards\/([^/]+)\/confirm$/i, methods: { POST: 'confirm' } },
  { path: /^\/v1\.0\/users$/i, methods: { GET: 'list-users' } },
  { path: /^\/v1\.0\/users\/([^/]+)$/i, methods: { GET: 'get-user' } },
  {
    path: /^\/v1\.0\/users\/([^/]+)\/(?:microsoft\.graph\.)?checkMemberGroups$/i,
    methods: { POST: 'check-member-groups' },
  },
  { path: /^\/v1\.0\/groups\/([^/]+)\/members\/microsoft\.graph\.user$/i, methods: { GET: 'list-members' } },
]

export function findRoute(service: 'entra' | 'graph', method: string, path: string): Route {
  for (const pattern of service === 'entra' ? entraPatterns : graphPatterns) {
    const match = pattern.path.exec(path)
    if (match === null) continue
    const [, ownerId = '', cardId = ''] = match
    const name = pattern.methods[method] ?? (service === 'entra' ? 'unknown-entra' : 'wrong-method')
    return { name, service, ownerId: decoded(ownerId), cardId: decoded(cardId) }
  }
  return { name: service === 'entra' ? 'unknown-entra' : 'unknown-graph', service, ownerId: '', cardId: '' }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
