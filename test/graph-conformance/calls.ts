/** Every Graph call that a case may be about. `{…}` is a placeholder for an ID. */
export const graphCalls = [
  'GET /v1.0/teams/{team}',
  'GET /v1.0/teams/{team}/schedule',
  'GET /v1.0/teams/{team}/schedule/timeCards',
  'POST /v1.0/teams/{team}/schedule/timeCards',
  'POST /v1.0/teams/{team}/schedule/timeCards/clockIn',
  'GET /v1.0/teams/{team}/schedule/timeCards/{card}',
  'PUT /v1.0/teams/{team}/schedule/timeCards/{card}',
  'DELETE /v1.0/teams/{team}/schedule/timeCards/{card}',
  'POST /v1.0/teams/{team}/schedule/timeCards/{card}/clockOut',
  'POST /v1.0/teams/{team}/schedule/timeCards/{card}/startBreak',
  'POST /v1.0/teams/{team}/schedule/timeCards/{card}/endBreak',
  'GET /v1.0/users',
  'GET /v1.0/users/{user}',
  'GET /v1.0/groups/{team}/members/microsoft.graph.user',
  'POST /v1.0/users/{user}/checkMemberGroups',
] as const

/** Every call of Entra. The two of discovery are sent only where the sign-in endpoint is not Microsoft's own. */
export const entraCalls = [
  'POST /{tenant}/oauth2/v2.0/token',
  'GET /{tenant}/v2.0/.well-known/openid-configuration',
  'GET /common/discovery/instance',
] as const

export type GraphCall = (typeof graphCalls)[number]
export type EntraCall = (typeof entraCalls)[number]
export type Call = GraphCall | EntraCall
