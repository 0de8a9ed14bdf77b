import { userInfo } from 'node:os'
import path from 'node:path'
import { attempt } from '../../base/attempt.ts'
import type { SiteKeyPlaces } from '../../base/site-key-places.ts'
import type { KioskConfig } from '../../config/config.ts'
import { AdditionsFile } from '../../directory/additions/additions-file.ts'
import { directFiles } from '../../files/direct-files.ts'
import type { JournalFailure } from '../../journal/failure.ts'
import { openJournalReader, type JournalReader } from '../../journal/journal-reader.ts'
import { rekey, type RekeyAnswer } from '../../journal/chain/rekey.ts'
import { closeParked, type CloseAnswer } from '../../journal/close-parked.ts'
import { requestRetry, type RetryAnswer } from '../../journal/request-retry.ts'
import { journalPath } from '../../journal/locked-journal.ts'
import { readSiteKeyFile, type SiteKey } from '../../journal/chain/site-key.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { SqliteError } from '../../journal/store/sqlite.ts'
import { supportCode } from '../../journal/support-code.ts'
import type { TapRecord } from '../../journal/tap-record.ts'
import { badSetup, fault, ok, type CommandResult } from '../cli/command-result.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import { exportTaps } from './journal-export.ts'
import type { JournalCommand, TapFilter, TapSelection, TapsToRetry } from './journal-options.ts'
import { badgeTable, checkText, tapTable, tapText } from './journal-text.ts'
import { reportTimeZone } from '../health/team-time-zone.ts'
import { echoed, echoedPath } from '../../base/text/echo.ts'

interface JournalSetup {
  readonly config: Pick<KioskConfig, 'storage' | 'screen'>
  readonly siteKeyPlaces: SiteKeyPlaces
}

/** Runs a `--journal` command. Only `retry`, `close` and `rekey` change the journal. */
export async function runJournalCommand(
  command: JournalCommand,
  setup: JournalSetup,
  nowMs: number,
): Promise<CommandResult> {
  if (command.action === 'rekey') return rekeyJournal(command.keyPaths, setup, nowMs)
  const file =
    command.file === undefined ? journalPath(setup.config.storage.dataFolder) : path.resolve(command.file)
  const opened = openJournalReader(file)
  switch (opened.kind) {
    case 'ok':
      break
    case 'missing':
      return fault(`File not found: ${echoedPath(file)}. The kiosk creates its journal at its first start.`)
    case 'other-version':
      return fault(otherVersionText(file, opened.found, opened.known))
    case 'failed':
      return fault(failureText(file, opened.failure))
    default:
      return opened satisfies never
  }
  try {
    return await runAction(command, setup, opened.reader, file, nowMs)
  } catch (error) {
    if (error instanceof SqliteError)
      return fault(failureText(file, { kind: error.problem, detail: error.message }))
    throw error
  } finally {
    opened.reader.close()
  }
}

async function runAction(
  command: Exclude<JournalCommand, { action: 'rekey' }>,
  { config: { screen, storage }, siteKeyPlaces }: JournalSetup,
  reader: JournalReader,
  file: string,
  nowMs: number,
): Promise<CommandResult> {
  const { timeZone, note } = reportTimeZone(screen, storage.dataFolder)
  const withNote = (text: string): string => (note === undefined ? text : `${text}\n\n${note}`)
  switch (command.action) {
    case 'list':
      return ok(withNote(tapTable(tapsOf(reader, command), timeZone)))
    case 'export':
      return ok(exportTaps(tapsOf(reader, command), command.format, timeZone))
    case 'show': {
      const found = findTap(reader, command.id)
      return found.kind === 'ok' ? ok(withNote(tapText(found.tap, timeZone))) : badSetup(found.text)
    }
    case 'badges':
      return ok(withNote(badgeTable(reader.badgeChanges(), timeZone)))
    case 'retry':
      return retry(command.taps, reader, file, siteKeyPlaces, nowMs)
    case 'close':
      return close(command, reader, file, siteKeyPlaces, nowMs)
    case 'verify':
      return verify(command, reader, siteKeyPlaces)
    default:
      return command satisfies never
  }
}

function* tapsOf(reader: JournalReader, { status, reason }: TapSelection): Iterable<TapRecord> {
  const isOpenOrParked = status === 'open-or-parked' || status === 'parked' || status === 'pending'
  for (const tap of reader.taps(isOpenOrParked ? 'open-or-parked' : 'all')) {
    const forReason = reason === undefined || (tap.status === 'parked' && tap.reason === reason)
    if (forReason && matchesStatus(tap, status)) yield tap
  }
}

function matchesStatus({ status }: TapRecord, filter: TapFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'open-or-parked':
      return status === 'pending' || status === 'parked'
    case 'settled':
      return status !== 'pending' && status !== 'parked'
    case 'parked':
    case 'pending':
    case 'refused':
    case 'closed':
      return status === filter
    default:
      return filter satisfies never
  }
}

const maxAlternatives = 10

type FoundTap =
  { readonly kind: 'ok'; readonly tap: TapRecord } | { readonly kind: 'none'; readonly text: string }

function findTap(reader: JournalReader, id: string): FoundTap {
  const found = reader.find(id, maxAlternatives + 1)
  const [tap] = found
  if (tap === undefined) return { kind: 'none', text: notInJournalText(id) }
  if (found.length === 1) return { kind: 'ok', tap }
  const more = found.length > maxAlternatives ? ['…'] : []
  const ids = [...found.slice(0, maxAlternatives).map(({ tapId }) => tapId), ...more]
  const text = [`${echoed(id)} matches more than one tap. Give more of the id:`, ...ids].join('\n')
  return { kind: 'none', text }
}

function notInJournalText(id: string): string {
  return [
    `No tap in the journal begins with ${echoed(id)}.`,
    `If the screen said that the tap was not saved, search the log for the reason: "code":"${echoed(id).toUpperCase()}".`,
  ].join('\n')
}

/** All or nothing: if one of the ids matches no single tap, no retry is requested. */
async function retry(
  wanted: TapsToRetry,
  reader: JournalReader,
  file: string,
  siteKeyPlaces: SiteKeyPlaces,
  nowMs: number,
): Promise<CommandResult> {
  const found: readonly FoundTap[] =
    wanted.kind === 'named'
      ? wanted.ids.map((id) => findTap(reader, id))
      : [...tapsOf(reader, { status: 'parked', reason: wanted.reason })].map((tap) => ({ kind: 'ok', tap }))
  if (found.length === 0 && wanted.kind === 'parked-for') {
    return ok(`No tap is parked for this reason (${wanted.reason}): there is nothing to retry.`)
  }
  const prepared = await prepare(found, siteKeyPlaces)
  if (prepared.kind === 'failed') return prepared.result
  const { tapIds, key } = prepared
  const requested = requestRetry(file, key, tapIds, nowMs)
  if (requested.kind === 'failed') return fault(failureText(file, requested.failure))
  const codes = tapIds.map(supportCode)
  const lines = requested.answers.map((answer, index) => `${codes[index] ?? ''} ${retryText(answer)}`)
  const allOk = requested.answers.every(({ kind }) => kind === 'ok')
  const text = [...lines, ...(requested.answers.some(({ kind }) => kind === 'ok') ? [retryTiming] : [])].join(
    '\n',
  )
  return allOk ? ok(text) : badSetup(text)
}

/** All or nothing, as for `retry`: if one of the ids matches no single tap, none is closed. */
async function close(
  { ids, because }: Extract<JournalCommand, { action: 'close' }>,
  reader: JournalReader,
  file: string,
  siteKeyPlaces: SiteKeyPlaces,
  nowMs: number,
): Promise<CommandResult> {
  const prepared = await prepare(
    ids.map((id) => findTap(reader, id)),
    siteKeyPlaces,
  )
  if (prepared.kind === 'failed') return prepared.result
  const { tapIds, key } = prepared
  const closed = closeParked(file, key, tapIds, { by: accountName(), because, atMs: nowMs })
  if (closed.kind === 'failed') return fault(failureText(file, closed.failure))
  const lines = closed.answers.map(
    (answer, index) => `${supportCode(tapIds[index] ?? '')} ${closeText(answer)}`,
  )
  return closed.answers.every(({ kind }) => kind === 'ok') ? ok(lines.join('\n')) : badSetup(lines.join('\n'))
}

type Prepared =
  | { readonly kind: 'ok'; readonly tapIds: readonly string[]; readonly key: SiteKey }
  | { readonly kind: 'failed'; readonly result: CommandResult }

/** The ids of the taps, each once, and the site key; unless a tap was not found or the key cannot be read. */
async function prepare(found: readonly FoundTap[], siteKeyPlaces: SiteKeyPlaces): Promise<Prepared> {
  const missing = found.flatMap((each) => (each.kind === 'none' ? [each.text] : []))
  if (missing.length > 0) return { kind: 'failed', result: badSetup(missing.join('\n')) }
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return { kind: 'failed', result: fault(siteKey.detail) }
  const tapIds = new Set(found.flatMap((each) => (each.kind === 'ok' ? [each.tap.tapId] : [])))
  return { kind: 'ok', tapIds: [...tapIds], key: siteKey.key }
}

/** The account that runs the command; with sudo, the account that called sudo. */
function accountName(): string {
  const name = process.env['SUDO_USER'] ?? attempt(() => userInfo().username)
  return name ?? `uid ${process.geteuid?.() ?? 'unknown'}`
}

function closeText(answer: CloseAnswer): string {
  switch (answer.kind) {
    case 'ok':
      return 'is closed. --journal retry opens it again, unless its reason is not-told.'
    case 'not-parked':
      return answer.status === 'pending'
        ? 'cannot be closed: the kiosk is still trying to send it.'
        : `is ${answer.status}, not parked: there is nothing to close.`
    case 'unknown-tap':
      return 'is no longer in the journal.'
    default:
      return answer satisfies never
  }
}

const retryTiming = 'A running kiosk tries within seconds, otherwise at its next start.'

function retryText(answer: RetryAnswer): string {
  switch (answer.kind) {
    case 'ok':
      return 'will be retried.'
    case 'not-parked':
      return answer.status === 'pending'
        ? 'is not parked: the kiosk is already trying to send it.'
        : `is ${answer.status}, not parked: there is nothing to retry.`
    case 'not-told':
      return 'is settled, but the person has not seen the result: tell the person, then run --journal close.'
    case 'erased':
      return 'cannot be retried: the name and user id have been erased.'
    case 'person-changed':
      return 'cannot be retried: the name or user id was changed after the kiosk wrote it. Run --journal verify.'
    case 'other-key':
      return 'cannot be retried: it was written with another site key. Stop the kiosk and run --journal rekey --key OLD.KEY.'
    case 'unvouched':
      return 'cannot be retried: it was recovered from a damaged journal and could not be verified.'
    case 'unknown-tap':
      return 'is no longer in the journal.'
    default:
      return answer satisfies never
  }
}

async function verify(
  { head, keyPaths }: Extract<JournalCommand, { action: 'verify' }>,
  reader: JournalReader,
  siteKeyPlaces: SiteKeyPlaces,
): Promise<CommandResult> {
  const given = await readKeys(keyPaths)
  if (given.kind === 'failed') return badSetup(given.detail)
  const keys = [...given.keys]
  const own = await readSiteKey(siteKeyPlaces, directFiles)
  if (own.kind === 'ok') keys.unshift(own.key)
  else if (keys.length === 0) return fault(own.detail)
  const check = await reader.verify(keys, head === undefined ? {} : { expectedHead: head })
  return { text: checkText(check), exitCode: exitCodeByVerdict[check.kind] }
}

type GivenKeys =
  | { readonly kind: 'ok'; readonly keys: readonly SiteKey[] }
  | { readonly kind: 'failed'; readonly detail: string }

async function readKeys(keyPaths: readonly string[]): Promise<GivenKeys> {
  const keys: SiteKey[] = []
  for (const keyPath of keyPaths) {
    const given = await readSiteKeyFile(path.resolve(keyPath), directFiles)
    if (given.kind === 'failed') return given
    keys.push(given.key)
  }
  return { kind: 'ok', keys }
}

async function rekeyJournal(
  keyPaths: readonly string[],
  { config: { storage }, siteKeyPlaces }: JournalSetup,
  nowMs: number,
): Promise<CommandResult> {
  const given = await readKeys(keyPaths)
  if (given.kind === 'failed') return badSetup(given.detail)
  const own = await readSiteKey(siteKeyPlaces, directFiles)
  if (own.kind === 'failed') return badSetup(`${own.detail} Save the new site key there first.`)
  const keys = { own: own.key, earlier: given.keys }
  const answer = await rekey(storage.dataFolder, keys, nowMs)
  const result = rekeyText(answer, own, storage.dataFolder)
  // After the journal: a run that ends in between is followed by one for which it needs no new key.
  const isDone = answer.kind === 'ok' || answer.kind === 'not-needed'
  return isDone ? rekeyAdditions(result, storage.dataFolder, keys) : result
}

async function rekeyAdditions(
  result: CommandResult,
  dataFolder: string,
  keys: { readonly own: SiteKey; readonly earlier: readonly SiteKey[] },
): Promise<CommandResult> {
  const answer = await new AdditionsFile(dataFolder).rekey(keys)
  switch (answer.kind) {
    case 'not-needed':
      return result
    case 'ok': {
      const dropped =
        answer.dropped === 0
          ? ''
          : `\n${answer.dropped} were dropped, since their numbers are not known: block these badges again.`
      const text = `Badges added or blocked that use the new site key now: ${answer.kept}.${dropped}`
      return { ...result, text: `${result.text}\n${text}` }
    }
    case 'failed': {
      const text = `The badges that were added or blocked were left as they are: ${answer.why}.`
      return fault(`${result.text}\n${text}`)
    }
    default:
      return answer satisfies never
  }
}

function rekeyText(
  answer: RekeyAnswer,
  own: { readonly key: SiteKey; readonly path: string },
  dataFolder: string,
): CommandResult {
  switch (answer.kind) {
    case 'ok': {
      const parked = answer.parked === 0 ? '' : `, ${answer.parked} of them parked (reasons: --journal list)`
      return ok(
        [
          `The journal now uses the site key ${own.key.id}.`,
          `Open and parked taps carried over: ${answer.carriedOver}${parked}.`,
          `The journal with the earlier key is kept at ${answer.archive}; keep it together with that key.`,
        ].join('\n'),
      )
    }
    case 'not-needed':
      return ok(`Nothing to do: every event was written with the site key ${own.path}.`)
    case 'missing':
      return fault(`File not found: ${answer.path}.`)
    case 'unsound': {
      const text = [
        checkText(answer.check),
        'Nothing was changed: only a journal that verifies as intact can be rekeyed.',
      ]
      return { text: text.join('\n'), exitCode: exitCodeByVerdict[answer.check.kind] }
    }
    case 'failed':
      return fault(failureText(journalPath(dataFolder), answer.failure))
    default:
      return answer satisfies never
  }
}

const exitCodeByVerdict = {
  intact: exitCodes.ok,
  incomplete: exitCodes.journalUnchecked,
  broken: exitCodes.journalBroken,
} as const

function otherVersionText(file: string, found: number, known: number): string {
  return found > known
    ? `${echoedPath(file)} was written by a newer version of this program (schema ${found}, known ${known}).`
    : `${echoedPath(file)} was written by an earlier version (schema ${found}, now ${known}). The kiosk upgrades it when it starts.`
}

function failureText(file: string, { kind, detail }: JournalFailure): string {
  const advice =
    kind === 'cannot-open' || kind === 'read-only'
      ? " Only the kiosk's account may read it: run this as that account, or as administrator."
      : ''
  return `${echoedPath(file)} cannot be used: ${detail} (${kind}).${advice}`
}
