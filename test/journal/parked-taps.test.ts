import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper } from './forge.ts'
import { confirmed, open, parked, recordAll } from './journal-fixture.ts'

test('a parked tap that somebody hides before its alert is not skipped', () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'before', confirmed)
  const after = journal.head()
  recordAll(journal, 'hidden', parked)
  const reportedTaps = () => journal.parkedSince(after, 10)?.taps.map(({ record }) => record.tapId)
  tamper(path, `UPDATE events SET kind = 'sending' WHERE kind = 'parked'`)
  expect(reportedTaps()).toBeUndefined()
  // So that the kiosk sets the journal aside, and what is saved of it is reported again.
  for (let looks = 0; looks < 2; looks += 1) {
    expect(journal.changedByOthers()).toBe(true)
    expect(journal.pending()).toMatchObject({ failure: { kind: 'tampered' } })
  }
  expect(reportedTaps()).toBeUndefined()
  tamper(path, `UPDATE events SET kind = 'parked' WHERE kind = 'sending'`)
  expect(reportedTaps()).toEqual(['hidden'])
  journal.close()
})
