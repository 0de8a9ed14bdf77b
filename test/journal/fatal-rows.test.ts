import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { typeScriptArguments } from '../support/reader-process.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { tamper, foreignLink } from './forge.ts'
import { open, recordAll } from './journal-fixture.ts'

/** Rows that crash the program when they are read: it would crash at every start, without a reason. */

const program = fileURLToPath(new URL('open-in-child.ts', import.meta.url))

test.each([
  ['text that is no UTF-8', `UPDATE events SET body = CAST(x'ff00fe' AS TEXT) WHERE seq = 1`],
  [
    'more text than there is memory for',
    `WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 17)
     INSERT INTO events SELECT i, 'x' || i, 1, 'tapped', printf('%.*c', 30000000, 'x'), 'y' FROM n`,
  ],
  [
    'more gaps than there is memory for',
    `WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)
     INSERT INTO gaps SELECT i, i, 'x' FROM n`,
  ],
  [
    'more taps of another key than there is memory for',
    `DELETE FROM events; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000)
     INSERT INTO events SELECT i, 'a tap that nobody has made, number ' || i, 1, 'tapped',
       '{"note":"' || printf('%.*c', 1500, 'x') || '"}', '${foreignLink}' FROM n`,
  ],
])('a journal with %s is set aside', { timeout: 120_000 }, (_, sql) => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first')
  journal.close()
  tamper(path, sql)
  rmSync(`${path}.head`)
  const { stdout, status, signal } = spawnSync(
    process.execPath,
    ['--max-old-space-size=128', ...typeScriptArguments, program, path],
    { encoding: 'utf8' },
  )
  expect({ stdout, status, signal }).toEqual({ stdout: 'tampered', status: 0, signal: null })
})
