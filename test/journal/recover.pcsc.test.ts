import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openForReading } from '../../electron/journal/store/sqlite.ts'
import { verifyChain } from '../../electron/journal/chain/verify.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { confirmed, key, open, parked, pendingIn, recordAll, sending } from './journal-fixture.ts'

/** Needs Debian's `sqlite3`, which is built without `.recover`: what the document gives for such a one is tried. */
const document = readFileSync(fileURLToPath(new URL('../../docs/journal.md', import.meta.url)), 'utf8')
const lineOf = (beginning: string): string =>
  document.split('\n').find((line) => line.startsWith(beginning)) ?? `${beginning} is not in the document`
const recipe = [
  lineOf('sqlite3 damaged.db ".clone'),
  lineOf('sqlite3 recovered.db "PRAGMA user_version'),
  lineOf('sqlite3 recovered.db "DROP'),
]

const settledTaps = 200
const pageBytes = 4096

/** A page in the midst of the events is overwritten. */
function layDamaged(folder: string): void {
  const path = join(folder, 'damaged.db')
  const journal = open(path)
  for (let count = 0; count < settledTaps; count++) {
    recordAll(journal, `settled-${count}`, sending, confirmed)
    if (count === settledTaps / 2) {
      recordAll(journal, 'open', sending)
      recordAll(journal, 'parked', parked)
    }
  }
  journal.close()
  const bytes = readFileSync(path)
  const page = Math.floor(bytes.indexOf('"cardId"', bytes.length / 3) / pageBytes)
  bytes.fill(0x5a, page * pageBytes + 2, page * pageBytes + 200)
  writeFileSync(path, bytes)
}

test('the steps in docs/journal.md recover all but the damaged page of a journal, and report what is missing', async () => {
  const folder = tempFolder()
  layDamaged(folder)
  const { status, stderr } = spawnSync('sh', ['-e', '-c', recipe.join('\n')], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect({ status, stderr }).toMatchObject({ status: 0 })

  const recovered = openForReading(join(folder, 'recovered.db'))
  const check = await verifyChain(recovered, [key])
  recovered.close()
  expect(check.findings.map(({ what }) => what)).toEqual(['removed'])
  const written = settledTaps * 3 + 4
  expect(check.events).toBeLessThan(written)
  expect(check.events).toBeGreaterThan(written - 40)

  // As the document says for one that is put in the kiosk's place.
  copyFileSync(join(folder, 'damaged.db.head'), join(folder, 'recovered.db.head'))
  const journal = open(join(folder, 'recovered.db'))
  expect(pendingIn(journal).map(({ tapId }) => tapId)).toContain('open')
  expect(journal.parkedTaps()).toBe(1)
  journal.close()
})
