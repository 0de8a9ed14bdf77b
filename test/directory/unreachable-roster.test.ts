import { writeFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { DirectoryStatus } from '../../electron/directory/directory.ts'
import { readRoster } from '../../electron/directory/roster/roster-csv.ts'
import { RosterDirectory } from '../../electron/directory/roster/roster-directory.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { Files } from '../../electron/files/files.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

// Shares that answer as no disk of a test's does.
vi.mock('node:fs/promises', { spy: true })
afterEach(() => vi.restoreAllMocks())

const good = 'Badge number,User ID,Name\n04A1B2C3,3fa85f64-5717-4562-b3fc-2c963f66afa6,Ana\n'

/** How libuv reports errors that it has no name for, on Windows and elsewhere. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: unknown error, open`), { errno: -4094, code, syscall: 'open' })
}

function startDirectory(path: string, files: Files = directFiles) {
  const log = createCollectedLog()
  const directory = new RosterDirectory({
    path,
    badgeNumberFormat: 'hex',
    files,
    clock: { now: () => systemClock.now(), after: (ms, action) => systemClock.after(ms / 20, action) },
    log,
  })
  const statuses: DirectoryStatus[] = []
  directory.start((status) => statuses.push(status))
  onTestFinished(() => directory.stop())
  return { log, statuses, status: () => statuses.at(-1) }
}

test.each([
  ['UNKNOWN', 'it cannot be reached, at least not now; Windows gives no reason (UNKNOWN)'],
  ['Unknown system error -116', 'it cannot be read (Unknown system error -116)'],
])(
  'an error without a name in the system (%s) is reported as no access, with the reason',
  async (code, reason) => {
    vi.mocked(stat).mockRejectedValueOnce(systemError(code))
    const read = await readRoster('//server/share/roster.csv', {
      badgeNumberFormat: 'hex',
      files: directFiles,
    })
    expect(read).toEqual({ kind: 'unreadable', cause: 'access', reason })
  },
)

test('an unreachable share is retried until it can be reached', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, good)
  vi.mocked(stat).mockRejectedValue(systemError('UNKNOWN'))
  const { status } = startDirectory(path)
  await waitUntil('unusable', () => status()?.kind === 'unusable')
  vi.mocked(stat).mockRestore()
  await waitUntil('ready', () => status()?.kind === 'ready')
})

test('an unexpected error stops nothing, is logged once with its text, and is retried', async () => {
  // No file system takes such a path, and no system call is made for it.
  const { status, statuses, log } = startDirectory(join(tempFolder(), 'ro\0ster.csv'))
  await waitUntil('unusable', () => status()?.kind === 'unusable')
  const looked = vi.mocked(stat).mock.calls.length
  await waitUntil('another try', () => vi.mocked(stat).mock.calls.length > looked + 4)
  expect(statuses).toHaveLength(2)
  expect(log.of('directory.unreadable')).toEqual([
    expect.objectContaining({
      reason: 'the program failed while reading it (ERR_INVALID_ARG_VALUE)',
      error: expect.stringContaining('must be a string') as string,
    }),
  ])
})

test.each([1, 2])(
  'stopping does not wait for a read that hangs (%s. opening), and nothing is reported afterwards',
  async (nth) => {
    const path = join(tempFolder(), 'roster.csv')
    writeFileSync(path, good)
    const actual = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    let opened = 0
    vi.mocked(open).mockImplementation(async (...file) => {
      opened += 1
      if (opened >= nth) await released
      return actual.open(...file)
    })
    const clock = createVirtualClock()
    const log = createCollectedLog()
    const directory = new RosterDirectory({ path, badgeNumberFormat: 'hex', files: directFiles, clock, log })
    const statuses: DirectoryStatus[] = []
    directory.start((status) => statuses.push(status))
    await waitUntil('the read to hang', () => opened === nth)
    await directory.stop()
    release()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(statuses).toEqual([{ kind: 'loading' }])
    expect(log.lines).toEqual([])
    expect(clock.waiting).toBe(0)
  },
)

test('while a share does not answer, the last valid roster stays in use, and the status says why', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, good)
  let hangs = false
  const noAnswer = { kind: 'failed', failure: { kind: 'no-answer' } } as const
  const { status, statuses, log } = startDirectory(path, {
    ...directFiles,
    look: (file) => (hangs ? Promise.resolve(noAnswer) : directFiles.look(file)),
    digest: (...asked) => (hangs ? Promise.resolve(noAnswer) : directFiles.digest(...asked)),
  })
  await waitUntil('ready', () => status()?.kind === 'ready')
  hangs = true
  await waitUntil('stale', () => statuses.length === 3)
  const reason = 'it did not answer within 10 s (a hung network share?)'
  expect(status()).toEqual({ kind: 'ready', people: 1, stale: `${path}: ${reason}` })
  expect(log.of('directory.unreadable')).toEqual([{ path, reason, peopleKept: 1 }])
  hangs = false
  await waitUntil('ready again', () => statuses.length === 4)
  expect(status()).toEqual({ kind: 'ready', people: 1 })
})
