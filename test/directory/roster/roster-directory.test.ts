import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseBadgeNumber } from '../../../electron/badge/parse-badge-number.ts'
import type { DirectoryStatus } from '../../../electron/directory/directory.ts'
import { RosterDirectory } from '../../../electron/directory/roster/roster-directory.ts'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { Files } from '../../../electron/files/files.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { waitUntil } from '../../support/wait-until.ts'

const header = 'Badge number,User ID,Name'
const ana = '04A1B2C3,3fa85f64-5717-4562-b3fc-2c963f66afa6,Ana'
const bo = '9C3E51A7,9b2d6c1e-0f4a-4c88-8a57-1d2e3f405162,Bo'
const good = `${header}\n${ana}\n`

function isStale(status: DirectoryStatus | undefined): boolean {
  return status?.kind === 'ready' && status.stale !== undefined
}

function startDirectory(content?: string | Uint8Array, files: Files = directFiles) {
  const path = join(tempFolder(), 'roster.csv')
  if (content !== undefined) writeFileSync(path, content)
  const log = createCollectedLog()
  const directory = new RosterDirectory({
    path,
    badgeNumberFormat: 'hex',
    files,
    clock: hurriedClock(20),
    log,
  })
  const statuses: DirectoryStatus[] = []
  directory.start((status) => statuses.push(status))
  onTestFinished(() => directory.stop())
  return {
    directory,
    path,
    log,
    statuses,
    nameOf: (hex: string) => {
      const parsed = parseBadgeNumber(hex, 'hex')
      if (parsed.kind === 'bad') throw new Error(parsed.problem)
      const answer = directory.find(parsed.badge)
      return answer.kind === 'found' ? answer.person.displayName : answer.kind
    },
    status: async (kind: DirectoryStatus['kind']) =>
      waitUntil(`the status ${kind}`, () => statuses.at(-1)?.kind === kind),
    logged: async (event: Parameters<typeof log.of>[0], times: number) =>
      waitUntil(`${event} ${times} times`, () => log.of(event).length >= times),
  }
}

describe('at the start', () => {
  test('it reports that it is loading, then how many people there are', async () => {
    const { statuses, status, nameOf, log } = startDirectory(`${good}${bo}\n`)
    expect(statuses).toEqual([{ kind: 'loading' }])
    await status('ready')
    expect(statuses).toEqual([{ kind: 'loading' }, { kind: 'ready', people: 2 }])
    expect([nameOf('04A1B2C3'), nameOf('9C3E51A7'), nameOf('11223344')]).toEqual(['Ana', 'Bo', 'unknown'])
    expect(log.of('directory.loaded')).toMatchObject([{ people: 2, badges: 2, rows: 2, badRows: 0 }])
  })

  test('a file that is not valid is reported once, with path and reason', async () => {
    const { statuses, status, path } = startDirectory('no header\n')
    await status('unusable')
    const last = statuses.at(-1)
    expect(last?.kind === 'unusable' && last.detail).toContain(`${path}: the first line`)
    expect(statuses).toHaveLength(2)
  })

  test('a missing file is loaded as soon as it exists', async () => {
    const { status, path, nameOf } = startDirectory()
    await status('unusable')
    writeFileSync(path, good)
    await status('ready')
    expect(nameOf('04A1B2C3')).toBe('Ana')
  })

  test('a file in a missing folder is loaded as soon as it exists', async () => {
    const folder = join(tempFolder(), 'share')
    const path = join(folder, 'roster.csv')
    const directory = new RosterDirectory({
      path,
      badgeNumberFormat: 'hex',
      files: directFiles,
      clock: hurriedClock(20),
      log: createCollectedLog(),
    })
    const statuses: DirectoryStatus[] = []
    directory.start((status) => statuses.push(status))
    onTestFinished(() => directory.stop())
    await waitUntil('unusable', () => statuses.at(-1)?.kind === 'unusable')
    mkdirSync(folder)
    writeFileSync(path, good)
    await waitUntil('ready', () => statuses.at(-1)?.kind === 'ready')
  })
})

describe('when the file changes', () => {
  test('people are added and removed without a restart', async () => {
    const { status, statuses, path, nameOf } = startDirectory(good)
    await status('ready')
    writeFileSync(path, `${header}\n${bo}\n`)
    await waitUntil('Bo', () => nameOf('9C3E51A7') === 'Bo')
    expect(nameOf('04A1B2C3')).toBe('unknown')
    expect(statuses).toHaveLength(2)
  })

  test('a file renamed over it is loaded', async () => {
    const { status, path, nameOf } = startDirectory(good)
    await status('ready')
    writeFileSync(`${path}.new`, `${header}\n${bo}\n`)
    renameSync(`${path}.new`, path)
    await waitUntil('Bo', () => nameOf('9C3E51A7') === 'Bo')
  })

  test('the last valid one stays in use while the new one is unreadable, and the log says so', async () => {
    const { status, statuses, path, nameOf, log, logged } = startDirectory(good)
    await status('ready')
    const bad: (string | Uint8Array)[] = ['', Buffer.alloc(1000), `${header}\n`, `${header}\nx,y,z\n`]
    for (const [i, content] of bad.entries()) {
      writeFileSync(path, content)
      await logged('directory.unreadable', i + 1)
      expect(nameOf('04A1B2C3')).toBe('Ana')
    }
    expect(log.of('directory.unreadable').map((fields) => fields['peopleKept'])).toEqual([1, 1, 1, 1])
    const reasons = log.of('directory.unreadable').map((fields) => String(fields['reason']))
    expect(statuses.slice(2)).toEqual(
      reasons.map((reason) => ({ kind: 'ready', people: 1, stale: `${path}: ${reason}` })),
    )
  })

  test('the status says why the newest one is not in use until it can be read', async () => {
    const { status, statuses, path } = startDirectory(good)
    await status('ready')
    writeFileSync(path, 'no header\n')
    await waitUntil('stale', () => isStale(statuses.at(-1)))
    writeFileSync(path, `${good}${bo}\n`)
    await waitUntil('not stale', () => !isStale(statuses.at(-1)))
    expect(statuses.at(-1)).toEqual({ kind: 'ready', people: 2 })
  })

  test('the status is good again once the file is back to what was loaded', async () => {
    const { status, statuses, path, log, nameOf } = startDirectory(good)
    await status('ready')
    for (const spoil of [() => writeFileSync(path, 'no header\n'), () => rmSync(path)]) {
      spoil()
      await waitUntil('stale', () => isStale(statuses.at(-1)))
      writeFileSync(path, good)
      await waitUntil('not stale', () => !isStale(statuses.at(-1)))
    }
    expect(statuses).toHaveLength(6)
    expect(nameOf('04A1B2C3')).toBe('Ana')
    // What is in memory already is not read again.
    expect(log.of('directory.loaded')).toHaveLength(1)
  })

  test('a bad file that comes back is reported again', async () => {
    const { status, statuses, path, log, logged } = startDirectory(good)
    await status('ready')
    for (const times of [1, 2]) {
      writeFileSync(path, 'no header\n')
      await logged('directory.unreadable', times)
      expect(isStale(statuses.at(-1))).toBe(true)
      writeFileSync(path, good)
      await waitUntil('not stale', () => !isStale(statuses.at(-1)))
    }
    expect(log.of('directory.unreadable')).toHaveLength(2)
  })

  test('the last valid one stays in use while the file is missing, and the file is loaded again once it is back', async () => {
    const { status, path, nameOf, logged } = startDirectory(good)
    await status('ready')
    rmSync(path)
    await logged('directory.unreadable', 1)
    expect(nameOf('04A1B2C3')).toBe('Ana')
    writeFileSync(path, `${header}\n${bo}\n`)
    await waitUntil('Bo', () => nameOf('9C3E51A7') === 'Bo')
  })

  test('a file with only a new timestamp is not loaded again', async () => {
    const { status, path, nameOf, log } = startDirectory(good)
    await status('ready')
    utimesSync(path, new Date(), new Date(Date.now() + 60_000))
    writeFileSync(path, good)
    // What is loaded after it shows that the touch has been seen and passed over.
    writeFileSync(path, `${good}${bo}\n`)
    await waitUntil('Bo', () => nameOf('9C3E51A7') === 'Bo')
    expect(log.of('directory.loaded')).toHaveLength(2)
  })

  test('a load reads the file twice: for its digest, and for its rows', async () => {
    let reads = 0
    const { status } = startDirectory(good, {
      ...directFiles,
      digest: (...asked) => directFiles.digest(...asked).finally(() => (reads += 1)),
      pieces: (...asked) => {
        reads += 1
        return directFiles.pieces(...asked)
      },
    })
    await status('ready')
    expect(reads).toBe(2)
  })

  test('a file that differed only while it was being read is loaded again', async () => {
    const path = join(tempFolder(), 'meanwhile.csv')
    writeFileSync(path, `${header}\n${bo}\n`)
    let isOther = true
    const { log, nameOf } = startDirectory(good, {
      ...directFiles,
      pieces: (named, ...asked) => {
        const shown = isOther ? path : named
        isOther = false
        return directFiles.pieces(shown, ...asked)
      },
    })
    await waitUntil('Ana', () => nameOf('04A1B2C3') === 'Ana')
    expect(log.of('directory.loaded')).toHaveLength(2)
  })

  test('a file that changes while it is being read is never loaded half old, half new', async () => {
    const person = (i: number, tag: string) => {
      const hex = (i + 1).toString(16).padStart(12, '0')
      return `04${hex},${hex.slice(0, 8)}-0f4a-4c88-8a57-${hex},${tag}`
    }
    const count = 5000
    const whole = (tag: string) =>
      `${header}\n${Array.from({ length: count }, (_, i) => person(i, tag)).join('\n')}\n`
    const { status, path, nameOf } = startDirectory(whole('v0'))
    await status('ready')
    const last = `04${count.toString(16).padStart(12, '0')}`
    for (let version = 1; version <= 10; version += 1) {
      writeFileSync(path, whole(`v${version}`))
      await new Promise((resolve) => setTimeout(resolve, version * 7))
      expect(nameOf('04000000000001')).toBe(nameOf(last))
    }
    await waitUntil('the last version', () => nameOf(last) === 'v10')
    expect(nameOf('04000000000001')).toBe('v10')
  })
})

describe('the log', () => {
  test('holds the first 20 bad rows by line and then a count, and never a badge number', async () => {
    const badRows = Array.from({ length: 30 }, () => '04A1B2C3D4,x,y').join('\n')
    const { status, log } = startDirectory(`${good}${badRows}\n`)
    await status('ready')
    const rows = log.of('directory.bad-row')
    expect(rows).toHaveLength(21)
    expect(rows[0]).toMatchObject({ line: 3 })
    expect(rows[20]).toEqual({ problem: 'and 10 more rows', more: 10 })
    expect(log.text()).not.toContain('04A1B2C3')
  })

  test('says once, not every ten seconds, that the file is missing', async () => {
    const { status, path, log, directory } = startDirectory()
    await status('unusable')
    // Ten seconds are half a second here: several looks.
    await new Promise((resolve) => setTimeout(resolve, 1600))
    expect(log.of('directory.unreadable')).toHaveLength(1)
    expect(log.of('directory.unreadable')[0]).toMatchObject({ path, reason: 'file not found' })
    await directory.stop()
  })
})
