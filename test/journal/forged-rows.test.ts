import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper, foreignKeyId, forgedEvent, forgedTap } from './forge.ts'
import {
  ana,
  ben,
  clockedOut,
  confirmed,
  correcting,
  key,
  open,
  parked,
  pendingIn,
  recordAll,
  sending,
  tapped,
} from './journal-fixture.ts'

/** One tap that is settled, one that is parked, and two that wait. */
function lay(path: string): void {
  const journal = open(path)
  recordAll(journal, 'done', sending, clockedOut, correcting, confirmed)
  recordAll(journal, 'parked', parked)
  recordAll(journal, 'first', sending)
  recordAll(journal, 'second')
  journal.close()
}

const ownLinkOf = (seq: number): string => `(SELECT chain FROM events WHERE seq = ${seq})`

interface Attack {
  readonly name: string
  readonly sql: string
  /** Of the two taps that wait, those that somebody has to look at now; the other goes on as it was. */
  readonly parked: readonly ('first' | 'second')[]
  /** What `--journal verify` calls it. */
  readonly verified: string
  /** Before the oldest tap that waits: a running kiosk need not see it, its next start does. */
  readonly isOfSettled?: true
}

const attacks: readonly Attack[] = [
  {
    name: 'a tap that nobody made, under a key that is not at hand',
    sql: forgedTap('forged'),
    parked: [],
    verified: 'other-key',
  },
  {
    name: 'a tap that nobody made, with a link that only looks like the key’s',
    sql: forgedTap('forged', `${key.id}:${'0'.repeat(64)}`),
    parked: [],
    verified: 'edited',
  },
  {
    name: 'an event that would re-time a finished card',
    sql: forgedEvent('done', 'clocked-out', { ...clockedOut, tappedAtMs: 5 }),
    parked: [],
    verified: 'other-key',
  },
  {
    name: 'another person for a tap that waits, with a seal that is not at hand',
    sql: `UPDATE people SET user_id = '${ben.userId}', seal = '${foreignKeyId}' || substr(seal, 9) WHERE tap_id = 'second'`,
    parked: ['second'],
    verified: 'person',
  },
  {
    name: 'another person for a tap that waits, with the seal as it was',
    sql: `UPDATE people SET user_id = '${ben.userId}' WHERE tap_id = 'second'`,
    parked: ['second'],
    verified: 'person',
  },
  {
    name: 'the person of another tap, seal and all',
    sql: `UPDATE people SET (user_id, display_name, seal) =
      (SELECT user_id, display_name, seal FROM people WHERE tap_id = 'done') WHERE tap_id = 'second'`,
    parked: ['second'],
    verified: 'person',
  },
  {
    name: 'a confirmation that would swallow a tap that waits',
    sql: forgedEvent('second', 'confirmed', confirmed),
    parked: ['second'],
    verified: 'other-key',
  },
  {
    name: 'a confirmation with the link of another event',
    sql: `INSERT INTO events SELECT 11, 'second', 1, 'confirmed', body, chain FROM events WHERE kind = 'confirmed'`,
    parked: ['second'],
    verified: 'edited',
  },
  {
    name: 'the last events of a settled tap removed',
    sql: `DELETE FROM events WHERE seq IN (4, 5)`,
    isOfSettled: true,
    parked: [],
    verified: 'removed',
  },
  {
    name: 'an event of a tap that waits removed',
    sql: `DELETE FROM events WHERE tap_id = 'first' AND kind = 'sending'`,
    // Nothing can be said of the event behind a gap either.
    parked: ['first', 'second'],
    verified: 'removed',
  },
  {
    name: 'an edited body',
    sql: `UPDATE events SET body = replace(body, '"tappedAtMs":17', '"tappedAtMs":16') WHERE tap_id = 'second'`,
    // In the place of the event that stood there, which may have settled any tap that was open.
    parked: ['first', 'second'],
    verified: 'edited',
  },
  {
    name: 'an edited event of a settled tap',
    sql: `UPDATE events SET body = replace(body, 'TCK_1', 'TCK_2') WHERE seq = 3`,
    isOfSettled: true,
    parked: [],
    verified: 'edited',
  },
  {
    name: 'a link that was relabelled as of a key that is not at hand',
    sql: `UPDATE events SET chain = '${foreignKeyId}' || substr(chain, 9) WHERE tap_id = 'second'`,
    parked: ['first', 'second'],
    verified: 'other-key',
  },
  {
    name: 'the events of a tap handed to another',
    sql: `UPDATE events SET tap_id = 'other' WHERE tap_id = 'second'; UPDATE people SET tap_id = 'other' WHERE tap_id = 'second'`,
    parked: ['first'],
    verified: 'edited',
  },
]

const ownTaps = ['first', 'second']
const asWritten = {
  first: { tapId: 'first', userId: ana.userId, tapped: tapped('first'), stage: sending },
  second: { tapId: 'second', userId: ana.userId, tapped: tapped('second'), stage: { kind: 'tapped' } },
}

test.each(attacks)('while the kiosk is stopped: $name', async ({ sql, parked: doubted, name, verified }) => {
  const path = join(tempFolder(), 'journal.db')
  lay(path)
  tamper(path, sql)
  const reader = openJournalReader(path)
  if (reader.kind !== 'ok') throw new Error(reader.kind)
  const check = await reader.reader.verify([key])
  reader.reader.close()
  expect(check.kind).toBe('broken')
  expect(check.findings.map(({ what }) => what)).toContain(verified)

  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toBeDefined()
  const { journal } = opened
  const renamed = name.includes('handed to another') ? ['second'] : []
  const goOn = ownTaps.filter((tapId) => !doubted.some((each) => each === tapId) && !renamed.includes(tapId))
  expect(pendingIn(journal)).toMatchObject(goOn.map((tapId) => asWritten[tapId as 'first' | 'second']))
  expect(pendingIn(journal)).toHaveLength(goOn.length)
  for (const tapId of doubted) {
    expect(journal.eventsOf(tapId).at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  }
  for (const tapId of ['forged', 'done', 'other'].filter((each) => journal.eventsOf(each).length > 0)) {
    expect(journal.eventsOf(tapId).at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  }
  expect(journal.eventsOf('parked').at(-1)).toMatchObject({ kind: 'parked' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  journal.close()
})

test.each(attacks)('while the kiosk runs, nothing forged is accepted: $name', ({ sql, isOfSettled }) => {
  const path = join(tempFolder(), 'journal.db')
  lay(path)
  const journal = open(path)
  tamper(path, sql)
  expect(journal.changedByOthers()).toBe(true)
  const answer = journal.pending()
  if (answer.kind === 'ok') {
    const seen = [...answer.taps.map(({ tapId }) => tapId), ...answer.doubtful.map(({ tapId }) => tapId)]
    expect(seen.sort()).toEqual(ownTaps)
    expect(answer.doubtful.length > 0).toBe(isOfSettled !== true)
    for (const tap of answer.taps) expect(tap).toMatchObject(asWritten[tap.tapId as 'first' | 'second'])
  } else {
    expect(answer.failure.kind).toBe('tampered')
  }
  journal.close()
})

test.each([
  ['added', forgedEvent('second', 'confirmed', confirmed)],
  ['removed', `DELETE FROM events WHERE seq = 10`],
  ['relabelled', `UPDATE events SET chain = '${foreignKeyId}' || substr(chain, 9) WHERE seq = 10`],
])('a write after somebody %s events at the end fails, and writes nothing', (_name, sql) => {
  const path = join(tempFolder(), 'journal.db')
  lay(path)
  const journal = open(path)
  tamper(path, sql)
  expect(journal.recordTap(tapped('third'), ana)).toMatchObject({
    kind: 'failed',
    failure: { kind: 'tampered' },
  })
  expect(journal.eventsOf('third')).toEqual([])
  journal.close()
})

test('adding or removing entries in the list of open taps has no effect', () => {
  for (const sql of [
    `INSERT INTO open_taps VALUES ('done', 1)`,
    `DELETE FROM open_taps WHERE tap_id = 'second'`,
    `DROP TRIGGER open_taps_open; DROP TRIGGER open_taps_settle; DELETE FROM open_taps`,
  ]) {
    const path = join(tempFolder(), 'journal.db')
    lay(path)
    let journal = open(path)
    tamper(path, sql)
    expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(ownTaps)
    journal.close()
    const opened = openJournal(path, key)
    if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
    expect(opened.setAside).toBeUndefined()
    journal = opened.journal
    expect(pendingIn(journal).map(({ tapId }) => tapId)).toEqual(ownTaps)
    journal.close()
  }
})

test('an event put back into a gap made by compaction is not accepted as the kiosk’s', () => {
  const path = join(tempFolder(), 'journal.db')
  lay(path)
  let journal = open(path)
  const row = `SELECT 3, 'done', at_ms, kind, body, chain FROM events WHERE seq = 3`
  tamper(path, `CREATE TABLE kept AS ${row}`)
  const ageMs = 400 * 24 * 3_600_000
  expect(journal.compact(tapped('a').atMs + ageMs, tapped('a').atMs + 2 * ageMs)).toMatchObject({ taps: 1 })
  journal.close()
  tamper(path, 'INSERT INTO events SELECT * FROM kept; DROP TABLE kept')
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'tampered' })
  journal = opened.journal
  expect(pendingIn(journal).map(({ tapId }) => tapId)).not.toContain('done')
  journal.close()
})

test('a gap not made by compaction hides no event', () => {
  const path = join(tempFolder(), 'journal.db')
  lay(path)
  tamper(
    path,
    `INSERT INTO gaps VALUES (6, 6, ${ownLinkOf(6)});
     DELETE FROM events WHERE seq = 6`,
  )
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'tampered' })
  opened.journal.close()
})
