import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openOwnFile, readOwnFile, replaceOwnFile, tightenOwnFiles } from '../../electron/base/own-files.ts'
import { openLockedJournal } from '../../electron/journal/locked-journal.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { key } from '../journal/journal-fixture.ts'
import { typeScriptArguments } from '../support/reader-process.ts'
import { tempFolder } from '../support/temp-folder.ts'

const program = fileURLToPath(new URL('kiosk-with-umask.ts', import.meta.url))

async function layOut(): Promise<string> {
  const folder = tempFolder()
  writeFileSync(
    join(folder, 'roster.csv'),
    'Badge number,User ID,Name\r\n04A1B2C3D4E5F6,7d5f0f0e-0000-4000-8000-000000000001,Ana Ruiz\r\n',
  )
  writeFileSync(
    join(folder, 'config.json'),
    JSON.stringify({
      kiosk: { id: 'dock-3', name: 'Dock 3' },
      signIn: {
        tenantId: '8d1f6a70-2b3c-4d5e-9f60-718293a4b5c6',
        clientId: '9e2a7b81-3c4d-4e6f-8a71-8293a4b5c6d7',
      },
      shifts: { teamId: 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8', atApprovedLocation: true },
      reader: { kind: 'keyboard' },
      directory: { kind: 'roster', path: 'roster.csv' },
      storage: { dataFolder: 'data' },
      maintenance: { pinHash: await hashPin('704912') },
    }),
  )
  return folder
}

function run(folder: string, umask: string, ending = 'stopped') {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [...typeScriptArguments, program, folder, umask, ending],
    { encoding: 'utf8', env: { ...process.env, SHIFTS_KIOSK_CLIENT_SECRET: 'known to this test alone' } },
  )
  if (ending === 'stopped' && status !== 0) throw new Error(`${status ?? signal ?? ''}\n${stdout}\n${stderr}`)
  return { stdout, stderr }
}

/** Paths below the folder with their modes, as far as others may do anything with them. */
function openToOthers(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    [folder, ...readdirSync(folder).map((name) => join(folder, name))]
      .filter((path) => (lstatSync(path).mode & 0o077) !== 0)
      .map((path) => `${path} ${(lstatSync(path).mode & 0o777).toString(8)}`),
  )
}

describe.runIf(process.platform !== 'win32')('on a system with modes', () => {
  test.each(['000', '022'])(
    'with the umask %s nobody else may read, write or list what the kiosk leaves behind',
    async (umask) => {
      const folder = await layOut()
      run(folder, umask, 'killed')
      const data = join(folder, 'data')
      const left = readdirSync(data)
      for (const name of [
        'journal.db',
        'journal.db-wal',
        'journal.db-shm',
        'journal.db.head',
        'journal.lock',
        'site.key',
        'health.json',
        'maintenance-lock.json',
      ])
        expect(left).toContain(name)
      expect(readdirSync(join(folder, 'logs')).sort()).toEqual([
        'kiosk.log',
        'small.log',
        'small.log.1',
        'small.log.2',
      ])
      expect(readFileSync(join(folder, 'taps.csv'), 'utf8')).toContain('Ana Ruiz')
      expect(openToOthers(data)).toEqual([])
      const logs = join(folder, 'logs')
      expect(openToOthers(logs).filter((line) => !line.startsWith(`${logs} `))).toEqual([])
      expect((statSync(join(folder, 'taps.csv')).mode & 0o777).toString(8)).toBe('600')
    },
  )

  test('what was left readable before is tightened at the start', async () => {
    const folder = await layOut()
    run(folder, '022')
    const data = join(folder, 'data')
    const logs = join(folder, 'logs')
    writeFileSync(join(data, 'journal.db.corrupt-20260301T081500Z'), '')
    writeFileSync(join(folder, 'taps.csv'), '')
    for (const each of [data, logs]) for (const name of readdirSync(each)) chmodSync(join(each, name), 0o666)
    chmodSync(data, 0o777)
    chmodSync(join(folder, 'taps.csv'), 0o644)
    run(folder, '022')
    expect(openToOthers(data)).toEqual([])
    expect(openToOthers(logs).filter((line) => !line.startsWith(`${logs} `))).toEqual([])
    expect((statSync(join(folder, 'taps.csv')).mode & 0o777).toString(8)).toBe('600')
  })

  test('planted links are not followed: their targets stay as they were, and the kiosk runs', async () => {
    const folder = await layOut()
    const data = join(folder, 'data')
    const victims = join(folder, 'victims')
    for (const each of [data, victims, join(folder, 'logs')]) mkdirSync(each)
    const planted = [
      'health.json',
      'health.json.new',
      'maintenance-lock.json',
      'maintenance-lock.json.new',
      'journal.db.head',
      'journal.db.suspect',
    ]
    for (const name of planted) {
      writeFileSync(join(victims, name), 'mine')
      if (name.startsWith('maintenance')) linkSync(join(victims, name), join(data, name))
      else symlinkSync(join(victims, name), join(data, name))
    }
    run(folder, '022')
    for (const name of planted) expect(readFileSync(join(victims, name), 'utf8'), name).toBe('mine')
    expect(lstatSync(join(data, 'health.json')).isFile()).toBe(true)
    expect(lstatSync(join(data, 'maintenance-lock.json')).nlink).toBe(1)
  })

  test.each(['journal.db', 'journal.db-wal', 'journal.db-shm', 'journal.db-journal', 'journal.lock'])(
    'a link in place of %s puts the kiosk out of service with a clear reason, and nothing is written',
    (name) => {
      for (const how of ['dangling', 'symbolic', 'hard', 'pipe'] as const) {
        const folder = tempFolder()
        const path = join(folder, name)
        const victim = join(folder, 'victim')
        if (how !== 'dangling') writeFileSync(victim, 'mine')
        if (how === 'hard') linkSync(victim, path)
        else if (how === 'pipe') spawnSync('mkfifo', [path])
        else symlinkSync(victim, path)
        const words = {
          dangling: 'symbolic link',
          symbolic: 'symbolic link',
          hard: 'hard link',
          pipe: 'ordinary',
        }
        expect(openLockedJournal(folder, key), how).toMatchObject({
          kind: 'failed',
          failure: { kind: 'cannot-open', detail: expect.stringContaining(words[how]) as string },
        })
        expect(existsSync(victim)).toBe(how !== 'dangling')
        if (how !== 'dangling') expect(readFileSync(victim, 'utf8')).toBe('mine')
        rmSync(path)
        expect(openLockedJournal(folder, key).kind).toBe('ok')
      }
    },
  )

  test('reading a journal creates no file at the target of a link beside it', () => {
    const folder = tempFolder()
    const opened = openLockedJournal(folder, key)
    if (opened.kind === 'ok') opened.journal.close()
    const path = join(folder, 'journal.db')
    for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true })
    symlinkSync(join(folder, 'victim'), `${path}-wal`)
    expect(openJournalReader(path)).toMatchObject({ kind: 'failed', failure: { kind: 'cannot-open' } })
    expect(existsSync(join(folder, 'victim'))).toBe(false)
  })

  test('neither reading nor writing waits for the other end of a pipe', () => {
    const pipe = join(tempFolder(), 'pipe')
    spawnSync('mkfifo', [pipe])
    expect(() => readOwnFile(pipe)).toThrow('not an ordinary file')
    expect(() => openOwnFile(pipe, 'append')).toThrow('not an ordinary file')
    replaceOwnFile(pipe, 'text')
    expect(readOwnFile(pipe)).toBe('text')
  })

  test('tightening follows no link and leaves folders alone', () => {
    const folder = tempFolder()
    const victim = join(tempFolder(), 'victim')
    writeFileSync(victim, '', { mode: 0o644 })
    symlinkSync(victim, join(folder, 'soft'))
    linkSync(victim, join(folder, 'hard'))
    mkdirSync(join(folder, 'home'), { mode: 0o755 })
    tightenOwnFiles(folder)
    expect(statSync(victim).mode & 0o777).toBe(0o644)
    expect(statSync(join(folder, 'home')).mode & 0o777).toBe(0o755)
  })
})
