import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Journal } from '../../electron/journal/journal.ts'
import { requestRetry } from '../../electron/journal/request-retry.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper, forgedTap } from './forge.ts'
import { ben, key, open, recordAll } from './journal-fixture.ts'

const cutParked = `DELETE FROM events WHERE seq = (SELECT max(seq) FROM events) AND kind = 'parked'`

/** A journal that was set aside because somebody without the key has changed it; closed again. */
function setAsideAfter(sql: string): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'real')
  journal.close()
  tamper(path, sql)
  const opened = openJournal(path, key)
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  expect(opened.setAside).toMatchObject({ why: 'tampered' })
  opened.journal.close()
  return path
}

function doubtIn(journal: Journal, id: string): readonly unknown[] {
  const answer = journal.pending()
  if (answer.kind !== 'ok') throw new Error(answer.failure.detail)
  expect(answer.taps.filter(({ tapId }) => tapId === id)).toEqual([])
  return answer.doubtful
}

test.each([
  ['forged', 'a tap nobody made', forgedTap('forged')],
  ['real', 'a tap whose person was changed', `UPDATE people SET user_id = '${ben.userId}'`],
])('%s: %s stays doubtful once it was saved, whatever is cut off after it', async (tapId, _name, sql) => {
  const path = setAsideAfter(sql)
  const journal = open(path)
  journal.record({ tapId, atMs: 9, kind: 'retry-requested' })
  expect(doubtIn(journal, tapId)).toContainEqual({ tapId, why: 'unvouched' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact', findings: [] })
  journal.record({ tapId, atMs: 10, kind: 'parked', reason: 'record-damaged', detail: '' })
  journal.close()
  expect(requestRetry(path, key, [tapId], 11)).toMatchObject({ answers: [{ kind: 'unvouched' }] })
  tamper(path, cutParked)
  const again = openJournal(path, key)
  if (again.kind !== 'ok') throw new Error(again.failure.detail)
  expect(again.setAside).toMatchObject({ why: 'cut-off' })
  expect(doubtIn(again.journal, tapId)).toEqual([])
  expect(again.journal.eventsOf(tapId).at(-1)).toMatchObject({ kind: 'parked' })
  expect(again.journal.eventsOf(tapId)[0]).toMatchObject({ kind: 'tapped', isDoubtful: true })
  again.journal.close()
})

test('a body that names another tap is not accepted as an event of that tap', () => {
  const path = setAsideAfter(
    forgedTap('forged').replace('"tapId":"forged"', '"tapId":"real","kind":"tapped"'),
  )
  const journal = open(path)
  expect(journal.eventsOf('forged')[0]).toMatchObject({ tapId: 'forged', isDoubtful: true })
  expect(journal.eventsOf('real')).toHaveLength(2)
  journal.close()
})
