import path from 'node:path'
import type { KioskConfig } from '../config/config.ts'
import type { JournalFailure } from '../journal/failure.ts'
import { openJournalReader, type JournalReader } from '../journal/journal-reader.ts'
import { requestRetry, type RetryAnswer } from '../journal/request-retry.ts'
import { journalPath } from '../journal/sending-journal.ts'
import { readSiteKeyFile, type SiteKey } from '../journal/site-key.ts'
import { SqliteError } from '../journal/sqlite.ts'
import type { TapRecord } from '../journal/tap-record.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { exportTaps } from './journal-export.ts'
import type { JournalCommand, TapFilter } from './journal-options.ts'
import { checkText, tapTable, tapText } from './journal-text.ts'
import { codeOf } from './journal-words.ts'

interface Told {
  readonly text: string
  readonly exitCode: ExitCode
}

type JournalConfig = Pick<KioskConfig, 'storage' | 'screen'>

/** Does what `--journal` asks for. All but `retry` change nothing and make no file. */
export async function runJournalCommand(
  command: JournalCommand,
  config: JournalConfig,
  nowMs: number,
): Promise<Told> {
  const file =
    command.file === undefined ? journalPath(config.storage.dataFolder) : path.resolve(command.file)
  const opened = openJournalReader(file)
  switch (opened.kind) {
    case 'ok':
      break
    case 'missing':
      return fault(`There is no journal at ${file}. The kiosk makes it at its first start.`)
    case 'other-version':
      return fault(otherVersion(file, opened.found, opened.known))
    case 'failed':
      return fault(failureWords(file, opened.failure))
    default:
      return opened satisfies never
  }
  try {
    return await act(command, config, opened.reader, file, nowMs)
  } catch (error) {
    if (error instanceof SqliteError)
      return fault(failureWords(file, { kind: error.problem, detail: error.message }))
    throw error
  } finally {
    opened.reader.close()
  }
}

async function act(
  command: JournalCommand,
  { storage, screen }: JournalConfig,
  reader: JournalReader,
  file: string,
  nowMs: number,
): Promise<Told> {
  switch (command.action) {
    case 'list':
      return told(tapTable(tapsOf(reader, command.status), screen.timeZone))
    case 'export':
      return told(exportTaps(tapsOf(reader, command.status), command.format, screen.timeZone))
    case 'show':
      return forTap(reader, command.id, (tap) => told(tapText(tap, screen.timeZone)))
    case 'retry':
      return forTap(reader, command.id, (tap) => retry(tap, file, storage.siteKeyPath, nowMs))
    case 'verify':
      return verify(command, reader, storage.siteKeyPath)
    default:
      return command satisfies never
  }
}

function* tapsOf(reader: JournalReader, filter: TapFilter): Iterable<TapRecord> {
  for (const tap of reader.taps(filter === 'settled' || filter === 'all' ? 'all' : 'open-or-parked')) {
    if (fits(tap, filter)) yield tap
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
      return status === filter
    default:
      return filter satisfies never
  }
}

/** More would fill the screen and help nobody. */
const shownAlternatives = 10

function forTap(reader: JournalReader, id: string, action: (tap: TapRecord) => Told): Told {
  const found = reader.find(id, shownAlternatives + 1)
  const [tap] = found
  if (tap === undefined) return wrong(`No tap in the journal begins with ${id}.`)
  if (found.length === 1) return action(tap)
  const more = found.length > shownAlternatives ? ['…'] : []
  const ids = [...found.slice(0, shownAlternatives).map(({ tapId }) => tapId), ...more]
  return wrong([`${id} stands for more than one tap. Give more of the id:`, ...ids].join('\n'))
}

function retry(tap: TapRecord, file: string, siteKeyPath: string, nowMs: number): Told {
  const siteKey = readSiteKeyFile(siteKeyPath)
  if (siteKey.kind === 'failed') return fault(siteKey.detail)
  return retryWords(requestRetry(file, siteKey.key, tap.tapId, nowMs), codeOf(tap.tapId), file)
}

function retryWords(answer: RetryAnswer, code: string, file: string): Told {
  switch (answer.kind) {
    case 'ok':
      return told(
        `${code} will be tried again. A kiosk that runs does so within seconds, any other when it starts.`,
      )
    case 'not-parked':
      return wrong(
        answer.status === 'pending'
          ? `${code} is not parked: the kiosk is trying it anyway.`
          : `${code} is not parked but ${answer.status}: there is nothing to try again.`,
      )
    case 'erased':
      return wrong(`${code} can not be tried again: who tapped has been erased.`)
    case 'unknown-tap':
      return wrong(`${code} is not in the journal any more.`)
    case 'failed':
      return fault(failureWords(file, answer.failure))
    default:
      return answer satisfies never
  }
}

async function verify(
  { head, keyPaths }: Extract<JournalCommand, { action: 'verify' }>,
  reader: JournalReader,
  siteKeyPath: string,
): Promise<Told> {
  const keys: SiteKey[] = []
  for (const keyPath of keyPaths) {
    const given = readSiteKeyFile(path.resolve(keyPath))
    if (given.kind === 'failed') return wrong(given.detail)
    keys.push(given.key)
  }
  const own = readSiteKeyFile(siteKeyPath)
  if (own.kind === 'ok') keys.push(own.key)
  else if (keys.length === 0) return fault(own.detail)
  const check = await reader.verify(keys, head === undefined ? {} : { expectedHead: head })
  return { text: checkText(check), exitCode: verdicts[check.kind] }
}

const verdicts = {
  intact: exitCodes.ok,
  incomplete: exitCodes.journalUnchecked,
  broken: exitCodes.journalBroken,
} as const

function otherVersion(file: string, found: number, known: number): string {
  return found > known
    ? `${file} was written by a newer version of this program (schema ${found}, known ${known}).`
    : `${file} is of an earlier version (schema ${found}, now ${known}). The kiosk brings it up to date when it starts.`
}

function failureWords(file: string, { kind, detail }: JournalFailure): string {
  const advice =
    kind === 'cannot-open' || kind === 'read-only'
      ? ' Only the account of the kiosk may read it: run this under that account, or as administrator.'
      : ''
  return `${file} can not be used: ${detail} (${kind}).${advice}`
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
