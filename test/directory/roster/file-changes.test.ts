import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { directFiles } from '../../../electron/files/direct-files.ts'
import type { Answer, FileListener } from '../../../electron/files/files.ts'
import { FileChanges } from '../../../electron/directory/roster/file-changes.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { waitUntil } from '../../support/wait-until.ts'

const noAnswer: Answer<never> = { kind: 'failed', failure: { kind: 'no-answer' } }

function follow(path: string) {
  const clock = createVirtualClock()
  const changed = vi.fn()
  const look = vi.fn((file: string) => directFiles.look(file))
  const watched: FileListener[] = []
  const watch = vi.fn<typeof directFiles.watch>(async (file, listener) => {
    const answer = await directFiles.watch(file, listener)
    if (answer.kind === 'ok') watched.push(listener)
    return answer
  })
  const changes = new FileChanges({ path, clock, files: { ...directFiles, look, watch } }, changed)
  onTestFinished(() => changes.stop())
  return {
    changes,
    clock,
    look,
    watch,
    /** The listeners for changes in the folder, one per watch so far. */
    watched,
    looks: () => look.mock.calls.length,
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
    /** Looks begun from now on see the file as it is then, and end when the returned function is called. */
    hangLooks: (): (() => void) => {
      let release = (): void => undefined
      const released = new Promise<void>((resolve) => (release = resolve))
      look.mockImplementation(async (file) => {
        const seen = directFiles.look(file)
        await Promise.allSettled([seen, released])
        return seen
      })
      return release
    },
  }
}

test('a file that hangs is checked once, however long it hangs', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const { changes, clock, looks, told, hangLooks, turnUntil } = follow(path)
  const release = hangLooks()
  changes.start()
  await clock.advance(600_000)
  expect([looks(), told()]).toEqual([1, 0])
  release()
  await turnUntil('the file to be told', () => told() === 1)
})

test('a file that does not answer is reported immediately and once, and again when it answers', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const { changes, clock, look, told, turnUntil } = follow(path)
  changes.start()
  await turnUntil('the file to be told', () => told() === 1)
  look.mockResolvedValue(noAnswer)
  await clock.advance(10_000)
  expect(told()).toBe(2)
  await clock.advance(60_000)
  expect(told()).toBe(2)
  look.mockImplementation((file) => directFiles.look(file))
  await turnUntil('the file to be told again', () => told() === 3)
})

test('if its folder does not answer, the file is not tried as well, which would take as long again', async () => {
  const { changes, clock, looks, told, watch } = follow('/share/roster.csv')
  watch.mockResolvedValue(noAnswer)
  changes.start()
  await clock.advance(0)
  expect([told(), looks()]).toEqual([1, 0])
})

test('a missing folder is watched once it exists', async () => {
  const folder = join(tempFolder(), 'share')
  const { changes, clock, told, watched, turnUntil } = follow(join(folder, 'roster.csv'))
  changes.start()
  await turnUntil('its absence to be told', () => told() === 1)
  await clock.advance(60_000)
  expect(watched).toEqual([])
  mkdirSync(folder)
  await turnUntil('the folder to be watched', () => watched.length === 1)
})

test('a lost watch, as when the file process ends, is started again', async () => {
  const { changes, watched, turnUntil } = follow(join(tempFolder(), 'roster.csv'))
  changes.start()
  await turnUntil('the folder to be watched', () => watched.length === 1)
  await turnUntil('a moment', () => true)
  watched[0]?.lost()
  await turnUntil('the folder to be watched again', () => watched.length === 2)
})

test('a change while the share is slow to answer is checked right afterwards', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const { changes, clock, looks, told, watched, hangLooks, turnUntil } = follow(path)
  changes.start()
  await turnUntil('the file to be told', () => told() === 1)
  const before = looks()
  const release = hangLooks()
  await turnUntil('the next look', () => looks() > before)
  writeFileSync(path, 'second')
  watched[0]?.changed()
  expect(looks()).toBe(before + 1)
  release()
  // Far less than the ten seconds to the next look.
  await turnUntil('the change to be told', () => told() === 2, 2_000)
  await clock.advance(60_000)
  expect(told()).toBe(2)
})

test('stopped in the middle of a read, it watches, reports and reads nothing more', async () => {
  const path = join(tempFolder(), 'roster.csv')
  writeFileSync(path, 'first')
  const { changes, clock, looks, told, hangLooks } = follow(path)
  const release = hangLooks()
  changes.start()
  await waitUntil('the look', () => looks() === 1)
  changes.stop()
  release()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await clock.advance(60_000)
  expect([looks(), told(), clock.waiting]).toEqual([1, 0, 0])
})
