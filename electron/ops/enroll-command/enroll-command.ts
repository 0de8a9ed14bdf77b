import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { BadgeId } from '../../badge/badge-id.ts'
import { isCardNumberFormat, type BadgeNumberFormat } from '../../badge/badge-number-format.ts'
import { parseBadgeNumber } from '../../badge/parse-badge-number.ts'
import { isBadgeOf } from '../../badge/maintenance-badge.ts'
import { attempt } from '../../base/attempt.ts'
import { silentLog } from '../../base/log/log.ts'
import { echoed, echoedPath } from '../../base/text/echo.ts'
import { printable } from '../../base/text/printable.ts'
import { teamsOf, type KioskConfig, type LoadedConfig } from '../../config/config.ts'
import { newestByBadge, type Addition } from '../../directory/additions/addition.ts'
import { AdditionsFile, type WriteAnswer } from '../../directory/additions/additions-file.ts'
import { blockEntry, decideAdd, type AddDecision } from '../../directory/additions/decide-addition.ts'
import { findPerson, mergePeople, type KnownPerson } from '../../directory/known-people.ts'
import { SharedAdditions } from '../../directory/additions/shared-additions.ts'
import type { Person } from '../../directory/directory.ts'
import { badgeKeyOf } from '../../directory/badge-key.ts'
import { peopleFile, settingsText } from '../../directory/entra/people-file.ts'
import { PeopleIndex } from '../../directory/entra/people-index.ts'
import { accountsFileName, entraSettings, peopleFileName } from '../../directory/open-directory.ts'
import { AccountNames } from '../../directory/roster/account-names.ts'
import { readRoster } from '../../directory/roster/roster-csv.ts'
import type { Roster } from '../../directory/roster/roster.ts'
import { directFiles } from '../../files/direct-files.ts'
import type { Files } from '../../files/files.ts'
import type { SiteKey } from '../../journal/chain/site-key.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { readHolders, readTeamMembers } from '../../online-check/enrollable-people.ts'
import type { OnlineHost } from '../../online-check/online-host.ts'
import { badSetup, fault, ok, type CommandResult } from '../cli/command-result.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import type { Ask } from '../cli/maintenance-command.ts'
import type { EnrollCommand } from './enroll-options.ts'
import { exportAdditions, listAdditions, type AdditionsStore } from './enroll-lists.ts'

export interface EnrollQuestion {
  readonly loaded: Extract<LoadedConfig, { kind: 'ok' }>
  readonly platform: NodeJS.Platform
  readonly files: Files
  /** Reads the badge number. */
  readonly ask: Ask
  /** Only for `add`. */
  readonly online: OnlineHost | undefined
  readonly nowMs: number
}

const takesEffect = 'A running kiosk uses it within ten seconds.'

/** `--enroll`: adds, blocks, lists or exports badges, also while the kiosk runs. */
export async function runEnrollCommand(
  command: EnrollCommand,
  question: EnrollQuestion,
): Promise<CommandResult> {
  const { config, siteKeyPlaces } = question.loaded
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return badSetup(`${siteKey.detail}\nRun this as the kiosk's account.`)
  const { key } = siteKey
  const file = new AdditionsFile(config.storage.dataFolder)
  const shared = await readShared(key, question)
  switch (command.action) {
    case 'list':
      return listAdditions({ file, key, shared })
    case 'export':
      return exportAdditions({ file, key, shared }, config.directory.badgeNumberFormat, command.path)
    case 'add':
    case 'block': {
      if (!isOwnFolder(config.storage.dataFolder)) return badSetup(otherAccount)
      const store = { file, key, shared }
      return command.action === 'block' ? block(store, question) : add(store, command, question)
    }
    default:
      return command satisfies never
  }
}

const otherAccount =
  "The data folder belongs to another account: run this as the kiosk's account, or the kiosk cannot read the file."

function isOwnFolder(path: string): boolean {
  const owner = attempt(() => statSync(path).uid)
  return process.platform === 'win32' || owner === undefined || owner === process.geteuid?.()
}

/** The additions of other kiosks that can be read now, or that the kiosk has kept. */
async function readShared(key: SiteKey, { loaded, files }: EnrollQuestion): Promise<readonly Addition[]> {
  const { directory, storage } = loaded.config
  const { sharedAdditions: folder } = directory
  if (folder === undefined) return []
  const shared = new SharedAdditions({ folder, files, dataFolder: storage.dataFolder })
  shared.loadKept(key)
  await shared.read(key)
  return shared.entries
}

async function add(
  { file, key, shared }: AdditionsStore<SiteKey>,
  { person: wanted, replace }: Extract<EnrollCommand, { action: 'add' }>,
  question: EnrollQuestion,
): Promise<CommandResult> {
  const { loaded, online, nowMs } = question
  const { config } = loaded
  if (online === undefined) return fault('--enroll PERSON needs the network.')
  const directory = await readDirectory(key, question)
  if (directory.kind === 'bad') return badSetup(directory.problem)
  online.progress('Reading the members of the team …')
  const members = await readTeamMembers(question, online)
  const notRead = members.kind === 'failed' ? members.detail : undefined
  if (notRead !== undefined && directory.roster === undefined)
    return { text: `${notRead}.`, exitCode: exitCodes.networkProblem }
  const people = mergePeople(directory.people, members.kind === 'ok' ? members.value : [])
  const found = findPerson(people, wanted)
  if (typeof found === 'string') return badSetup(notFoundWords(found, wanted, notRead))
  const name = `${printable(found.person.displayName)} (${found.person.userId})`
  if (found.isEnabled === false) return badSetup(`The account of ${name} is disabled in Entra.`)
  const badge = await askBadge(`Badge number of ${name}`, question)
  if (typeof badge !== 'string') return badge
  if (isBadgeOf(config.maintenance.badges, badge, key))
    return badSetup('This is a maintenance badge (maintenance.badges): it opens the diagnostics.')
  if (isBadgeOf(config.enrollment.badges, badge, key))
    return badSetup('This is an enrollment badge (enrollment.badges): it opens the enrollment.')
  const inRoster = directory.roster?.find(badge)
  if (inRoster?.kind === 'ambiguous')
    return badSetup('The roster lists this badge for more than one person. Fix the roster.')
  const settings = entraSettings(config.directory)
  const inEntra = settings && (await readHolders(badge, settings, question, online))
  if (inEntra?.kind === 'failed') return { text: `${inEntra.detail}.`, exitCode: exitCodes.networkProblem }
  const holders = inRoster?.kind === 'found' ? [inRoster.person] : (inEntra?.value ?? [])
  let decision: AddDecision | undefined
  const { person, badges: earlierBadges, hasOtherBadges } = found
  const { badgeNumberFormat } = config.directory
  const isUid = !isCardNumberFormat(badgeNumberFormat)
  const written = await file.write(key, (entries) => {
    const context = { key, kioskId: config.kiosk.id, nowMs, newest: newestByBadge(entries, shared) }
    decision = decideAdd({ badge, isUid, person, holders, earlierBadges, hasOtherBadges, replace }, context)
    return decision.kind === 'add' ? decision.entries : []
  })
  if (written.kind === 'failed' || decision === undefined) return notWritten(written)
  const notes = notRead === undefined ? '' : `\nNote: only the roster was searched, since ${notRead}.`
  return withNotes(decisionText(decision, found, name, badgeNumberFormat), written, notes)
}

async function block(
  { file, key, shared }: AdditionsStore<SiteKey>,
  question: EnrollQuestion,
): Promise<CommandResult> {
  const { config } = question.loaded
  const badge = await askBadge('Number of the badge to block', question)
  if (typeof badge !== 'string') return badge
  // A roster that cannot be read does not keep a lost badge from being blocked.
  const directory = await readDirectory(key, question)
  const inRoster = directory.kind === 'ok' ? directory.roster?.find(badge) : undefined
  const listed =
    inRoster === undefined || inRoster.kind === 'unknown'
      ? keptList(config, key)?.find(badgeKeyOf(key, badge))
      : inRoster
  const holder = listed?.kind === 'found' ? listed.person : undefined
  let whose: Person | undefined
  const written = await file.write(key, (entries) => {
    const newest = newestByBadge(entries, shared)
    const entry = blockEntry(badge, holder, { key, kioskId: config.kiosk.id, nowMs: question.nowMs, newest })
    whose = entry.person
    return [entry]
  })
  if (written.kind === 'failed') return notWritten(written)
  const of = whose === undefined ? '' : ` of ${printable(whose.displayName)} (${whose.userId})`
  return withNotes(ok(`The badge${of} is blocked. ${takesEffect}`), written)
}

/** The people of the last reading from Entra, which the kiosk has kept. */
function keptList({ directory, shifts, storage }: KioskConfig, key: SiteKey): PeopleIndex | undefined {
  const settings = entraSettings(directory)
  if (settings === undefined) return undefined
  const madeFor = settingsText({ ...settings, teamIds: teamsOf(shifts).map(({ id }) => id) })
  const loaded = peopleFile(join(storage.dataFolder, peopleFileName), madeFor).load(key)
  return loaded.kind === 'ok' ? new PeopleIndex(loaded.list.people) : undefined
}

/** The badge, or the answer to whoever typed something else. Never repeats what was typed. */
async function askBadge(what: string, { loaded, ask }: EnrollQuestion): Promise<BadgeId | CommandResult> {
  const { badgeNumberFormat } = loaded.config.directory
  const number = await ask(`${what} (${badgeNumberFormat}): `)
  if (number === undefined) return badSetup('No badge number was given.')
  const parsed = parseBadgeNumber(number, badgeNumberFormat)
  return parsed.kind === 'bad' ? badSetup(parsed.problem) : parsed.badge
}

type ReadDirectory =
  | { readonly kind: 'ok'; readonly people: readonly KnownPerson[]; readonly roster?: Roster }
  | { readonly kind: 'bad'; readonly problem: string }

/** The roster, if the config names one; the accounts of its UPNs are those that the kiosk has asked for. */
async function readDirectory(key: SiteKey, { loaded, files, nowMs }: EnrollQuestion): Promise<ReadDirectory> {
  const { directory, storage, shifts } = loaded.config
  if (directory.kind !== 'roster') return { kind: 'ok', people: [] }
  const accounts = new AccountNames({
    people: { byKey: () => Promise.reject(new Error('not asked')) },
    path: join(storage.dataFolder, accountsFileName),
    key: () => key,
    nowMs: () => nowMs,
    log: silentLog,
  })
  const { path, badgeNumberFormat, columns } = directory
  const read = await readRoster(path, {
    badgeNumberFormat,
    columns,
    teams: teamsOf(shifts),
    files,
    accounts,
  })
  if (read.kind === 'unreadable')
    return { kind: 'bad', problem: `${echoedPath(path)}: the roster cannot be used: ${read.reason}` }
  const people = read.roster.listing().map((listed): KnownPerson => ({ ...listed, names: [] }))
  return { kind: 'ok', people, roster: read.roster }
}

function notFoundWords(found: 'unknown' | 'ambiguous', wanted: string, notRead: string | undefined): string {
  if (found === 'ambiguous')
    return `More than one person is called ${echoed(wanted)}: give the UPN or the object ID.`
  return notRead === undefined
    ? `Nobody in the team or the roster is ${echoed(wanted)}. Give the object ID, the UPN, the mail address, the employee ID or the whole name, and add new people to the team in Teams first.`
    : `Nobody in the roster is ${echoed(wanted)}, and the team could not be searched: ${notRead}.`
}

function decisionText(
  decision: AddDecision,
  { hasOtherBadges }: KnownPerson,
  name: string,
  format: BadgeNumberFormat,
): CommandResult {
  switch (decision.kind) {
    case 'add': {
      const { blocked } = decision
      const old =
        blocked === 0 ? '' : ` Blocked: ${blocked === 1 ? 'the earlier badge' : `${blocked} earlier badges`}.`
      const rest = hasOtherBadges
        ? ' Another badge in the roster stays valid: block it with --enroll --block.'
        : ''
      return ok(`The badge is added for ${name}.${old}${rest} ${takesEffect}`)
    }
    case 'random-number':
      return badSetup(
        `The badge gives another number at each tap (it starts with 08), as phones do: it identifies nobody. Is badgeNumberFormat "${format}" right?`,
      )
    case 'has-this-badge':
      return ok(`${name} has this badge already. Nothing was changed.`)
    case 'taken': {
      const holders = decision.holders.map((holder) => `${printable(holder.displayName)} (${holder.userId})`)
      return badSetup(`The badge belongs to ${holders.join(' and ')}. Nothing was changed.`)
    }
    case 'has-other-badge':
      return badSetup(
        `${name} has another badge. To block it and add this one, run the command again with --replace.`,
      )
    default:
      return decision satisfies never
  }
}

function notWritten(written: WriteAnswer): CommandResult {
  return fault(`Nothing was changed: ${written.kind === 'failed' ? written.why : 'nothing was decided'}.`)
}

function withNotes(result: CommandResult, written: WriteAnswer, more = ''): CommandResult {
  const { setAside } = written.kind === 'ok' ? written : {}
  const aside =
    setAside === undefined
      ? ''
      : `\nWarning: the file before could not be used (${setAside.why}). It is kept as ${echoedPath(setAside.name)}; ` +
        'badges that it added or blocked no longer count.'
  return { ...result, text: `${result.text}${aside}${more}` }
}
