import { mkdirSync, watch, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { FileChanges } from '../../electron/people/file-changes.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

// A share that hangs is what no disk of a test's can be.
vi.mock('node:fs', { spy: true })
vi.mock('node:fs/promises', { spy: true })
afterEach(() => vi.resetAllMocks())

const actual = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises')
const looks = () => vi.mocked(stat).mock.calls.length
const watchers = () => vi.mocked(watch).mock.results.map(({ value }) => value as ReturnType<typeof watch>)

function follow(path: string) {
  const clock = createVirtualClock()
  const changed = vi.fn()
  const changes = new FileChanges(path, clock, changed)
  onTestFinished(() => changes.stop())
  changes.start()
  return {
    changes,
    clock,
    told: () => changed.mock.calls.length,
    /** A disk takes real time, so the clock is turned until it has answered, for at most `limitMs`. */
    turnUntil: async (what: string, is: () => boolean, limitMs = 60_000) => {
      let leftMs = limitMs
      await waitUntil(what, async () => {
        if (leftMs > 0) await clock.advance(100)
        leftMs -= 100
        return is()
      })
    },
  }
}

/** Looks begun from now on see the file as it is then, and end when the returned function is called. */
function hangLooks(): () => void {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  vi.mocked(stat).mockImplementation(async (path) => {
    const seen = actual.stat(path)
    await Promise.allSettled([seen, released])
    return seen
  })
  return release
}

test('a share that hangs is looked at once, however long it does, and watched only when it has answered', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const release = hangLooks()
  const { clock, told, turnUntil } = follow(path)
  await clock.advance(600_000)
  expect([looks(), watchers().length, told()]).toEqual([1, 0, 0])
  release()
  await turnUntil('the file to be told', () => told() === 1)
  expect(watchers()).toHaveLength(1)
})

test('a folder that is not there is not watched until it is', async () => {
  const folder = join(tempFolder(), 'share')
  const { clock, told, turnUntil } = follow(join(folder, 'roster.csv'))
  await turnUntil('its absence to be told', () => told() === 1)
  await clock.advance(60_000)
  expect(watchers()).toEqual([])
  mkdirSync(folder)
  await turnUntil('the folder to be watched', () => watchers().length === 1)
})

test('what changes while the share takes its time to answer is looked at right after', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const { clock, told, turnUntil } = follow(path)
  await turnUntil('the file to be told', () => told() === 1)
  const before = looks()
  const release = hangLooks()
  await turnUntil('the next look', () => looks() > before)
  const event = new Promise((resolve) => watchers()[0]?.once('change', resolve))
  writeFileSync(path, 'second')
  await event
  expect(looks()).toBe(before + 1)
  release()
  // Far less than the ten seconds to the next look.
  await turnUntil('the change to be told', () => told() === 2, 2_000)
  await clock.advance(60_000)
  expect(told()).toBe(2)
})

test('after it was stopped in the middle of a look nothing is watched, told or looked at', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const release = hangLooks()
  const { changes, clock, told } = follow(path)
  changes.stop()
  release()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await clock.advance(60_000)
  expect([looks(), watchers().length, told(), clock.waiting]).toEqual([1, 0, 0, 0])
})
