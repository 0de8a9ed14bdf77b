import { silentLog } from '../base/log/log.ts'
import { notChecked, type CheckId, type CheckResult } from '../check/check-result.ts'
import type { KioskConfig, LoadedConfig } from '../config/config.ts'
import { openSignIn } from '../config/sign-in/open-sign-in.ts'
import type { Files } from '../files/files.ts'
import { openGraph, type OpenedGraph } from '../graph/open-graph.ts'
import { writePermission } from '../graph/sign-in/token-roles.ts'
import type { Roster } from '../directory/roster/roster.ts'
import { checkClock } from './clock-check.ts'
import { checkWayToGraph, checkWayToSignIn, type Way } from './network-check.ts'
import type { OnlineHost } from './online-host.ts'
import { checkPermissions } from './permissions.ts'
import { checkSignIn } from './sign-in-check.ts'
import { checkCardList, checkTeam } from './team-check.ts'
import { checkWayToWebhook } from './webhook-way.ts'
import { checkMembers } from './team-members.ts'
import { checkPeople } from './people-check.ts'
import { membersPermission, usersPermission } from '../directory/entra/entra-words.ts'
import { entraSettings } from '../directory/open-directory.ts'

export interface OnlineQuestion {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  /** Undefined if the roster cannot be used. */
  readonly roster: Roster | undefined
  /** Rows of the roster whose person the kiosk has to ask Entra about. */
  readonly rowsToAsk: number
  readonly platform: NodeJS.Platform
  readonly files: Files
}

const teamChecks = [
  'team.found',
  'team.schedule',
  'team.time-clock',
  'team.time-zone',
  'team.card-list',
  'team.members',
] as const

function teamChecksOf({ directory }: KioskConfig): readonly CheckId[] {
  return entraSettings(directory) === undefined ? teamChecks : [...teamChecks, 'team.people']
}

/**
 * Opens Graph as the kiosk does and checks whether a clock-out would work. Only reads, changes nothing. Each
 * check takes at most ten seconds, all together at most a minute.
 */
export async function checkOnline(
  question: OnlineQuestion,
  host: OnlineHost,
): Promise<readonly CheckResult[]> {
  const { config, credential } = question.loaded
  const { clock, progress } = host
  const { login, graph: endpoint } = config.endpoints

  progress(`Connecting to ${[...new Set([login, endpoint].map((url) => new URL(url).host))].join(' and ')} …`)
  const [toSignIn, toGraph, toWebhook] = await Promise.all([
    checkWayToSignIn(config, host),
    checkWayToGraph(config, host),
    checkWayToWebhook(config, question, host),
  ])
  const sightings = [toSignIn.clock, toGraph.clock].filter((sighting) => sighting !== undefined)
  const ways = [toSignIn.result, toGraph.result, toWebhook, checkClock(sightings)]
  if (toSignIn.result.state === 'problem')
    return [
      ...ways,
      ...skipped(
        ['sign-in.token', 'sign-in.permissions', ...teamChecksOf(config)],
        'Needs the sign-in service.',
      ),
    ]

  const signIn = openSignIn(credential, { ...question, clock, log: silentLog })
  const graph = openGraph({
    endpoint,
    signIn: {
      tenantId: config.signIn.tenantId,
      clientId: config.signIn.clientId,
      loginEndpoint: login,
      credential: () => signIn.credential(),
    },
    fetch: host.fetch,
    clock,
    log: silentLog,
  })
  try {
    return [...ways, ...(await checkBehindSignIn(graph, question, host, { toSignIn, toGraph }))]
  } finally {
    graph.stop()
    signIn.stop()
  }
}

async function checkBehindSignIn(
  graph: OpenedGraph,
  { loaded, roster, rowsToAsk }: OnlineQuestion,
  host: OnlineHost,
  { toSignIn, toGraph }: { readonly toSignIn: Way; readonly toGraph: Way },
): Promise<readonly CheckResult[]> {
  const { config, credential } = loaded
  const teamIds = teamChecksOf(config)
  const entra = entraSettings(config.directory)
  const needed =
    entra !== undefined ? [usersPermission, membersPermission] : rowsToAsk > 0 ? [usersPermission] : []
  host.progress('Signing in …')
  const { result, signedIn } = await checkSignIn(graph, credential, config.endpoints.login, {
    ...host,
    metadataCode: toSignIn.entraCode,
  })
  if (signedIn === undefined)
    return [result, ...skipped(['sign-in.permissions', ...teamIds], 'Needs the sign-in.')]
  const { roles } = signedIn
  const before = [result, checkPermissions(roles, needed)]
  if (toGraph.result.state === 'problem') return [...before, ...skipped(teamIds, 'Needs Microsoft Graph.')]
  if (roles?.some((role) => role.startsWith('Schedule.')) === false)
    return [...before, ...skipped(teamIds, `Needs ${writePermission}.`)]

  host.progress('Reading the team and its schedule …')
  const team = await checkTeam(graph, config, host)
  if (team[0]?.state !== 'good') {
    const behindTeam = teamIds.slice(teamIds.indexOf('team.card-list'))
    return [...before, ...team, ...skipped(behindTeam, 'Needs the team.')]
  }
  const isSetUp = !team.some(({ id, state }) => id === 'team.schedule' && state === 'problem')
  if (isSetUp) host.progress('Checking the lists of time cards …')
  const list = isSetUp
    ? await checkCardList(graph, config, host)
    : notChecked('team.card-list', 'Needs a schedule that is set up.')
  host.progress('Comparing the roster with the team …')
  const members = await checkMembers(graph, { teamId: config.shifts.teamId, roster, roles }, host)
  if (entra === undefined) return [...before, ...team, list, members]
  host.progress('Reading the people and their badges …')
  const people = await checkPeople(graph, { teams: [config.shifts.teamId], settings: entra }, host)
  return [...before, ...team, list, members, people]
}

function skipped(ids: readonly CheckId[], why: string): readonly CheckResult[] {
  return ids.map((id) => notChecked(id, why))
}
