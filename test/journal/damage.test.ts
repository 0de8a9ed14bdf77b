import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { setAsideDamaged } from '../../electron/journal/recovery/set-aside.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { openDatabase } from '../../electron/journal/store/sqlite.ts'
import { tempFolder } from '../support/temp-folder.ts'
import {
  ana,
  confirmed,
  key,
  open,
  parked,
  pendingIn,
  recordAll,
  sending,
  tapped,
} from './journal-fixture.ts'
import { tamper } from './forge.ts'

const nowMs = Date.UTC(2026, 2, 1, 8, 15)
const stamp = '20260301T081500Z'

type Opened = Extract<ReturnType<typeof openJournal>, { kind: 'ok' }>

function openDamaged(path: string): Opened {
  const opened = openJournal(path, key, { nowMs: () => nowMs })
  if (opened.kind !== 'ok') throw new Error(opened.failure.detail)
  return opened
}

/** A journal with an open and a parked tap between settled ones. */
function writeJournal(path: string): void {
  const journal = open(path)
  for (let count = 0; count < 40; count += 1) recordAll(journal, `settled-${count}`, sending, confirmed)
  recordAll(journal, 'open', sending)
  recordAll(journal, 'parked', parked)
  for (let count = 40; count < 80; count += 1) recordAll(journal, `settled-${count}`, sending, confirmed)
  journal.close()
}

/** Overwrites the page that contains the text, except its first bytes. */
function damagePageOf(path: string, text: string): void {
  const bytes = readFileSync(path)
  const page = Math.floor(bytes.indexOf(text) / 4096)
  bytes.fill(0x5a, page * 4096 + 2, page * 4096 + 200)
  writeFileSync(path, bytes)
}

test('a file that is not a database is set aside unchanged, and a new journal accepts taps', async () => {
  const path = join(tempFolder(), 'journal.db')
  const garbage = Buffer.from('this is not a database, '.repeat(200))
  writeFileSync(path, garbage)
  const { journal, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ path: `${path}.corrupt-${stamp}`, why: 'not-a-database', carriedOver: 0 })
  expect(readFileSync(`${path}.corrupt-${stamp}`).equals(garbage)).toBe(true)
  recordAll(journal, 'a')
  expect(await journal.verify()).toMatchObject({ kind: 'intact', events: 1 })
  journal.close()
  expect(openDamaged(path)).not.toHaveProperty('setAside')
})

test('a second damaged journal in the same second is set aside under another name', () => {
  const path = join(tempFolder(), 'journal.db')
  for (const garbage of ['one', 'two']) {
    writeFileSync(path, garbage.repeat(500))
    openDamaged(path).journal.close()
  }
  expect(readFileSync(`${path}.corrupt-${stamp}`, 'utf8')).toMatch(/^one/)
  expect(readFileSync(`${path}.corrupt-${stamp}-2`, 'utf8')).toMatch(/^two/)
})

test('waiting and parked taps are carried over from a journal with a damaged page', async () => {
  const path = join(tempFolder(), 'journal.db')
  writeJournal(path)
  damagePageOf(path, 'settled-5')
  const damaged = readFileSync(path)
  const { journal, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ why: 'corrupt' })
  expect(readFileSync(setAside?.path ?? '').equals(damaged)).toBe(true)
  const [waiting] = pendingIn(journal).filter((tap) => tap.tapId === 'open')
  expect(waiting).toEqual({ tapId: 'open', ...ana, tapped: tapped('open'), stage: sending })
  expect(journal.eventsOf('open').map((event) => event.kind)).toEqual(['tapped', 'carried-over', 'sending'])
  expect(journal.eventsOf('parked').map((event) => event.kind)).toEqual(['tapped', 'carried-over', 'parked'])
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  journal.close()
})

test('an altered open tap is never sent: it is parked, and no other tap is', async () => {
  const path = join(tempFolder(), 'journal.db')
  for (const sql of [
    `UPDATE events SET body = replace(body, '"tappedAtMs":17', '"tappedAtMs":16') WHERE tap_id = 'open' AND kind = 'tapped'`,
    `UPDATE people SET user_id = replace(user_id, '1', '2') WHERE tap_id = 'open'`,
  ]) {
    writeJournal(`${path}-${sql.length}`)
    tamper(`${path}-${sql.length}`, sql)
    const { journal, setAside } = openDamaged(`${path}-${sql.length}`)
    expect(setAside).toMatchObject({ why: 'tampered', carriedOver: 2, parked: 1, unreadableEvents: 0 })
    expect(pendingIn(journal)).toEqual([])
    expect(journal.eventsOf('open').at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
    expect(await journal.verify()).toMatchObject({ kind: 'intact' })
    journal.close()
  }
})

test('an open tap whose person is lost is parked for review', () => {
  const path = join(tempFolder(), 'journal.db')
  writeJournal(path)
  tamper(path, `DELETE FROM people WHERE tap_id = 'open'`)
  damagePageOf(path, 'settled-5')
  const { journal } = openDamaged(path)
  expect(journal.eventsOf('open').at(-1)).toMatchObject({ kind: 'parked', reason: 'person-lost' })
  journal.close()
})

test('an edited settled tap sets a small journal aside, and open taps continue', async () => {
  const path = join(tempFolder(), 'journal.db')
  writeJournal(path)
  tamper(path, `UPDATE events SET at_ms = 0 WHERE seq = 3`)
  const { journal, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ why: 'tampered', carriedOver: 3, parked: 1 })
  expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['open'])
  // It is unknown which tap's end was edited: it may have been a settling event.
  expect(journal.eventsOf('settled-0').at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  expect(await journal.verify()).toMatchObject({ kind: 'intact' })
  journal.close()
})

test('an incomplete or missing list of open taps is rebuilt from the events', () => {
  for (const sql of [
    'DELETE FROM open_taps',
    `UPDATE open_taps SET tap_id = 'opfn'`,
    'DROP TABLE open_taps',
    'DROP TRIGGER open_taps_settle',
  ]) {
    const path = join(tempFolder(), 'journal.db')
    writeJournal(path)
    tamper(path, sql)
    const { journal, setAside } = openDamaged(path)
    expect(setAside).toBeUndefined()
    expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['open'])
    journal.close()
  }
})

/** What a power cut would leave: the files as they are while the journal is open. */
function crashImage(path: string): string {
  const image = join(tempFolder(), 'journal.db')
  for (const ending of ['', '-wal', '.head']) copyFileSync(`${path}${ending}`, `${image}${ending}`)
  return image
}

test('a write-ahead log torn in an unfinished commit loses only that commit, and is not damage', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', sending)
  const before = crashImage(path)
  const wholeBytes = readFileSync(`${before}-wal`).length
  recordAll(journal, 'b')
  const image = crashImage(path)
  journal.close()
  // The last commit's frames are there in part, and the head file does not know of it yet.
  truncateSync(`${image}-wal`, Math.floor((wholeBytes + readFileSync(`${image}-wal`).length) / 2))
  copyFileSync(`${before}.head`, `${image}.head`)
  const { journal: reopened, setAside } = openDamaged(image)
  expect(setAside).toBeUndefined()
  expect(pendingIn(reopened).map((tap) => [tap.tapId, tap.stage.kind])).toEqual([['a', 'sending']])
  expect(await reopened.verify()).toMatchObject({ kind: 'intact', events: 2 })
  reopened.close()
})

test('a write-ahead log torn in committed data is reported and kept, and the remaining taps are parked for review', async () => {
  const path = join(tempFolder(), 'journal.db')
  const journal = open(path)
  recordAll(journal, 'a', sending)
  const good = readFileSync(`${path}-wal`).length
  recordAll(journal, 'b')
  recordAll(journal, 'c')
  const image = crashImage(path)
  journal.close()
  const log = readFileSync(`${image}-wal`)
  log[good + 2000] = (log[good + 2000] ?? 0) ^ 0x10
  writeFileSync(`${image}-wal`, log)
  const database = readFileSync(image)
  const { journal: reopened, setAside } = openDamaged(image)
  expect(setAside).toMatchObject({ why: 'cut-off', carriedOver: 1, parked: 1, unreadableEvents: 2 })
  expect(readFileSync(setAside?.path ?? '').equals(database)).toBe(true)
  expect(readFileSync(`${setAside?.path ?? ''}-wal`).equals(log)).toBe(true)
  // What is gone may have settled it.
  expect(pendingIn(reopened)).toEqual([])
  expect(reopened.eventsOf('a').map(({ kind }) => kind)).toEqual([
    'tapped',
    'carried-over',
    'sending',
    'parked',
  ])
  expect(await reopened.verify()).toMatchObject({ kind: 'intact' })
  reopened.close()
})

test('an older copy put in place of the journal is reported, not taken as complete', () => {
  const folder = tempFolder()
  const path = join(folder, 'journal.db')
  writeJournal(path)
  mkdirSync(join(folder, 'copy'))
  copyFileSync(path, join(folder, 'copy', 'journal.db'))
  const journal = open(path)
  recordAll(journal, 'later')
  journal.close()
  copyFileSync(join(folder, 'copy', 'journal.db'), path)
  const { journal: reopened, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ why: 'cut-off', carriedOver: 2, unreadableEvents: 1 })
  reopened.close()
})

test('setting aside that was interrupted by a crash is finished by the next start', () => {
  const folder = tempFolder()
  const path = join(folder, 'journal.db')
  // As it was just before the crash: the damaged database is moved, its log is not, the new journal waits.
  writeJournal(path)
  damagePageOf(path, 'settled-5')
  setAsideDamaged(path, key, { why: 'corrupt', detail: '', lastKnownSeq: 1 }, nowMs)
  renameSync(path, `${path}.new-${stamp}`)
  rmSync(`${path}.head`)
  writeFileSync(`${path}.corrupt-${stamp}`, 'damaged')
  writeFileSync(`${path}-wal`, 'the damaged one’s log')
  const { journal, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ path: `${path}.corrupt-${stamp}`, why: 'interrupted' })
  expect(pendingIn(journal).map((tap) => tap.tapId)).toEqual(['open'])
  expect(readFileSync(`${path}.corrupt-${stamp}-wal`, 'utf8')).toBe('the damaged one’s log')
  expect(existsSync(`${path}.new-${stamp}`)).toBe(false)
  journal.close()
})

test('a crash before the damaged journal was moved leaves it in place, and the next start tries again', () => {
  const path = join(tempFolder(), 'journal.db')
  writeJournal(path)
  damagePageOf(path, 'settled-5')
  writeFileSync(`${path}.new-20260228T000000Z`, 'half')
  const { journal, setAside } = openDamaged(path)
  expect(setAside?.path).toBe(`${path}.corrupt-${stamp}`)
  expect(existsSync(`${path}.new-20260228T000000Z`)).toBe(false)
  journal.close()
})

test('a write-ahead log without its database is kept', () => {
  const folder = tempFolder()
  const path = join(folder, 'journal.db')
  writeFileSync(`${path}-wal`, 'a log')
  const { journal, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ why: 'corrupt' })
  expect(readFileSync(`${path}.corrupt-${stamp}-wal`, 'utf8')).toBe('a log')
  journal.close()
})

test('a damaged page found while running leaves a mark, and the next opening checks every page', () => {
  const path = join(tempFolder(), 'journal.db')
  writeJournal(path)
  const { journal } = openDamaged(path)
  // A commit by another connection makes SQLite read its pages again.
  const other = openDatabase(path)
  other.run('INSERT INTO marks (name, at_ms, filling) VALUES (?, ?, ?)', ['other', 1, ''])
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 4096)
  writeFileSync(path, bytes)
  expect(journal.pending()).toMatchObject({ kind: 'failed', failure: { kind: 'corrupt' } })
  journal.close()
  other.close()
  expect(existsSync(`${path}.suspect`)).toBe(true)
  const { journal: reopened, setAside } = openDamaged(path)
  expect(setAside).toMatchObject({ why: 'corrupt' })
  expect(existsSync(`${path}.suspect`)).toBe(false)
  reopened.close()
})

/** A generator of its own (mulberry32), so that a seed always gives the same run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** `libsql`, SQLite's stand-in on Node 20, ends the process over a text that is not UTF-8: letters stay ASCII. */
const bits = process.versions.node.startsWith('20.') ? 7 : 8

test('whichever byte of SQLite’s header is changed, the next start takes taps', () => {
  const original = join(tempFolder(), 'journal.db')
  const folder = tempFolder()
  writeJournal(original)
  const good = readFileSync(original)
  const failed: string[] = []
  for (let at = 0; at < 100; at += 1) {
    // The schema version: a journal of a newer version is not this one's to replace.
    if (at >= 60 && at < 64) continue
    for (const change of [0x01, 0x41]) {
      const path = join(folder, `${at}-${change}`, 'journal.db')
      mkdirSync(join(folder, `${at}-${change}`))
      const bytes = Buffer.from(good)
      bytes[at] = (bytes[at] ?? 0) ^ change
      writeFileSync(path, bytes)
      copyFileSync(`${original}.head`, `${path}.head`)
      const opened = openJournal(path, key)
      if (opened.kind === 'failed') failed.push(`byte ${at}: ${opened.failure.detail}`)
      else {
        const isKept = opened.journal.eventsOf('open').length > 0
        const isReported = (opened.setAside?.unreadableEvents ?? 0) > 0
        expect(isKept || isReported, `byte ${at}`).toBe(true)
        opened.journal.close()
      }
    }
  }
  expect(failed).toEqual([])
})

test(
  'whichever byte is flipped, no tap is silently lost and none is sent with other values',
  { timeout: 300_000 },
  () => {
    const original = join(tempFolder(), 'journal.db')
    writeJournal(original)
    const good = readFileSync(original)
    const random = randomFrom(20_260_301)
    const seen = { unharmed: 0, setAside: 0, failed: 0 }
    const folder = tempFolder()
    for (let run = 0; run < 250; run += 1) {
      const path = join(folder, `${run}`, 'journal.db')
      mkdirSync(join(folder, `${run}`))
      const bytes = Buffer.from(good)
      const at = Math.floor(random() * bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * bits))
      writeFileSync(path, bytes)
      copyFileSync(`${original}.head`, `${path}.head`)
      const opened = openJournal(path, key)
      if (opened.kind === 'failed') {
        // Out of service, with everything still there.
        expect(readFileSync(path).equals(bytes), `byte ${at}: ${opened.failure.detail}`).toBe(true)
        seen.failed += 1
        continue
      }
      const { journal, setAside } = opened
      if (setAside === undefined) seen.unharmed += 1
      else seen.setAside += 1
      const taps = pendingIn(journal)
      const parkedToo = journal.eventsOf('open').at(-1)?.kind === 'parked'
      const isThere = taps.some((tap) => tap.tapId === 'open') || parkedToo
      expect(isThere || (setAside?.unreadableEvents ?? 0) > 0, `byte ${at}`).toBe(true)
      for (const tap of taps.filter((each) => each.tapId === 'open')) {
        expect([at, tap.userId, tap.tapped]).toEqual([at, ana.userId, tapped('open')])
      }
      journal.close()
    }
    expect(seen.setAside).toBeGreaterThan(20)
    expect(seen.failed).toBeLessThan(10)
    expect(readdirSync(folder)).toHaveLength(250)
    expect(basename(original)).toBe('journal.db')
  },
)
