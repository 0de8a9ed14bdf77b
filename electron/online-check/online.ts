import { checksOf, notChecked, type CheckId, type CheckResult } from '../check/check-result.ts'
import { noRoster } from '../check/roster-checks.ts'
import type { Team } from '../base/team.ts'
import { teamsOf, type KioskConfig, type LoadedConfig } from '../config/config.ts'
import type { Files } from '../files/files.ts'
import type { OpenedGraph } from '../graph/open-graph.ts'
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
import { withGraph } from './with-graph.ts'

export interface OnlineQuestion {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  /** Undefined if the roster cannot be used. */
  readonly roster: Roster | undefined
  /** Rows of the roster whose person the kiosk has to ask Entra about. */
  readonly rowsToAsk: number
  readonly platform: NodeJS.Platform
  readonly files: Files
}

function teamChecksOf({ directory }: KioskConfig): readonly CheckId[] {
  const checks = checksOf('team')
  return entraSettings(directory) === undefined ? checks.filter((id) => id !== 'team.people') : checks
}

/** Checks whether a clock-out would work. Changes nothing; takes at most a minute. */
export async function checkOnline(
  question: OnlineQuestion,
  host: OnlineHost,
): Promise<readonly CheckResult[]> {
  const { config } = question.loaded
  const { progress } = host
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

  return withGraph(question, host, async (graph) => [
    ...ways,
    ...(await checkBehindSignIn(graph, question, host, { toSignIn, toGraph })),
  ])
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
  const teams = teamsOf(config.shifts)
  const needsMembers = entra !== undefined || config.enrollment.atKiosk
  const needed = needsMembers ? [usersPermission, membersPermission] : rowsToAsk > 0 ? [usersPermission] : []
  // Of several teams the kiosk reads who is in which, if it may.
  const readsMembers = needsMembers || teams.length > 1
  host.progress('Signing in …')
  const { result, signedIn } = await checkSignIn(graph, credential, config.endpoints.login, {
    ...host,
    metadataCode: toSignIn.entraCode,
  })
  if (signedIn === undefined)
    return [result, ...skipped(['sign-in.permissions', ...teamIds], 'Needs the sign-in.')]
  const { roles } = signedIn
  const before = [result, checkPermissions(roles, { needed, readsMembers })]
  if (toGraph.result.state === 'problem') return [...before, ...skipped(teamIds, 'Needs Microsoft Graph.')]
  if (roles?.some((role) => role.startsWith('Schedule.')) === false)
    return [...before, ...skipped(teamIds, `Needs ${writePermission}.`)]

  const results: CheckResult[] = []
  for (const team of teams) {
    const ofTeam = await checkOneTeam(graph, team, config.screen, host)
    results.push(...(teams.length === 1 ? ofTeam : ofTeam.map((one) => inTeam(team, one))))
  }
  if (!results.some(({ id, state }) => id === 'team.found' && state === 'good')) {
    const behindTeam = teamIds.slice(teamIds.indexOf('team.members'))
    return [...before, ...results, ...skipped(behindTeam, 'Needs the team.')]
  }
  const ids = teams.map(({ id }) => id)
  const isEntraAlone = config.directory.kind === 'entra'
  if (!isEntraAlone) host.progress('Comparing the roster with the team …')
  const members = isEntraAlone
    ? notChecked('team.members', noRoster)
    : await checkMembers(graph, { teamIds: ids, roster, roles, isForCheckOnly: !readsMembers }, host)
  if (entra === undefined) return [...before, ...results, members]
  host.progress('Reading the people and their badges …')
  const people = await checkPeople(graph, { teamIds: ids, settings: entra }, host)
  return [...before, ...results, members, people]
}

async function checkOneTeam(
  graph: OpenedGraph,
  team: Team,
  screen: KioskConfig['screen'],
  host: OnlineHost,
): Promise<readonly CheckResult[]> {
  host.progress('Reading the team and its schedule …')
  const results = await checkTeam(graph, team, screen, host)
  if (results[0]?.state !== 'good') return [...results, notChecked('team.card-list', 'Needs the team.')]
  const isSetUp = !results.some(({ id, state }) => id === 'team.schedule' && state === 'problem')
  if (isSetUp) host.progress('Checking the lists of time cards …')
  const list = isSetUp
    ? await checkCardList(graph, team, host)
    : notChecked('team.card-list', 'Needs a schedule that is set up.')
  return [...results, list]
}

function inTeam({ name }: Team, result: CheckResult): CheckResult {
  return { ...result, detail: `${name}: ${result.detail}` }
}

function skipped(ids: readonly CheckId[], why: string): readonly CheckResult[] {
  return ids.map((id) => notChecked(id, why))
}
