import { copyFileSync, existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { acquireSenderLock } from '../../electron/journal/store/sender-lock.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { key, open, recordAll } from '../journal/journal-fixture.ts'
import { tempFolder } from '../support/temp-folder.ts'

/**
 * A rollback journal with nothing to roll back that names `victim` as its super-journal: once it is rolled back, SQLite
 * deletes the file of that name (pager.c, `readSuperJournal` and `pager_delsuper`; sqlite.org/fileformat2.html, "The
 * Rollback Journal"). SQLite 3.45.1 (libsql) does so for any file; 3.53.4 does not.
 */
function rollbackJournalNaming(victim: string): Buffer {
  const magic = Buffer.from('d9d505f920a163d7', 'hex')
  const header = Buffer.alloc(512)
  magic.copy(header)
  const fields = { records: 0, nonce: 1, pages: 18, sectorBytes: 512, pageBytes: 4096 }
  Object.values(fields).forEach((value, index) => header.writeUInt32BE(value, 8 + 4 * index))
  const name = Buffer.from(victim)
  const lockPage = 0x40000000 / fields.pageBytes + 1
  const checksum = name.reduce((sum, byte) => sum + byte, 0)
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  return Buffer.concat([header, number(lockPage), name, number(name.length), number(checksum), magic])
}

function layDatabase(): string {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'first')
  journal.close()
  return path
}

const openings: readonly {
  readonly name: string
  readonly file: string
  readonly opens: (path: string) => unknown
}[] = [
  { name: 'the journal', file: 'journal.db', opens: (path) => openJournal(path, key).kind },
  { name: 'the lock', file: 'journal.lock', opens: (path) => acquireSenderLock(path).kind },
  {
    name: 'the journal, to read it',
    file: 'journal.db',
    opens: (path) => openJournalReader(path).kind,
  },
]

test.each(openings)(
  'a rollback journal planted beside $name does not delete the file that it names',
  ({ file, opens }) => {
    const victim = join(tempFolder(), 'certificate.pem')
    writeFileSync(victim, 'precious')
    const path = join(tempFolder(), file)
    copyFileSync(layDatabase(), path)
    writeFileSync(`${path}-journal`, rollbackJournalNaming(victim))
    const kind = opens(path)
    expect(existsSync(victim)).toBe(true)
    expect(kind).toBe('failed')
  },
)

test.runIf(process.platform !== 'win32')(
  'nor does one beside the target of a link that a command reads',
  () => {
    const victim = join(tempFolder(), 'certificate.pem')
    writeFileSync(victim, 'precious')
    const target = join(tempFolder(), 'other.db')
    copyFileSync(layDatabase(), target)
    writeFileSync(`${target}-journal`, rollbackJournalNaming(victim))
    const path = join(tempFolder(), 'journal.db')
    symlinkSync(target, path)
    const { kind } = openJournalReader(path)
    expect(existsSync(victim)).toBe(true)
    expect(kind).toBe('failed')
  },
)
