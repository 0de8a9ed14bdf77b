import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Journal } from '../../../electron/journal/journal.ts'
import type { PunchEventBody } from '../../../electron/journal/punch-event.ts'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { openSiteKey } from '../../../electron/journal/chain/site-key-source.ts'
import { keyPlaces } from '../../support/site-key.ts'
import { readCommandLine } from '../../../electron/ops/cli/cli.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import { KioskFolder, makeCertificate, smallConfig, type Pem } from '../../config/kiosk-folder.ts'
import {
  ana,
  confirmed,
  parked,
  refused,
  sending,
  superseded,
  tapped,
} from '../../journal/journal-fixture.ts'

/**
 * For tests of `--journal`: a config folder that is new for each test of the file that imports this, and a journal with
 * one tap of each kind once `createJournal` is called.
 */
let pem: Pem
export let folder: KioskFolder
/** The data folder. */
export let data: string
export let journalPath: string
let journal: Journal | undefined

export const ids = {
  open: '0a000000-0000-4000-8000-000000000001',
  parked: '0b000000-0000-4000-8000-000000000002',
  confirmed: '0c000000-0000-4000-8000-000000000003',
  superseded: '0d000000-0000-4000-8000-000000000004',
  refused: '0e000000-0000-4000-8000-000000000005',
  sameCode: '0b000000-0000-4000-8000-0000000000ff',
} as const

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
  data = path.join(folder.path, 'data')
  journalPath = path.join(data, 'journal.db')
  const config = { ...smallConfig, storage: { dataFolder: 'data' }, screen: { timeZone: 'Europe/Madrid' } }
  folder.write('config.json', JSON.stringify(config))
})
afterEach(() => {
  journal?.close()
  journal = undefined
  folder.remove()
})

/** The text and exit code of a command that prints. */
export async function run(...argv: string[]): Promise<{ text: string; exitCode: number }> {
  const command = await readCommandLine({
    argv: [...argv, '--config', folder.configPath],
    env: {},
    platform: 'linux',
    host: 'app',
    version: '1.2.3',
  })
  if (command.kind !== 'print') throw new Error('The command prints nothing.')
  return command
}

export async function siteKeyIn(dataFolder: string) {
  const opened = await openSiteKey(keyPlaces(dataFolder), directFiles)
  if (opened.kind !== 'ok') throw new Error(opened.detail)
  return opened
}

export const summer = Date.UTC(2026, 6, 1, 6, 30)
export const winter = Date.UTC(2026, 0, 15, 16, 45, 10)

/** Records a tap and the events that follow it. */
export function record(into: Journal, tapId: string, name: string, ...bodies: PunchEventBody[]): void {
  const atMs = tapId === ids.open ? winter : summer
  const answers = [into.recordTap(tapped(tapId, atMs), { ...ana, displayName: name })]
  for (const body of bodies) answers.push(into.record({ tapId, atMs: atMs + 1000, ...body }))
  expect(answers.every((answer) => answer.kind === 'ok')).toBe(true)
}

/** The open journal of a running kiosk, with one tap of each kind. Closed after the test. */
export async function createJournal(): Promise<Journal> {
  mkdirSync(data, { recursive: true })
  const key = await openSiteKey(keyPlaces(data), directFiles)
  if (key.kind !== 'ok') throw new Error(key.detail)
  const opened = openLockedJournal(data, key.key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  journal = opened.journal
  record(journal, ids.open, 'Ana Ruiz', sending)
  record(journal, ids.parked, '=HYPERLINK("x")', parked)
  record(journal, ids.confirmed, 'Núria "Nu" Vila, Jr.', sending, { ...confirmed, endedAtMs: summer })
  record(journal, ids.superseded, 'Cho Min-ji', superseded)
  record(journal, ids.refused, '@Dee', refused)
  return journal
}

export function closeJournal(): void {
  journal?.close()
  journal = undefined
}

/** The lines of a CSV text, without its header. */
export const rows = (text: string): string[] => text.split('\n').slice(1)
