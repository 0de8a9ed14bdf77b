import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { AdditionsFile } from '../../electron/directory/additions/additions-file.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { addedEntry, blockedEntry, key, newHire, siteKeyText } from '../directory/additions/additions.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'

const ofNewHire = '04D4E5F6A7B8C9' as BadgeId

test('a running kiosk uses an added and a blocked badge within ten seconds', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'site.key'), siteKeyText, { mode: 0o600 })
  const { kiosk, clock, log, readerProcesses } = await kioskIn(folder)
  const say = (message: unknown): void => readerProcesses.latest.say(message)
  say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  const shows = (name: string) =>
    waitUntil(`${name}, not ${JSON.stringify(kiosk.state.screen).slice(0, 300)}`, async () => {
      say({ type: 'heartbeat' })
      await clock.advance(20)
      return kiosk.state.screen.name === name && kiosk.state.screen
    })
  const live = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= 1) {
      say({ type: 'heartbeat' })
      await clock.advance(1_000)
    }
  }
  const tap = (uid: string): void => {
    say({ type: 'badge', reader: 'R', uid, at: clock.now(), alreadyThere: false })
    say({ type: 'gone', reader: 'R', at: clock.now() })
  }
  await shows('ready')
  tap(ofNewHire)
  expect(await shows('refused')).toMatchObject({ reason: { kind: 'unknown-badge' } })

  const file = new AdditionsFile(join(folder, 'data'))
  await file.write(key, () => [addedEntry(ofNewHire, 1_000), blockedEntry(setup.badge, 2_000)])
  await live(10)
  await shows('ready')
  tap(ofNewHire)
  expect(await shows('saved-here')).toMatchObject({ tap: { personName: newHire.displayName } })
  await shows('ready')
  tap(setup.badge)
  expect(await shows('refused')).toMatchObject({ reason: { kind: 'badge-blocked' } })
  expect(log.of('tap.refused')).toMatchObject([{ reason: 'unknown-badge' }, { reason: 'badge-blocked' }])
  expect(log.of('badge.added')).toHaveLength(1)
  expect(log.of('badge.blocked')).toHaveLength(1)
  const journal = openJournalReader(join(folder, 'data', 'journal.db'))
  if (journal.kind !== 'ok') throw new Error(journal.kind)
  expect([...journal.reader.badgeChanges()]).toMatchObject([
    { what: 'badge-added', changedAtMs: 1_000, kioskId: 'dock-3' },
    { what: 'badge-blocked', changedAtMs: 2_000, kioskId: 'dock-3' },
  ])
  expect(await journal.reader.verify([key])).toMatchObject({ kind: 'intact' })
  journal.reader.close()
  expect(readFileSync(join(folder, 'data', 'journal.db'), 'latin1')).not.toContain(ofNewHire)
  expect(log.text()).not.toMatch(new RegExp(`${ofNewHire}|${setup.badge}`, 'i'))
})

test('changes made while the kiosk was stopped are in the journal after its start, once each', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'site.key'), siteKeyText, { mode: 0o600 })
  const file = new AdditionsFile(join(folder, 'data'))
  await file.write(key, () => [addedEntry(ofNewHire, 1_000), blockedEntry(setup.badge, 2_000)])
  for (let start = 0; start < 2; start += 1) {
    const { kiosk, clock } = await kioskIn(folder)
    await clock.advance(1_000)
    await kiosk.stop()
  }
  const journal = openJournalReader(join(folder, 'data', 'journal.db'))
  if (journal.kind !== 'ok') throw new Error(journal.kind)
  expect([...journal.reader.badgeChanges()].map(({ what }) => what)).toEqual(['badge-added', 'badge-blocked'])
  journal.reader.close()
})
