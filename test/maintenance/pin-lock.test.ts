import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  lockAfterFailure,
  lockedUntilMs,
  noLock,
  pinLockFile,
  type PinLock,
} from '../../electron/maintenance/pin-lock.ts'
import { tempFolder } from '../support/temp-folder.ts'

const nowMs = Date.UTC(2026, 0, 5, 8)

test('the first two wrong PINs cause no wait; after that the wait doubles from 30 s up to an hour', () => {
  const waitsSeconds: number[] = []
  let lock: PinLock = noLock
  for (let failure = 0; failure < 12; failure++) {
    lock = lockAfterFailure(lock, nowMs)
    waitsSeconds.push(lock.untilMs === 0 ? 0 : (lock.untilMs - nowMs) / 1000)
  }
  expect(waitsSeconds).toEqual([0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
})

test('a lock ends on time, and setting the clock back cannot extend it past the maximum', () => {
  const lock = { failures: 3, untilMs: nowMs + 30_000 }
  expect(lockedUntilMs(lock, nowMs)).toBe(nowMs + 30_000)
  expect(lockedUntilMs(lock, nowMs + 30_000)).toBeUndefined()
  expect(lockedUntilMs(lock, nowMs - 30 * 86_400_000)).toBe(nowMs - 30 * 86_400_000 + 3_600_000)
})

test('the lock survives a restart', () => {
  const path = join(tempFolder(), 'data', 'maintenance-lock.json')
  const lock = { failures: 4, untilMs: nowMs }
  expect(pinLockFile(path).write(lock)).toBeUndefined()
  expect(pinLockFile(path).read()).toEqual(lock)
  expect(readFileSync(path, 'utf8')).toBe('{"failures":4,"untilMs":1767600000000}')
})

test.each(['', '{', '[]', 'null', '{"failures":"4","untilMs":0}', '{"failures":4}'])(
  'a file with %j counts as zero wrong PINs',
  (content) => {
    const path = join(tempFolder(), 'maintenance-lock.json')
    writeFileSync(path, content)
    expect(pinLockFile(path).read()).toEqual(noLock)
  },
)

test('keeps the lock in memory and returns the reason if the file cannot be written', () => {
  const path = join(tempFolder(), 'maintenance-lock.json')
  mkdirSync(`${path}.new`)
  const store = pinLockFile(path)
  expect(store.write({ failures: 3, untilMs: nowMs })).toBe('EISDIR')
  expect(store.read()).toEqual({ failures: 3, untilMs: nowMs })
})
