import type { Source } from '../graph-case.ts'

type Page = Exclude<Source, 'silent'>

const graphDocs = 'microsoftgraph/microsoft-graph-docs-contrib'
const entraDocs = 'MicrosoftDocs/entra-docs'

function api(name: string, date = '2025-01-17'): Page {
  return { page: `${graphDocs}: api-reference/v1.0/${name}.md`, date }
}

function entra(name: string, date: string): Page {
  return { page: `${entraDocs}: docs/identity-platform/${name}.md`, date }
}

function csdl(what: string): Page {
  return { metadata: `microsoftgraph/msgraph-metadata: schemas/v1.0-Prod.csdl of 2026-08-20, ${what}` }
}

/** Where the documented cases were read. A date of a page is its `ms.date`; one without it names the commit. */
export const pages = {
  timeCard: api('resources/timecard'),
  list: api('api/schedule-list-timecards'),
  get: api('api/timecard-get'),
  create: api('api/schedule-post-timecards'),
  clockIn: api('api/timecard-clockin'),
  clockOut: api('api/timecard-clockout'),
  startBreak: api('api/timecard-startbreak'),
  replace: api('api/timecard-replace'),
  delete: api('api/schedule-delete-timecards'),
  schedule: api('api/schedule-get', 'commit 02b4cba'),
  team: api('api/team-get', 'commit 02b4cba'),
  members: api('api/group-list-members', 'commit 2926c60'),
  errors: { page: `${graphDocs}: concepts/errors.md`, date: 'commit 02b4cba' },
  paging: { page: `${graphDocs}: concepts/paging.md`, date: 'commit 00e146a' },
  throttling: { page: `${graphDocs}: concepts/throttling.md`, date: 'commit 005016a' },
  bestPractices: { page: `${graphDocs}: concepts/best-practices-concept.md`, date: 'commit 085de41' },
  /** The date is the page's "Updated". */
  queryLimits: { page: 'developer.microsoft.com/graph/known-issues, search=13635', date: '2023-06-01' },
  user: api('resources/user', 'commit fef668e'),
  checkMemberGroups: api('api/user-checkmembergroups', 'commit 1171781'),
  advancedQueries: { page: `${graphDocs}: concepts/aad-advanced-queries.md`, date: '2023-04-14' },
  clientCredentials: entra('v2-oauth2-client-creds-grant-flow', 'commit 03033eb'),
  certificateCredentials: entra('certificate-credentials', '2025-01-04'),
  accessTokenClaims: entra('access-token-claims-reference', '2023-05-26'),
  errorCodes: entra('reference-error-codes', '2024-04-24'),
  /** A customer's report, with the answer of the service in full. */
  timeFilterReport: {
    page: 'techcommunity.microsoft.com: Microsoft 365 Developer Platform ideas, filter time cards by clockInEvent/dateTime',
    date: '2023-11-07',
  },
  timeCardMetadata: csdl('timeCard and timeCardEvent'),
  clockOutMetadata: csdl('action clockOut'),
} as const satisfies Readonly<Record<string, Page>>
