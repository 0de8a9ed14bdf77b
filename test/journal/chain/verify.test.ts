import { join } from 'node:path'
import { expect, test } from 'vitest'
import { headText, parseHead } from '../../../electron/journal/chain/chain.ts'
import { headOf } from '../../../electron/journal/store/event-rows.ts'
import { openHeadFile } from '../../../electron/journal/chain/head-file.ts'
import { openForReading } from '../../../electron/journal/store/sqlite.ts'
import { verifyChain, type ChainCheck } from '../../../electron/journal/chain/verify.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { confirmed, key, open, otherKey, recordAll, sending } from '../journal-fixture.ts'
import { tamper } from '../forge.ts'

/** Three taps of three events each: `a` is events 1 to 3, and so on. */
function nineEvents(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  for (const tapId of ['a', 'b', 'c']) recordAll(journal, tapId, sending, confirmed)
  journal.close()
  return path
}

async function check(path: string, keys = [key], head?: string): Promise<ChainCheck> {
  const database = openForReading(path)
  try {
    const expectedHead = head === undefined ? undefined : parseHead(head)
    return await verifyChain(database, keys, expectedHead === undefined ? {} : { expectedHead })
  } finally {
    database.close()
  }
}

const moveUp = 'UPDATE events SET seq = -seq - 1 WHERE seq >= 5; UPDATE events SET seq = -seq WHERE seq < 0'
const moveDown =
  'UPDATE events SET seq = -(seq - 1) WHERE seq > 5; UPDATE events SET seq = -seq WHERE seq < 0'

test.each([
  ['an edited time', `UPDATE events SET at_ms = at_ms + 1 WHERE seq = 5`, [['edited', 5]]],
  [
    'an edited text',
    `UPDATE events SET body = replace(body, 'TCK_1', 'TCK_2') WHERE seq = 2`,
    [['edited', 2]],
  ],
  [
    'an edited link',
    `UPDATE events SET chain = replace(chain, 'a', 'b') WHERE seq = 5`,
    [
      ['edited', 5],
      ['edited', 6],
    ],
  ],
  ['a removed event', `DELETE FROM events WHERE seq = 5`, [['removed', 5]]],
  ['three removed events', `DELETE FROM events WHERE tap_id = 'b'`, [['removed', 4]]],
  [
    'a removed event and closed-up numbers',
    `DELETE FROM events WHERE seq = 5; ${moveDown}`,
    [['removed', 5]],
  ],
  [
    'an inserted event',
    `${moveUp}; INSERT INTO events SELECT 5, tap_id, at_ms, kind, body, chain FROM events WHERE seq = 4`,
    [['inserted', 5]],
  ],
  [
    'an event before the first',
    `INSERT INTO events SELECT 0, 'x', at_ms, 'sending', body, chain FROM events WHERE seq = 2`,
    [['inserted', 0]],
  ],
  ['an edited name', `UPDATE people SET display_name = 'Eve' WHERE tap_id = 'b'`, [['person', 4]]],
  ['an edited user id', `UPDATE people SET user_id = '0' WHERE tap_id = 'b'`, [['person', 4]]],
  ['a list of open taps that was added to', `INSERT INTO open_taps VALUES ('a', 1)`, [['open-taps', 9]]],
  ['an erased name', `DELETE FROM people`, []],
])('%s is reported as such', async (_name, sql, findings) => {
  const path = nineEvents()
  // The edits are of settled taps, and made behind the open-taps triggers' back.
  tamper(path, `DROP TRIGGER open_taps_open; DROP TRIGGER open_taps_settle; DROP INDEX tapped_once; ${sql}`)
  const found = await check(path)
  expect(found.findings.map(({ what, seq }) => [what, seq])).toEqual(findings)
  expect(found.kind).toBe(findings.length === 0 ? 'intact' : 'broken')
})

test('a truncated end is detected only against a logged head', async () => {
  const path = nineEvents()
  const whole = await check(path)
  expect(whole).toMatchObject({ kind: 'intact', events: 9, head: { seq: 9 } })
  tamper(path, `DELETE FROM events WHERE seq > 6`)
  expect(await check(path)).toMatchObject({ kind: 'intact', events: 6 })
  expect(await check(path, [key], headText(whole.head))).toMatchObject({
    kind: 'broken',
    findings: [{ what: 'cut-off', seq: 7, detail: 'Events 7 to 9 are missing.' }],
  })
})

test('a rewritten end is detected against a logged head', async () => {
  const path = nineEvents()
  const { head } = await check(path)
  tamper(path, `DELETE FROM events WHERE seq > 8`)
  const database = openForReading(path)
  const older = headOf(database)
  database.close()
  openHeadFile(path, key, { head: older, walkFromSeq: 1 }).close()
  const journal = open(path)
  journal.record({ tapId: 'c', atMs: 1, kind: 'refused', reason: 'not-clocked-in' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 9 })
  expect(await journal.verify({ expectedHead: head })).toMatchObject({
    kind: 'broken',
    findings: [{ what: 'edited', seq: 9 }],
  })
  journal.close()
})

test('events of an earlier site key are not reported as tampered with, and are verified once that key is given', async () => {
  const path = nineEvents()
  const journal = open(path, otherKey)
  recordAll(journal, 'd', sending)
  expect(await journal.verify()).toMatchObject({
    kind: 'incomplete',
    events: 11,
    findings: [],
    otherKeys: [{ keyId: key.id, events: 9, firstSeq: 1, lastSeq: 9 }],
  })
  journal.close()
  expect(await check(path, [otherKey, key])).toMatchObject({ kind: 'intact', events: 11 })
  tamper(path, `UPDATE events SET at_ms = at_ms + 1 WHERE seq IN (3, 11)`)
  expect(await check(path, [otherKey])).toMatchObject({ kind: 'broken', findings: [{ seq: 11 }] })
  expect(await check(path, [otherKey, key])).toMatchObject({ findings: [{ seq: 3 }, { seq: 11 }] })
})

test('many findings are counted, and the first ones are listed', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  for (let count = 0; count < 30; count += 1) recordAll(journal, `tap-${count}`)
  journal.close()
  tamper(path, `UPDATE events SET at_ms = 0`)
  const found = await check(path)
  expect([found.findings.length, found.moreFindings]).toEqual([20, 10])
})

test('a journal can be verified while its kiosk writes to it', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  for (let count = 0; count < 1500; count += 1) recordAll(journal, `tap-${count}`)
  const checking = check(path)
  let written = 1500
  const writing = setInterval(() => recordAll(journal, `tap-${written++}`), 0)
  const found = await checking
  clearInterval(writing)
  expect(found.kind).toBe('intact')
  expect(found.events).toBeGreaterThanOrEqual(1500)
  journal.close()
})

test('a head is written and read in the same form', () => {
  const head = { seq: 12, link: `${key.id}:${'0'.repeat(64)}` }
  expect(parseHead(headText(head))).toEqual(head)
  expect(parseHead('0:')).toEqual({ seq: 0, link: '' })
  for (const text of ['', '12', 'x:y', `1:${key.id}`, `-1:${key.id}:${'0'.repeat(64)}`]) {
    expect(parseHead(text)).toBeUndefined()
  }
})
