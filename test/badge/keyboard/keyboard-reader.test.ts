import { describe, expect, test } from 'vitest'
import {
  KeyboardReader,
  type KeyboardReaderOptions,
} from '../../../electron/badge/keyboard/keyboard-reader.ts'
import type { KeyPress, KeySource } from '../../../electron/badge/keyboard/key-source.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createReaderRecorder } from '../reader-recorder.ts'

function keyboard(options: Partial<KeyboardReaderOptions> = {}) {
  const listeners = new Set<(key: KeyPress) => void>()
  const keys: KeySource = {
    onKey: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const reader = new KeyboardReader({ keys, clock, log, format: 'hex', ...options })
  const heard = createReaderRecorder()
  reader.start(heard)
  let atMs = 1000
  const press = (key: string, gapMs: number) => {
    atMs += gapMs
    for (const listener of listeners) listener({ key, atMs })
  }
  /** Types `text` and then `end`, a key every `gapMs`. */
  const type = (text: string, { gapMs = 5, end = 'Enter' } = {}) => {
    atMs += 10_000
    for (const key of [...Array.from(text), end]) press(key, gapMs)
  }
  return { reader, heard, log, clock, press, type, listeners }
}

describe('a reader that types', () => {
  test('is ready from the start', () => {
    expect(keyboard().heard.statuses).toEqual([{ kind: 'ready', readers: ['keyboard'] }])
  })

  test('a number typed at machine speed is a badge, with the time of its last key', () => {
    const { heard, type, clock } = keyboard()
    type('04A1B2C3')
    expect(heard.reads).toEqual([{ kind: 'badge', badge: '04A1B2C3', at: clock.now() }])
  })

  test('Tab ends a number as well as Enter does', () => {
    const { heard, type } = keyboard()
    type('04A1B2C3', { end: 'Tab' })
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })

  test('the number is read in the configured format', () => {
    const { heard, type } = keyboard({ format: 'decimal-reversed' })
    type('003283263748')
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })

  test('Shift before each letter does not disturb', () => {
    const { heard, press } = keyboard()
    for (const key of ['0', '4', 'Shift', 'A', '1', 'Shift', 'B', '2', 'Shift', 'C', '3', 'Enter'])
      press(key, 8)
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })

  test('prefix and suffix are left out', () => {
    const { heard, type } = keyboard({ prefix: ';', suffix: '?' })
    type(';04A1B2C3?')
    type('04A1B2C4')
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C4'])
  })

  test('two badges one after the other are two reads', () => {
    const { heard, type } = keyboard()
    type('04A1B2C3')
    type('04A1B2C4D5E6F7')
    expect(heard.outcomes).toEqual(['04A1B2C3', '04A1B2C4D5E6F7'])
  })

  test('after stop nothing is read', async () => {
    const { reader, heard, type, listeners } = keyboard()
    await reader.stop()
    type('04A1B2C3')
    expect(heard.reads).toEqual([])
    expect(listeners.size).toBe(0)
  })
})

describe('what is not a badge', () => {
  test('a person who types a number is ignored', () => {
    const { heard, type } = keyboard()
    type('04A1B2C3', { gapMs: 120 })
    expect(heard.reads).toEqual([])
  })

  test('a few keys hit at once are ignored', () => {
    const { heard, type } = keyboard()
    type('123')
    type('')
    expect(heard.reads).toEqual([])
  })

  test('keys typed by a person before the badge are not read as its beginning', async () => {
    const { heard, press, type, clock } = keyboard()
    press('7', 500)
    press('7', 300)
    await clock.advance(2_000)
    type('04A1B2C3')
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })

  test.each(Array.from('3283263748', (_, before) => before + 1))(
    'a number that a busy computer delays after key %i is unreadable, and its end is never read as a number',
    (before) => {
      const { heard, press, type } = keyboard({ format: 'decimal' })
      const keys = [...Array.from('3283263748'), 'Enter']
      for (const [index, key] of keys.entries()) press(key, index === before ? 400 : 5)
      expect(heard.outcomes).toEqual(['no-number'])
      type('3283263748')
      expect(heard.outcomes).toHaveLength(2)
      expect(heard.reads.at(-1)?.kind).toBe('badge')
    },
  )

  test.each(Array.from('3283263748', (_, before) => before + 1))(
    'a number that a frozen computer delays for 6 s after key %i is unreadable, and so is its end',
    (before) => {
      const { heard, press, type } = keyboard({ format: 'decimal', minimumLength: 3 })
      const keys = [...Array.from('3283263748'), 'Enter']
      for (const [index, key] of keys.entries()) press(key, index === before ? 6_000 : 5)
      expect(heard.outcomes).toEqual(['no-number'])
      type('3283263748')
      expect(heard.outcomes).toEqual(['no-number', 'C3B2A104'])
    },
  )

  test('a clock that steps back during a number does not make its end a number', () => {
    const { heard, press } = keyboard({ format: 'decimal' })
    for (const key of '1234') press(key, 5)
    press('5', -500)
    for (const key of [...Array.from('67890'), 'Enter']) press(key, 5)
    expect(heard.outcomes).toEqual(['no-number'])
  })

  test('a number longer than the buffer is unreadable, and its beginning is not read', () => {
    const { heard, type, log } = keyboard({ format: 'decimal' })
    type(`${'0'.repeat(58)}1234567890`)
    expect(heard.outcomes).toEqual(['typing-not-read'])
    expect(log.of('reader.unreadable')[0]?.['detail']).toContain('more than 64 characters')
    type(`${'0'.repeat(54)}1234567890`)
    expect(heard.outcomes).toEqual(['typing-not-read', '499602D2'])
  })

  test('a key hit by accident minutes before does not affect the next badge', async () => {
    const { heard, press, clock } = keyboard()
    press('7', 5)
    await clock.advance(61_000)
    press('0', 61_000)
    for (const key of [...Array.from('4A1B2C3'), 'Enter']) press(key, 5)
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })

  test('garbage at machine speed is unreadable, and the next badge works', () => {
    const { heard, type, log } = keyboard()
    type('%%E?%%E?')
    type('04A1B2C3')
    expect(heard.outcomes).toEqual(['typing-not-read', '04A1B2C3'])
    expect(log.of('reader.unreadable')).toHaveLength(1)
  })

  test('a typed number that begins with 08 is a badge, since it may not be a UID', () => {
    const { heard, type } = keyboard({ format: 'decimal' })
    type('0140856634')
    expect(heard.outcomes).toEqual(['08654D3A'])
  })

  test('endless keys at machine speed are at most one unreadable badge', () => {
    const { heard, type } = keyboard()
    type('0'.repeat(100_000), { gapMs: 1 })
    type('04A1B2C3')
    expect(heard.outcomes).toEqual(['typing-not-read', '04A1B2C3'])
  })

  test('no typed number reaches the log', () => {
    const { type, log } = keyboard()
    for (const text of ['04A1B2C3', '04A1B2C', '08A1B2C3', '04A1B2C3XYZ']) type(text)
    expect(log.text()).not.toMatch(/A1B2C/i)
  })
})
