import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { byHand } from './forge.ts'
import { confirmed, open, parked, recordAll } from './journal-fixture.ts'

test('a parked tap that somebody hides before it was told is not passed over', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'before', confirmed)
  const after = journal.head()
  recordAll(journal, 'hidden', parked)
  const told = () => journal.parkedSince(after, 10)?.taps.map(({ record }) => record.tapId)
  byHand(path, `UPDATE events SET kind = 'sending' WHERE kind = 'parked'`)
  expect(told()).toBeUndefined()
  // Also once the kiosk has looked at the taps that are open.
  expect(journal.changedByOthers()).toBe(true)
  journal.pending()
  expect(told()).toBeUndefined()
  byHand(path, `UPDATE events SET kind = 'parked' WHERE kind = 'sending'`)
  expect(told()).toEqual(['hidden'])
  journal.close()
})
