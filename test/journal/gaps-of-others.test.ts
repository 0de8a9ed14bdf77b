import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openForReading } from '../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper } from './forge.ts'
import { confirmed, open, recordAll, refused, tappedAtMs } from './journal-fixture.ts'

const dayMs = 86_400_000
const nowMs = tappedAtMs + 2000 * dayMs
const launder = `INSERT INTO gaps SELECT seq, seq, chain FROM events WHERE seq = 4; DELETE FROM events WHERE seq = 4;`

test.each([
  ['a trigger', `CREATE TRIGGER evil AFTER DELETE ON people BEGIN ${launder} END;`],
  [
    'a trigger under the name of one of the kiosk’s',
    `DROP TRIGGER details_go_with_person;
     CREATE TRIGGER details_go_with_person AFTER DELETE ON people BEGIN ${launder} END;`,
  ],
  ['somebody', launder],
])('compaction does not seal a gap made by %s', (_name, sql) => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'old', confirmed)
  recordAll(journal, 'refused', refused)
  recordAll(journal, 'last', refused)
  tamper(path, sql)
  expect(journal.compact(nowMs - dayMs, nowMs)).toMatchObject({ failure: { kind: 'tampered' } })
  if (sql !== launder)
    expect(journal.eraseSettledPeople(nowMs)).toMatchObject({ failure: { kind: 'tampered' } })
  journal.close()
})

test('names that a reader kept in the write-ahead log are removed at the next clean-up', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'one', confirmed)
  const reader = openForReading(path)
  reader.exec('BEGIN')
  reader.get('SELECT count(*) FROM events')
  journal.eraseSettledPeople(nowMs)
  reader.exec('ROLLBACK')
  reader.close()
  journal.eraseSettledPeople(nowMs)
  const files = [path, `${path}-wal`].filter((file) => existsSync(file))
  expect(files.filter((file) => readFileSync(file).includes('Ana Ruiz'))).toEqual([])
  journal.close()
})
