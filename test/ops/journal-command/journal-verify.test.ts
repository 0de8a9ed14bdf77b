import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BadgeId } from '../../../electron/badge/badge-id.ts'
import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import { blockEntry } from '../../../electron/directory/additions/decide-addition.ts'
import { headText } from '../../../electron/journal/chain/chain.ts'
import { openLockedJournal } from '../../../electron/journal/locked-journal.ts'
import { tamper } from '../../journal/forge.ts'
import {
  folder,
  data,
  journalPath,
  ids,
  run,
  siteKeyIn,
  record,
  createJournal,
  closeJournal,
} from './journal-command-fixture.ts'

describe('verify', () => {
  test('an intact journal ends with 0 and prints its head, which --head accepts', async () => {
    const head = (await createJournal()).head()
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toBe(`The journal is intact: 11 events, head ${headText(head)}`)
    expect(exitCode).toBe(0)
    expect(await run('--journal', 'verify', '--head', headText(head))).toMatchObject({ exitCode: 0 })
  })

  test('an edited journal ends with 5 and names the event', async () => {
    await createJournal()
    closeJournal()
    tamper(journalPath, `UPDATE events SET at_ms = 1 WHERE seq = 3`)
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toContain('edited: Event 3 was changed after it was written, or is out of place.')
    expect(exitCode).toBe(5)
  })

  test('missing events at the end give 5 against a head from the log', async () => {
    const head = (await createJournal()).head()
    closeJournal()
    tamper(journalPath, `DELETE FROM events WHERE seq > 9`)
    const { text, exitCode } = await run('--journal', 'verify', '--head', headText(head))
    expect(text).toContain('cut-off: Events 10 to 11 are missing.')
    expect(exitCode).toBe(5)
  })

  test('an older copy restored with its head file while the kiosk was stopped is detected against a head from the log', async () => {
    await createJournal()
    closeJournal()
    const copies = ['', '.head'].map(
      (ending) => [`${journalPath}${ending}`, `${journalPath}${ending}.copy`] as const,
    )
    for (const [from, to] of copies) copyFileSync(from, to)
    const { key: siteKey } = await siteKeyIn(data)
    const later = openLockedJournal(data, siteKey)
    if (later.kind !== 'ok') throw new Error(later.failure.detail)
    record(later.journal, '0f000000-0000-4000-8000-000000000006', 'Ana')
    const head = later.journal.head()
    later.journal.close()
    for (const [from, to] of copies) copyFileSync(to, from)
    expect(await run('--journal', 'verify')).toMatchObject({ exitCode: 0 })
    const { text, exitCode } = await run('--journal', 'verify', '--head', headText(head))
    expect(text).toContain('cut-off: Events 12 to 12 are missing.')
    expect(exitCode).toBe(5)
  })

  test('events of an earlier key end with 6, and with 0 once that key is given', async () => {
    await createJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const { text, exitCode } = await run('--journal', 'verify')
    expect(text).toContain('not verified: 11 events (1 to 11) were written with the site key')
    expect(exitCode).toBe(6)
    expect(await run('--journal', 'verify', '--key', earlier)).toMatchObject({ exitCode: 0 })
    const nobodys = folder.write('nobodys.key', 'cd'.repeat(32))
    expect(await run('--journal', 'verify', '--key', nobodys, '--key', earlier)).toMatchObject({
      exitCode: 0,
    })
  })

  test('an invalid key file ends with 2', async () => {
    await createJournal()
    expect(await run('--journal', 'verify', '--key', folder.configPath)).toMatchObject({ exitCode: 2 })
  })

  test('a backup is verified by --journal-file', async () => {
    await createJournal()
    closeJournal()
    const backup = path.join(folder.path, 'backup.db')
    copyFileSync(journalPath, backup)
    expect(await run('--journal', 'verify', '--journal-file', backup)).toMatchObject({ exitCode: 0 })
  })
})

describe('rekey', () => {
  test('the badges that were added and blocked get the new key, also by a run after one that ended before', async () => {
    await createJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    const before = await siteKeyIn(data)
    const additions = new AdditionsFile(data)
    const badge = '04A1B2C3' as BadgeId
    await additions.write(before.key, () => [
      blockEntry(badge, undefined, { key: before.key, kioskId: 'dock-3', nowMs: 1, newest: new Map() }),
    ])
    const kept = readFileSync(additions.path)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('Badges added or blocked that use the new site key now: 1.')
    expect(exitCode).toBe(0)
    const own = await siteKeyIn(data)
    expect(additions.load(own.key)).toMatchObject({ kind: 'ok', content: { entries: [{ kind: 'blocked' }] } })
    // As a run leaves it that was ended once the journal had its new key.
    writeFileSync(additions.path, kept)
    expect((await run('--journal', 'rekey', '--key', earlier)).text).toContain('use the new site key now: 1.')
    expect(additions.load(own.key)).toMatchObject({ kind: 'ok' })
    writeFileSync(additions.path, 'not ours')
    const failed = await run('--journal', 'rekey', '--key', earlier)
    expect(failed.text).toContain('were left as they are')
    expect(failed.exitCode).toBe(1)
  })

  test('with the old key the journal continues under the new one, and the old journal is kept', async () => {
    await createJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    const running = await run('--journal', 'rekey', '--key', earlier)
    expect(running.text).toContain('stop it first')
    expect(running.exitCode).toBe(1)
    closeJournal()
    const nobodys = folder.write('nobodys.key', 'cd'.repeat(32))
    const unchecked = await run('--journal', 'rekey', '--key', nobodys)
    expect(unchecked.text).toContain('Nothing was changed')
    expect(unchecked.exitCode).toBe(6)
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('Open and parked taps carried over: 2.')
    expect(exitCode).toBe(0)
    expect(await run('--journal', 'verify')).toMatchObject({ exitCode: 0 })
    expect(await run('--journal', 'retry', ids.parked)).toMatchObject({ exitCode: 0 })
    const archive = readdirSync(data).find((name) => /^journal\.db\.old-key-\d{8}T\d{6}Z$/.test(name)) ?? ''
    const verifyOld = ['--journal', 'verify', '--journal-file', path.join(data, archive), '--key', earlier]
    expect(await run(...verifyOld)).toMatchObject({ exitCode: 0 })
    expect(await run('--journal', 'rekey', '--key', earlier)).toMatchObject({ exitCode: 0 })
  })

  test('an edited journal is left unchanged, with 5', async () => {
    await createJournal()
    closeJournal()
    const earlier = path.join(folder.path, 'earlier.key')
    copyFileSync(path.join(data, 'site.key'), earlier)
    writeFileSync(path.join(data, 'site.key'), 'ab'.repeat(32))
    tamper(journalPath, `UPDATE events SET at_ms = 1 WHERE seq = 3`)
    const { text, exitCode } = await run('--journal', 'rekey', '--key', earlier)
    expect(text).toContain('edited: Event 3')
    expect(exitCode).toBe(5)
    expect(readdirSync(data).filter((name) => name.includes('old-key'))).toEqual([])
  })

  test('without the old key, or with --journal-file, it says what is missing', async () => {
    expect(await run('--journal', 'rekey')).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('--journal rekey needs the previous site key') as unknown,
    })
    expect(await run('--journal', 'rekey', '--key', 'a', '--journal-file', 'b')).toMatchObject({
      exitCode: 2,
    })
    expect(existsSync(data)).toBe(false)
  })
})
