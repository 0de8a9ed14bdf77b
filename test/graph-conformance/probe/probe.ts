import { writeFileSync } from 'node:fs'
import { version } from '../../../package.json'
import { systemClock } from '../../../electron/base/time/clock.ts'
import type { Fetch } from '../../../electron/base/fetch.ts'
import { silentLog } from '../../../electron/base/log/log.ts'
import type { KioskConfig } from '../../../electron/config/config.ts'
import { loadConfig } from '../../../electron/config/load.ts'
import { openSignIn, type SignIn } from '../../../electron/config/sign-in/open-sign-in.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { isMicrosoftSignIn } from '../../../electron/graph/sign-in/microsoft-hosts.ts'
import { graphCases } from '../cases/index.ts'
import { NotOwnCard, NotSeen, Unforeseen } from '../graph-case.ts'
import { openTenant } from '../open-tenant.ts'
import { cardCall, newMark } from '../own-cards.ts'
import { runCase, type CaseResult } from '../run-cases.ts'
import { bears, cardIn, type SeenCard } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import type { LeftOut } from './left-out.ts'
import type { ProbeOptions } from './options.ts'
import { createPseudonyms, reportOf } from './report.ts'
import { lives, openRunNotes, stateFolder, type RunNotes } from './run-notes.ts'
import { progressLine, table, warning } from './say.ts'
import { betweenRequestsMs, noPace, spacedFetch } from './spaced-fetch.ts'
import { cardsOfUser, checkTeam, hasOpen, stateOf } from './team.ts'

export const probeExit = {
  ok: 0,
  fault: 1,
  refused: 2,
  notReady: 3,
  notAsItWas: 4,
  interrupted: 130,
} as const
export type ProbeExit = (typeof probeExit)[keyof typeof probeExit]

export interface ProbeHost {
  readonly fetch: Fetch
  readonly env: Readonly<Record<string, string | undefined>>
  readonly leftOut: LeftOut
  /** A line to standard output. */
  readonly say: (text: string) => void
  /** A line to standard error. */
  readonly warn: (text: string) => void
  readonly isInterrupted: () => boolean
}

type Asked = Extract<ProbeOptions, { kind: 'probe' }>

/** A stand-in on this computer has no limits to keep. */
function isLoopback({ endpoints }: KioskConfig): boolean {
  return [endpoints.graph, endpoints.login].every((url) =>
    /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname),
  )
}

/** Runs every case against the tenant of a config, and leaves the team as it was. */
export async function probe(asked: Asked, host: ProbeHost): Promise<ProbeExit> {
  const { env, leftOut, warn } = host
  const platform = process.platform
  leftOut.add(asked.teamId, asked.userId)
  const loaded = await loadConfig({ configPath: asked.configPath, env, platform }, directFiles)
  if (loaded.kind === 'bad') {
    for (const { key, problem } of loaded.problems) warn(`config: ${key}: ${problem}`)
    return probeExit.refused
  }
  const { config } = loaded
  leftOut.add(config.signIn.tenantId, config.signIn.clientId)
  if (loaded.credential.kind === 'secret') leftOut.add(loaded.credential.secret)
  const parts = { platform, files: directFiles, clock: systemClock, log: silentLog }
  const signIn = openSignIn(loaded.credential, parts)
  try {
    return await withSignIn(asked, config, signIn, host)
  } catch (problem) {
    // Before the first case; what was thrown over an answer says its shape alone.
    if (!(problem instanceof NotSeen || problem instanceof Unforeseen)) throw problem
    warn(`Refused: ${problem.message}.`)
    return probeExit.refused
  } finally {
    signIn.stop()
  }
}

async function withSignIn(
  asked: Asked,
  config: KioskConfig,
  signIn: SignIn,
  host: ProbeHost,
): Promise<ProbeExit> {
  const { leftOut, warn } = host
  const { tenantId, clientId } = config.signIn
  const isHere = isLoopback(config)
  const mark = newMark()
  const notes = openRunNotes({
    folder: stateFolder(host.env, process.platform),
    tenantId,
    teamId: asked.teamId,
    userId: asked.userId,
    mark,
  })
  const tenant = openTenant({
    graphEndpoint: config.endpoints.graph,
    loginEndpoint: config.endpoints.login,
    tenantId,
    clientId,
    credential: () => signIn.credential(),
    teamId: asked.teamId,
    userId: asked.userId,
    fetch: spacedFetch(leftOut.listening(host.fetch), isHere ? 0 : betweenRequestsMs, systemClock),
    patience: isHere
      ? { limitMs: 400, everyMs: 40, betweenWritesMs: 30 }
      : { limitMs: 30_000, everyMs: 2_000, betweenWritesMs: 4_000 },
    notes,
    mark,
    ...(isHere && { pace: noPace }),
  })
  try {
    const team = await checkTeam(tenant, asked.isTeamKnown)
    if (team.kind === 'refused') {
      warn(`Refused: ${team.why}.`)
      return probeExit.refused
    }
    if (!mayBegin(notes, host) || !(await cleanUpEarlier(tenant, notes, host))) return probeExit.refused
    const before = await cardsOfUser(tenant)
    if (before === undefined || hasOpen(before)) {
      const why =
        before === undefined ? 'the cards of the user cannot be listed' : 'the user has an open time card'
      notes.clear()
      warn(`Refused: ${why}. Nothing was changed.`)
      return probeExit.refused
    }
    const about = {
      date: new Date().toISOString(),
      tool: version,
      tenant: createPseudonyms()('tenant', tenantId),
      isMicrosoft:
        isMicrosoftSignIn(config.endpoints.login) &&
        new URL(config.endpoints.graph).host === 'graph.microsoft.com',
    }
    const results: CaseResult[] = []
    // Whatever happens from here on, the own cards are deleted.
    const fault = await faultOf(() => runAll(tenant, host, results))
    const isAsItWas = await endsAsItBegan(tenant, stateOf(before), mark, notes, host)
    if (fault !== undefined) {
      warn(
        fault.problem instanceof NotOwnCard
          ? 'Stopped: a change was answered with a card that is not of this run. It was not touched: the user works.'
          : `A fault: ${fault.problem instanceof Error ? fault.problem.name : 'unknown'}`,
      )
      return isAsItWas ? probeExit.fault : probeExit.notAsItWas
    }
    if (host.isInterrupted()) return isAsItWas ? probeExit.interrupted : probeExit.notAsItWas
    return finish(asked, about, results, isAsItWas, host)
  } finally {
    tenant.stop()
  }
}

async function faultOf(work: () => Promise<void>): Promise<{ readonly problem: unknown } | undefined> {
  try {
    await work()
    return undefined
  } catch (problem) {
    return { problem }
  }
}

async function runAll(
  tenant: TestedTenant,
  { say, warn, isInterrupted }: ProbeHost,
  results: CaseResult[],
): Promise<void> {
  for (const [index, given] of graphCases.entries()) {
    if (isInterrupted()) break
    const result = await runCase(given, tenant)
    results.push(result)
    say(progressLine(result, index, graphCases.length))
    if (result.seen.kind === 'unforeseen') warn(warning(result))
  }
}

function finish(
  asked: Asked,
  about: Parameters<typeof reportOf>[0],
  results: readonly CaseResult[],
  isAsItWas: boolean,
  { say, warn, leftOut }: ProbeHost,
): ProbeExit {
  say(`\n${table(results)}\n`)
  const unforeseen = results.filter(({ seen }) => seen.kind === 'unforeseen')
  for (const result of unforeseen) warn(warning(result))
  const count = (kind: string): number => results.filter(({ seen }) => seen.kind === kind).length
  say(`${count('answer')} as believed, ${unforeseen.length} not foreseen, ${count('not-seen')} not seen`)
  if (asked.reportPath !== undefined) {
    const report = JSON.stringify(
      reportOf(about, results, (text) => leftOut.clean(text)),
      undefined,
      2,
    )
    writeFileSync(asked.reportPath, `${report}\n`, { mode: 0o600 })
    say('The report is written. It names nobody; read it before you send it.')
  }
  if (!isAsItWas) return probeExit.notAsItWas
  return unforeseen.length > 0 ? probeExit.notReady : probeExit.ok
}

/** Whether nothing of another run is in the way. From then on this run holds the team. */
function mayBegin(notes: RunNotes, { warn }: ProbeHost): boolean {
  const { earlier } = notes
  const refuse = (why: string): false => {
    warn(`Refused: ${why}`)
    return false
  }
  if (earlier === 'unreadable')
    return refuse(
      `${notes.path} says that an earlier run was interrupted, and cannot be read. Look for time cards whose note begins with kiosk-probe-, delete them, then that file.`,
    )
  if (earlier !== undefined && lives(earlier.pid))
    return refuse(
      `another probe of this team runs (process ${earlier.pid}). If it does not, delete ${notes.path} once no card with the note kiosk-probe- is left.`,
    )
  if (notes.isOfAnotherUser)
    return refuse('an earlier run with another user was interrupted: start it with that user first.')
  const claimed = notes.claim()
  if (claimed === 'ok') return true
  if (claimed === 'taken') return refuse('another probe of this team has begun.')
  return refuse(`what is made cannot be noted in ${notes.path} (${claimed.code}). Nothing was changed.`)
}

/** Deletes what an earlier run has left. False: nothing may begin. */
async function cleanUpEarlier(
  tenant: TestedTenant,
  notes: RunNotes,
  { say, warn }: ProbeHost,
): Promise<boolean> {
  const { earlier } = notes
  if (earlier === undefined || earlier === 'unreadable') return true
  say('An earlier run was interrupted: looking for its time cards.')
  const isOwn = (card: SeenCard): boolean => earlier.marks.some((mark) => bears(card, mark))
  const left = new Set<string>()
  const untilMs = Date.now() + tenant.patience.limitMs
  for (;;) {
    const cards = await cardsOfUser(tenant)
    if (cards === undefined) {
      warn('Refused: the cards of the user cannot be listed.')
      return false
    }
    for (const card of cards.filter(isOwn)) left.add(card.id)
    // A list may not show yet what was made last.
    const isComplete = !earlier.isMaking && earlier.cardIds.every((id) => left.has(id))
    if (isComplete || Date.now() >= untilMs) break
    await tenant.wait(tenant.patience.everyMs)
  }
  for (const card of earlier.cardIds.filter((id) => !left.has(id))) {
    const answer = await tenant.request(cardCall.get, { card })
    if (answer.status === 404) continue
    const seen = cardIn(answer)
    if (!isOwn(seen) || seen.userId.toLowerCase() !== tenant.userId.toLowerCase()) {
      warn(
        `Refused: a time card that ${notes.path} names does not bear the note of a run. It was not touched. Delete the file once no card with the note kiosk-probe- is left.`,
      )
      return false
    }
    left.add(card)
  }
  for (const id of left) tenant.cards.adopt(id)
  const stuck = await tenant.cards.removeAll()
  if (stuck.length > 0) {
    warn(
      `Refused: ${stuck.length} time cards of an earlier run could not be deleted. Their note begins with kiosk-probe-.`,
    )
    return false
  }
  say(`${left.size} deleted.`)
  notes.forget()
  return true
}

/**
 * Whether the user's cards are as they were before. Deletes also what a lost answer has left, by its mark; what could
 * not be deleted stays noted for the next start.
 */
async function endsAsItBegan(
  tenant: TestedTenant,
  before: string,
  mark: string,
  notes: RunNotes,
  { warn, say }: ProbeHost,
): Promise<boolean> {
  let stuck = await tenant.cards.removeAll()
  const untilMs = Date.now() + tenant.patience.limitMs
  for (;;) {
    const after = await cardsIfListed(tenant)
    for (const card of after ?? []) if (bears(card, mark)) tenant.cards.adopt(card.id)
    const isOver = Date.now() >= untilMs
    // A list may not show yet what was made last.
    if (after !== undefined && stateOf(after) === before && (isOver || !notes.isMaking)) {
      notes.clear()
      say('The team is as it was.')
      return true
    }
    if (isOver) break
    await tenant.wait(tenant.patience.everyMs)
    stuck = await tenant.cards.removeAll()
  }
  warn(
    `The team is not as it was: ${stuck.length} time cards could not be deleted. Their note begins with kiosk-probe-; the next start tries again.`,
  )
  return false
}

async function cardsIfListed(tenant: TestedTenant): Promise<readonly SeenCard[] | undefined> {
  try {
    return await cardsOfUser(tenant)
  } catch (problem) {
    if (problem instanceof NotSeen || problem instanceof Unforeseen) return undefined
    throw problem
  }
}
