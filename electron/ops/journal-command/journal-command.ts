import { userInfo } from 'node:os'
import path from 'node:path'
import type { SiteKeyPlaces } from '../../base/site-key-places.ts'
import type { KioskConfig } from '../../config/config.ts'
import { directFiles } from '../../files/direct-files.ts'
import type { JournalFailure } from '../../journal/failure.ts'
import { openJournalReader, type JournalReader } from '../../journal/journal-reader.ts'
import { rekey } from '../../journal/chain/rekey.ts'
import { closeParked, type CloseAnswer } from '../../journal/close-parked.ts'
import { requestRetry, type RetryAnswer } from '../../journal/request-retry.ts'
import { journalPath } from '../../journal/sending-journal.ts'
import { readSiteKeyFile, type SiteKey } from '../../journal/chain/site-key.ts'
import { readSiteKey } from '../../journal/chain/site-key-source.ts'
import { SqliteError } from '../../journal/store/sqlite.ts'
import { supportCode } from '../../journal/support-code.ts'
import type { TapRecord } from '../../journal/tap-record.ts'
import { exitCodes, type ExitCode } from '../cli/exit-codes.ts'
import { exportTaps } from './journal-export.ts'
import type { JournalCommand, TapFilter, TapsAsked, TapsToRetry } from './journal-options.ts'
import { checkText, tapTable, tapText } from './journal-text.ts'
import { reportTimeZone } from '../health/team-time-zone.ts'
import { echoed, echoedPath } from '../../base/text/echo.ts'

interface Told {
  readonly text: string
  readonly exitCode: ExitCode
}

interface JournalSetup {
  readonly config: Pick<KioskConfig, 'storage' | 'screen'>
  readonly siteKeyPlaces: SiteKeyPlaces
}

/** Does what `--journal` asks for. All but `retry`, `close` and `rekey` change nothing and make no file. */
export async function runJournalCommand(
  command: JournalCommand,
  setup: JournalSetup,
  nowMs: number,
): Promise<Told> {
  if (command.action === 'rekey') return rekeyJournal(command.keyPaths, setup, nowMs)
  const file =
    command.file === undefined ? journalPath(setup.config.storage.dataFolder) : path.resolve(command.file)
  const opened = openJournalReader(file)
  switch (opened.kind) {
    case 'ok':
      break
    case 'missing':
      return fault(`There is no journal at ${echoedPath(file)}. The kiosk makes it at its first start.`)
    case 'other-version':
      return fault(otherVersion(file, opened.found, opened.known))
    case 'failed':
      return fault(failureWords(file, opened.failure))
    default:
      return opened satisfies never
  }
  try {
    return await act(command, setup, opened.reader, file, nowMs)
  } catch (error) {
    if (error instanceof SqliteError)
      return fault(failureWords(file, { kind: error.problem, detail: error.message }))
    throw error
  } finally {
    opened.reader.close()
  }
}

async function act(
  command: Exclude<JournalCommand, { action: 'rekey' }>,
  { config: { screen, storage }, siteKeyPlaces }: JournalSetup,
  reader: JournalReader,
  file: string,
  nowMs: number,
): Promise<Told> {
  const { timeZone, note } = reportTimeZone(screen, storage.dataFolder)
  const withNote = (text: string): string => (note === undefined ? text : `${text}\n\n${note}`)
  switch (command.action) {
    case 'list':
      return told(withNote(tapTable(tapsOf(reader, command), timeZone)))
    case 'export':
      return told(exportTaps(tapsOf(reader, command), command.format, timeZone))
    case 'show': {
      const found = findTap(reader, command.id)
      return found.kind === 'ok' ? told(withNote(tapText(found.tap, timeZone))) : wrong(found.text)
    }
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

function* tapsOf(reader: JournalReader, { status, reason }: TapsAsked): Iterable<TapRecord> {
  const isOpenOrParked = status === 'open-or-parked' || status === 'parked' || status === 'pending'
  for (const tap of reader.taps(isOpenOrParked ? 'open-or-parked' : 'all')) {
    const forReason = reason === undefined || (tap.status === 'parked' && tap.reason === reason)
    if (forReason && fits(tap, status)) yield tap
  }
}

function fits({ status }: TapRecord, filter: TapFilter): boolean {
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

/** More would fill the screen and help nobody. */
const shownAlternatives = 10

type FoundTap =
  { readonly kind: 'ok'; readonly tap: TapRecord } | { readonly kind: 'none'; readonly text: string }

function findTap(reader: JournalReader, id: string): FoundTap {
  const found = reader.find(id, shownAlternatives + 1)
  const [tap] = found
  if (tap === undefined) return { kind: 'none', text: notInJournal(id) }
  if (found.length === 1) return { kind: 'ok', tap }
  const more = found.length > shownAlternatives ? ['…'] : []
  const ids = [...found.slice(0, shownAlternatives).map(({ tapId }) => tapId), ...more]
  const text = [`${echoed(id)} stands for more than one tap. Give more of the id:`, ...ids].join('\n')
  return { kind: 'none', text }
}

function notInJournal(id: string): string {
  return [
    `No tap in the journal begins with ${echoed(id)}.`,
    `If the screen said that the tap was not saved, the log knows why: look for "code":"${echoed(id).toUpperCase()}".`,
  ].join('\n')
}

/** Where one of several names no tap, nothing is asked for: half done, nobody knows which half. */
async function retry(
  wanted: TapsToRetry,
  reader: JournalReader,
  file: string,
  siteKeyPlaces: SiteKeyPlaces,
  nowMs: number,
): Promise<Told> {
  const found: readonly FoundTap[] =
    wanted.kind === 'named'
      ? wanted.ids.map((id) => findTap(reader, id))
      : [...tapsOf(reader, { status: 'parked', reason: wanted.reason })].map((tap) => ({ kind: 'ok', tap }))
  const missing = found.flatMap((each) => (each.kind === 'none' ? [each.text] : []))
  if (missing.length > 0) return wrong(missing.join('\n'))
  if (found.length === 0 && wanted.kind === 'parked-for') {
    return told(`No tap is parked for this reason (${wanted.reason}): there is nothing to try again.`)
  }
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return fault(siteKey.detail)
  const tapIds = [...new Set(found.flatMap((each) => (each.kind === 'ok' ? [each.tap.tapId] : [])))]
  const asked = requestRetry(file, siteKey.key, tapIds, nowMs)
  if (asked.kind === 'failed') return fault(failureWords(file, asked.failure))
  const codes = tapIds.map(supportCode)
  const lines = asked.answers.map((answer, index) => `${codes[index] ?? ''} ${retryWords(answer)}`)
  const allOk = asked.answers.every(({ kind }) => kind === 'ok')
  const text = [...lines, ...(asked.answers.some(({ kind }) => kind === 'ok') ? [whenTried] : [])].join('\n')
  return allOk ? told(text) : wrong(text)
}

/** As for `retry`: where one of several names no tap, none is closed. */
async function close(
  { ids, because }: Extract<JournalCommand, { action: 'close' }>,
  reader: JournalReader,
  file: string,
  siteKeyPlaces: SiteKeyPlaces,
  nowMs: number,
): Promise<Told> {
  const found = ids.map((id) => findTap(reader, id))
  const missing = found.flatMap((each) => (each.kind === 'none' ? [each.text] : []))
  if (missing.length > 0) return wrong(missing.join('\n'))
  const siteKey = await readSiteKey(siteKeyPlaces, directFiles)
  if (siteKey.kind === 'failed') return fault(siteKey.detail)
  const tapIds = [...new Set(found.flatMap((each) => (each.kind === 'ok' ? [each.tap.tapId] : [])))]
  const closed = closeParked(file, siteKey.key, tapIds, { by: accountName(), because, atMs: nowMs })
  if (closed.kind === 'failed') return fault(failureWords(file, closed.failure))
  const lines = closed.answers.map(
    (answer, index) => `${supportCode(tapIds[index] ?? '')} ${closeWords(answer)}`,
  )
  return closed.answers.every(({ kind }) => kind === 'ok') ? told(lines.join('\n')) : wrong(lines.join('\n'))
}

/** Who asks: with sudo, the person behind root. */
function accountName(): string {
  try {
    return process.env['SUDO_USER'] ?? userInfo().username
  } catch {
    return `uid ${process.geteuid?.() ?? 'unknown'}`
  }
}

function closeWords(answer: CloseAnswer): string {
  switch (answer.kind) {
    case 'ok':
      return 'is closed. --journal retry opens it again, unless it was settled and not told.'
    case 'not-parked':
      return answer.status === 'pending'
        ? 'cannot be closed: the kiosk is trying it.'
        : `is not parked but ${answer.status}: there is nothing to close.`
    case 'unknown-tap':
      return 'is not in the journal any more.'
    default:
      return answer satisfies never
  }
}

const whenTried = 'A kiosk that runs tries within seconds, any other when it starts.'

function retryWords(answer: RetryAnswer): string {
  switch (answer.kind) {
    case 'ok':
      return 'will be tried again.'
    case 'not-parked':
      return answer.status === 'pending'
        ? 'is not parked: the kiosk is trying it anyway.'
        : `is not parked but ${answer.status}: there is nothing to try again.`
    case 'not-told':
      return 'is settled: somebody has to tell the person. Then --journal close.'
    case 'erased':
      return 'cannot be tried again: who tapped has been erased.'
    case 'person-changed':
      return 'cannot be tried again: who tapped is not as the kiosk wrote it (--journal verify).'
    case 'other-key':
      return 'cannot be tried again: it was written under another site key. Stop the kiosk and run --journal rekey --key OLD.KEY.'
    case 'unvouched':
      return 'cannot be tried again: it was saved out of a damaged journal whose chain does not vouch for it.'
    case 'unknown-tap':
      return 'is not in the journal any more.'
    default:
      return answer satisfies never
  }
}

async function verify(
  { head, keyPaths }: Extract<JournalCommand, { action: 'verify' }>,
  reader: JournalReader,
  siteKeyPlaces: SiteKeyPlaces,
): Promise<Told> {
  const given = await readKeys(keyPaths)
  if (given.kind === 'failed') return wrong(given.detail)
  const keys = [...given.keys]
  const own = await readSiteKey(siteKeyPlaces, directFiles)
  if (own.kind === 'ok') keys.unshift(own.key)
  else if (keys.length === 0) return fault(own.detail)
  const check = await reader.verify(keys, head === undefined ? {} : { expectedHead: head })
  return { text: checkText(check), exitCode: verdicts[check.kind] }
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
): Promise<Told> {
  const given = await readKeys(keyPaths)
  if (given.kind === 'failed') return wrong(given.detail)
  const own = await readSiteKey(siteKeyPlaces, directFiles)
  if (own.kind === 'failed') return wrong(`${own.detail} Put the new site key there first.`)
  const answer = await rekey(storage.dataFolder, { own: own.key, earlier: given.keys }, nowMs)
  switch (answer.kind) {
    case 'ok': {
      const parked = answer.parked === 0 ? '' : `, ${answer.parked} of them parked: --journal list tells why`
      return told(
        [
          `The journal is under the site key ${own.key.id} now.`,
          `Open and parked taps carried over: ${answer.carriedOver}${parked}.`,
          `The journal under the earlier key lies at ${answer.archive}; keep it with that key.`,
        ].join('\n'),
      )
    }
    case 'not-needed':
      return told(`Nothing to do: no event is under another site key than ${own.path}.`)
    case 'missing':
      return fault(`There is no journal at ${answer.path}.`)
    case 'unsound': {
      const text = [
        checkText(answer.check),
        'Nothing was changed: only a journal that is as it was written gets a new key.',
      ]
      return { text: text.join('\n'), exitCode: verdicts[answer.check.kind] }
    }
    case 'failed':
      return fault(failureWords(journalPath(storage.dataFolder), answer.failure))
    default:
      return answer satisfies never
  }
}

const verdicts = {
  intact: exitCodes.ok,
  incomplete: exitCodes.journalUnchecked,
  broken: exitCodes.journalBroken,
} as const

function otherVersion(file: string, found: number, known: number): string {
  return found > known
    ? `${echoedPath(file)} was written by a newer version of this program (schema ${found}, known ${known}).`
    : `${echoedPath(file)} is of an earlier version (schema ${found}, now ${known}). The kiosk brings it up to date when it starts.`
}

function failureWords(file: string, { kind, detail }: JournalFailure): string {
  const advice =
    kind === 'cannot-open' || kind === 'read-only'
      ? ' Only the account of the kiosk may read it: run this under that account, or as administrator.'
      : ''
  return `${echoedPath(file)} cannot be used: ${detail} (${kind}).${advice}`
}

function told(text: string): Told {
  return { text, exitCode: exitCodes.ok }
}

function wrong(text: string): Told {
  return { text, exitCode: exitCodes.badSetup }
}

function fault(text: string): Told {
  return { text, exitCode: exitCodes.fault }
}
