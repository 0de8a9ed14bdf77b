import { execFileSync } from 'node:child_process'
import { appendFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parseBadgeNumber } from '../../electron/badge/parse-badge-number.ts'
import { systemClock } from '../../electron/base/time/clock.ts'
import type { DirectoryStatus } from '../../electron/directory/directory.ts'
import { RosterDirectory } from '../../electron/directory/roster/roster-directory.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { fileProcessFiles } from '../support/file-process.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const good = 'Badge number,User ID,Name\n04A1B2C3,3fa85f64-5717-4562-b3fc-2c963f66afa6,Ana\n'

/** A directory that serves a good roster by a real file process, and looks 20 times as often. */
async function startServing(path: string) {
  writeFileSync(path, good)
  const { files } = fileProcessFiles()
  const clock = {
    now: () => systemClock.now(),
    after: (ms: number, action: () => void) => systemClock.after(ms / 20, action),
  }
  const log = createCollectedLog()
  const directory = new RosterDirectory({ path, badgeNumberFormat: 'hex', files, clock, log })
  let status: DirectoryStatus | undefined
  directory.start((told) => (status = told))
  onTestFinished(() => directory.stop())
  await waitUntil('ready', () => status?.kind === 'ready')
  return { directory, log, stale: () => (status?.kind === 'ready' ? status.stale : undefined) }
}

const replacements: Record<string, readonly [put: (path: string) => void, reason: string]> = {
  'a pipe': [(path) => execFileSync('mkfifo', [path]), 'it is not an ordinary file'],
  'a link to a device without end': [(path) => symlinkSync('/dev/zero', path), 'it is not an ordinary file'],
  'a link to a device that waits': [(path) => symlinkSync('/dev/tty', path), 'it is not an ordinary file'],
  'a sparse file of a terabyte': [
    (path) => {
      writeFileSync(path, '')
      truncateSync(path, 2 ** 40)
    },
    'it is larger than 256 MB',
  ],
  'a folder': [(path) => execFileSync('mkdir', [path]), 'it is a folder, not a file'],
}

test.runIf(process.platform === 'linux').each(Object.entries(replacements))(
  'a roster that becomes %s raises an alarm; the last valid one stays in use until a valid one is loaded',
  async (_, [put, reason]) => {
    const path = join(tempFolder(), 'roster.csv')
    const { directory, log, stale } = await startServing(path)
    rmSync(path)
    put(path)
    await waitUntil('the alarm', () => stale()?.includes(reason) === true)
    const parsed = parseBadgeNumber('04A1B2C3', 'hex')
    expect(parsed.kind === 'badge' && directory.find(parsed.badge)).toMatchObject({
      kind: 'found',
      person: { displayName: 'Ana' },
    })
    expect(log.of('directory.unreadable').at(-1)).toMatchObject({ reason, peopleKept: 1 })
    rmSync(path, { recursive: true })
    writeFileSync(`${path}.new`, `${good}04A1B2C4,3fa85f64-5717-4562-b3fc-2c963f66afa7,Bo\n`)
    renameSync(`${path}.new`, path)
    await waitUntil('the new one', () => log.of('directory.loaded').length === 2)
    await waitUntil('no alarm', () => stale() === undefined)
  },
)

test('a roster that grows endlessly is never loaded in part, and the last valid one stays in use', async () => {
  const path = join(tempFolder(), 'roster.csv')
  const { log, stale } = await startServing(path)
  let rows = 0
  const grow = setInterval(() => {
    rows += 1
    appendFileSync(path, `04A1${String(rows).padStart(4, '0')},3fa85f64-5717-4562-b3fc-2c963f66afa6,Ana\n`)
  }, 5)
  onTestFinished(() => clearInterval(grow))
  await waitUntil('some growth', () => rows > 200)
  expect(stale()).toBe(undefined)
  clearInterval(grow)
  await waitUntil('the whole', () => log.of('directory.loaded').at(-1)?.['rows'] === rows + 1)
})
