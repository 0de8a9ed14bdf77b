import { describe, expect, test } from 'vitest'
import {
  KeyboardReader,
  type KeyboardReaderOptions,
} from '../../../electron/badge/keyboard/keyboard-reader.ts'
import type { KeyPress } from '../../../electron/badge/keyboard/key-source.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { createReaderRecorder } from '../reader-recorder.ts'
import { azertyKeys, numLockOffKeys, processKeys, usKeys, type Key } from '../typed-keys.ts'

/** 4 bytes, 10 decimal digits: 04A1B2C3 the other way round. */
const decimal = '3283263748'
const hex = '04A1B2C3D4E5F6'
const enter: Key = { key: 'Enter', code: 'Enter' }
const tab: Key = { key: 'Tab', code: 'Tab' }

function keyboard(options: Partial<KeyboardReaderOptions> = {}) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const heard = createReaderRecorder()
  const listeners = new Set<(press: KeyPress) => void>()
  const reader = new KeyboardReader({
    keys: {
      onKey: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    clock,
    log,
    format: 'hex',
    // As the config has it.
    averageGapMs: 50,
    maxGapMs: 50,
    ...options,
  })
  reader.start(heard)
  const press = (key: Key) => {
    for (const listener of listeners) listener({ ...key, atMs: clock.now().monotonicMs })
  }
  /** `gapMs`: before each key, also by turns. */
  const type = async (keys: readonly Key[], gapMs: number | readonly number[] = 5) => {
    const gaps = typeof gapMs === 'number' ? [gapMs] : gapMs
    for (const [index, key] of keys.entries()) {
      await clock.advance(gaps[index % gaps.length] ?? 0)
      press(key)
    }
  }
  /** Long enough for all that waits for silence. */
  const silence = () => clock.advance(10_000)
  const loggedProblems = () =>
    log
      .of('reader.unreadable')
      .map((entry) => ({ problem: entry['problem'], configKeys: entry['configKeys'] }))
  return { reader, clock, log, heard, press, type, silence, loggedProblems }
}

/** A computer that can freeze: whatever was due in the meantime runs first, and then the keys that waited. */
function freezing(options: Partial<KeyboardReaderOptions>) {
  let nowMs = 0
  const timers = new Map<object, { readonly atMs: number; readonly action: () => void }>()
  let listener: (press: KeyPress) => void = () => undefined
  const heard = createReaderRecorder()
  new KeyboardReader({
    keys: {
      onKey: (given) => {
        listener = given
        return () => undefined
      },
    },
    clock: {
      now: () => ({ wallMs: nowMs, monotonicMs: nowMs }),
      after: (delayMs, action) => {
        const timer = {}
        timers.set(timer, { atMs: nowMs + delayMs, action })
        return () => void timers.delete(timer)
      },
    },
    log: createCollectedLog(),
    format: 'hex',
    averageGapMs: 50,
    maxGapMs: 50,
    ...options,
  }).start(heard)
  const freeze = (ms: number) => {
    nowMs += ms
    for (const [timer, { atMs, action }] of [...timers]) if (atMs <= nowMs && timers.delete(timer)) action()
  }
  const pass = (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 5) freeze(5)
  }
  const press = (key: Key, gapMs: number) => {
    nowMs += gapMs
    listener({ ...key, atMs: nowMs })
  }
  return { heard, press, freeze, pass }
}

describe('typed input that is not a badge number is refused, and the log names the config key that helps', () => {
  test.each<readonly [string, readonly Key[], number, Partial<KeyboardReaderOptions>, string]>([
    ['no Enter', usKeys(hex), 5, {}, 'reader.ending'],
    ['Enter first', [enter, ...usKeys(hex)], 5, {}, 'reader.ending'],
    ['Tab where Enter is to end it', [...usKeys(hex), tab], 5, { ending: 'enter' }, 'reader.ending'],
    ['Enter where Tab is to end it', [...usKeys(hex), enter], 5, { ending: 'tab' }, 'reader.ending'],
    ['70 ms a key', [...usKeys(hex), enter], 70, {}, 'reader.maximumKeyGapMs'],
    ['52 ms a key', [...usKeys(hex), enter], 52, {}, 'reader.maximumKeyGapMs'],
    ['70 ms a key and no Enter', usKeys(hex), 70, {}, 'reader.ending, reader.maximumKeyGapMs'],
    ['an input method', [...processKeys(hex), enter], 5, {}, 'reader.keyboardLayout'],
    [
      'an input method that takes Enter as well',
      processKeys(hex),
      5,
      {},
      'reader.keyboardLayout, reader.ending',
    ],
    ['NumLock off', [...numLockOffKeys(decimal), enter], 5, { format: 'decimal' }, 'reader.keyboardLayout'],
    ['AZERTY', [...azertyKeys(decimal), enter], 5, { format: 'decimal' }, 'reader.keyboardLayout'],
    ['AZERTY, hex', [...azertyKeys('04a1b2c3d4e5f6'), enter], 5, {}, 'reader.keyboardLayout'],
    ['too few digits', [...usKeys('12345'), enter], 5, {}, 'reader.minimumLength'],
    [
      'fewer digits than configured',
      [...usKeys(hex), enter],
      5,
      { minimumLength: 20 },
      'reader.minimumLength',
    ],
    [
      'text at 70 ms a key',
      [...usKeys('SMITH-J42'), enter],
      70,
      { format: 'text' },
      'reader.maximumKeyGapMs',
    ],
    ['text, no Enter', usKeys('SMITH-J42'), 5, { format: 'text' }, 'reader.ending'],
    ['text, too few characters', [...usKeys('KLMNO'), enter], 5, { format: 'text' }, 'reader.minimumLength'],
  ])('%s', async (_name, keys, gapMs, options, configKeys) => {
    const { heard, type, silence, loggedProblems } = keyboard(options)
    await type(keys, gapMs)
    await silence()
    expect(heard.outcomes).toEqual(['typing-not-read'])
    expect(loggedProblems()).toEqual([{ problem: 'typing-not-read', configKeys }])
  })

  test('the log describes the input: how many keys, how fast, which kinds, what ended it', async () => {
    const { type, silence, log } = keyboard()
    await type([enter, ...usKeys(hex)], 20)
    await silence()
    expect(log.of('reader.unreadable')[0]?.['detail']).toBe(
      '14 keys in 260 ms (20 ms per key), Enter before them, no Enter or Tab after them; digits: 8, letters: 6. ' +
        'Set the reader to send Enter after the number, or set reader.ending to "pause".',
    )
  })

  test('the suggested key gap for a slow reader leaves room', async () => {
    const { type, log } = keyboard()
    await type([...usKeys(hex), enter], 70)
    expect(log.of('reader.unreadable')[0]?.['detail']).toContain('Set reader.maximumKeyGapMs to at least 90,')
  })

  test('with NumLock off the log says so', async () => {
    const { type, log } = keyboard({ format: 'decimal' })
    await type([...numLockOffKeys(decimal), enter])
    expect(log.of('reader.unreadable')[0]?.['detail']).toContain(
      'number pad keys without NumLock: 10. NumLock is off: set reader.keyboardLayout to "us", or turn NumLock on.',
    )
  })

  test('no key that was typed reaches the log', async () => {
    const { type, silence, log } = keyboard()
    for (const keys of [usKeys(hex), azertyKeys('04a1b2c3'), numLockOffKeys(decimal), processKeys(hex)]) {
      await type(keys)
      await silence()
      await type([...keys, enter], 70)
      await silence()
    }
    expect(log.of('reader.unreadable')).toHaveLength(8)
    expect(log.text()).not.toMatch(/A1B2|a1b2|32832|Digit\d|Numpad\d|Key[A-F]|Home|Arrow|[éèçà]/)
  })
})

describe('with that config key set, it is read', () => {
  test.each<readonly [string, readonly Key[], number, Partial<KeyboardReaderOptions>, string]>([
    ['no Enter', usKeys(hex), 5, { ending: 'pause' }, hex],
    ['Enter first', [enter, ...usKeys(hex)], 5, { ending: 'pause' }, hex],
    ['Enter after it all the same', [...usKeys(hex), enter], 5, { ending: 'pause' }, hex],
    ['Tab', [...usKeys(hex), tab], 5, { ending: 'tab' }, hex],
    ['Enter', [...usKeys(hex), enter], 5, { ending: 'enter' }, hex],
    ['70 ms a key', [...usKeys(hex), enter], 70, { averageGapMs: 90, maxGapMs: 90 }, hex],
    [
      'an input method',
      [...processKeys(hex), { key: 'Process', code: 'Enter' }],
      5,
      { keyboardLayout: 'us' },
      hex,
    ],
    [
      'NumLock off',
      [...numLockOffKeys(decimal), enter],
      5,
      { keyboardLayout: 'us', format: 'decimal' },
      'C3B2A104',
    ],
    ['AZERTY', [...azertyKeys('04a1b2c3d4e5f6'), enter], 5, { keyboardLayout: 'us' }, hex],
    ['few digits', [...usKeys('12345'), enter], 5, { minimumLength: 5, format: 'decimal' }, '00003039'],
  ])('%s', async (_name, keys, gapMs, options, badge) => {
    const { heard, type, silence } = keyboard(options)
    await type(keys, gapMs)
    await silence()
    expect(heard.outcomes).toEqual([badge])
  })

  test('a number that a pause ends has the time of its last key', async () => {
    const { heard, type, silence, clock } = keyboard({ ending: 'pause' })
    await type(usKeys(hex))
    const at = clock.now()
    await silence()
    expect(heard.reads).toEqual([{ kind: 'badge', badge: hex, at }])
  })

  test('two numbers that pauses end are two', async () => {
    const { heard, type, clock } = keyboard({ ending: 'pause' })
    await type(usKeys(hex))
    await clock.advance(600)
    await type(usKeys('04A1B2C3'))
    await clock.advance(600)
    expect(heard.outcomes).toEqual([hex, '04A1B2C3'])
  })

  test('where a pause ends numbers, the end of a delayed number is not read as a number', async () => {
    const { heard, type, clock } = keyboard({ ending: 'pause', format: 'decimal', minimumLength: 10 })
    await type(usKeys(decimal.slice(0, 4)))
    await clock.advance(700)
    await type(usKeys(decimal.slice(4)))
    await clock.advance(700)
    expect(heard.reads.every(({ kind }) => kind === 'unreadable')).toBe(true)
  })
})

describe('typing without a badge gets no response', () => {
  test.each<readonly [string, readonly Key[], readonly number[]]>([
    ['a PIN, typed and ended', [...usKeys('704912'), enter], [140, 90, 210, 120, 100, 160]],
    ['a PIN, typed fast', [...usKeys('704912'), enter], [70, 95, 60, 120, 85, 75, 110]],
    ['a number typed slowly and evenly', [...usKeys(hex), enter], [180]],
    ['one key again and again', usKeys('7777777777'), [150]],
    ['a few keys at once', usKeys('789'), [1]],
    [
      'a cloth over the letters',
      [...usKeys('asdfgewdsaqlkjhpoiu'), enter],
      [0, 3, 41, 12, 75, 1, 0, 28, 90, 6, 33],
    ],
    ['a cloth over the number pad', [...usKeys('789456321'), enter], [0, 2, 60, 35, 0, 88, 14, 45, 120]],
    ['arrow keys', Array.from({ length: 12 }, () => ({ key: 'ArrowDown', code: 'ArrowDown' })), [30]],
    ['function keys', Array.from({ length: 12 }, () => ({ key: 'F5', code: 'F5' })), [5]],
    ['Enter alone', [enter, enter, enter, enter, enter, enter], [5]],
  ])('%s', async (_name, keys, gapsMs) => {
    const { heard, type, silence, log } = keyboard()
    await type(keys, gapsMs)
    await silence()
    expect(heard.reads).toEqual([])
    expect(log.of('reader.unreadable')).toEqual([])
  })

  test.each<readonly [string, readonly Key[], readonly number[]]>([
    ['a name, typed fast', [...usKeys('SMITH-J42'), enter], [70, 95, 60, 120, 85, 75, 110]],
    [
      'a cloth over the letters',
      [...usKeys('asdfgewdsaqlkjhpoiu'), enter],
      [0, 3, 41, 12, 75, 1, 0, 28, 90, 6, 33],
    ],
  ])('where badges are identified by text: %s', async (_name, keys, gapsMs) => {
    const { heard, type, silence } = keyboard({ format: 'text' })
    await type(keys, gapsMs)
    await silence()
    expect(heard.reads).toEqual([])
  })

  test('while a person is asked to type, nothing is refused and nothing logged', async () => {
    const { heard, type, silence, log } = keyboard({ isPersonTyping: () => true })
    await type([...usKeys('704912'), enter], 70)
    await silence()
    expect(heard.reads).toEqual([])
    expect(log.of('reader.unreadable')).toEqual([])
  })
})

describe('no incomplete number is read', () => {
  test('keys at the pace limit never turn the end of a number into a number', async () => {
    const { heard, type } = keyboard({ format: 'decimal' })
    await type(usKeys('1234567'), 60)
    await type([...usKeys('8901234567'), enter], 20)
    expect(heard.reads.filter(({ kind }) => kind === 'badge')).toEqual([])
  })

  test('a number that lost keys to an input method is not read', async () => {
    const { heard, type } = keyboard({ format: 'decimal' })
    await type([...usKeys('1234567'), ...processKeys('890'), ...usKeys('12'), enter])
    expect(heard.outcomes).toEqual(['typing-not-read'])
  })

  test('a number delayed for longer than the silence is refused, not read', async () => {
    const { heard, type, clock } = keyboard({ format: 'decimal' })
    await type(usKeys('3283263'))
    await clock.advance(2_000)
    await type([...usKeys('748328'), enter])
    expect(heard.reads.map(({ kind }) => kind)).not.toContain('badge')
  })

  test('a number whose end comes long after its beginning is refused, even if nothing else was delayed', async () => {
    const { heard, type, clock } = keyboard({ format: 'decimal' })
    await type(usKeys('1234'))
    await clock.advance(6_000)
    await type([...usKeys('567890'), enter])
    expect(heard.outcomes).toEqual(['no-number'])
  })

  test('a badge refused for a missing ending is read at the next tap', async () => {
    const { heard, type, clock } = keyboard({ format: 'decimal' })
    await type(usKeys(decimal))
    await clock.advance(6_000)
    await type([...usKeys(decimal), enter])
    expect(heard.outcomes).toEqual(['typing-not-read', 'C3B2A104'])
  })

  test.each([400, 505, 520, 540, 560, 600, 700, 740, 800, 1_000, 2_000, 5_500, 20_000])(
    'where a pause ends numbers, one interrupted by a freeze of %i ms is refused',
    (frozenMs) => {
      for (const before of [1, 2, 4, 7, 9]) {
        const { heard, press, freeze, pass } = freezing({ ending: 'pause', format: 'decimal' })
        const keys = usKeys('1234567890')
        for (const key of keys.slice(0, before)) press(key, 8)
        freeze(frozenMs)
        for (const key of keys.slice(before)) press(key, 0.2)
        pass(3_000)
        expect(heard.outcomes).toEqual(['no-number'])
        for (const key of keys) press(key, 8)
        pass(3_000)
        expect(heard.outcomes).toEqual(['no-number', '499602D2'])
      }
    },
  )

  test('a second freeze before the keys are processed does not make a beginning read as a number', () => {
    const { heard, press, freeze, pass } = freezing({ ending: 'pause', format: 'decimal' })
    for (const key of usKeys('1234567')) press(key, 8)
    freeze(540)
    freeze(300)
    for (const key of usKeys('890')) press(key, 0.2)
    pass(3_000)
    expect(heard.outcomes).toEqual(['no-number'])
  })

  test('a French reader on a French computer is read, its hyphens too', async () => {
    const keys = azertyKeys('04-A1-B2-C3').map((key, index) => ({ ...key, key: '04-A1-B2-C3'.charAt(index) }))
    const hyphen = { key: '-', code: 'Digit6' }
    const { heard, type } = keyboard()
    await type([...keys.map((key) => (key.key === '-' ? hyphen : key)), enter])
    expect(heard.outcomes).toEqual(['04A1B2C3'])
  })
})

test('where Enter comes first, the Enter of the next number does not refuse the previous one again', async () => {
  const { heard, type, clock } = keyboard()
  await type([enter, ...usKeys(hex)])
  await clock.advance(2_000)
  await type([enter, ...usKeys('04A1B2C3')])
  await clock.advance(2_000)
  expect(heard.outcomes).toEqual(['typing-not-read', 'typing-not-read'])
})

test('Enter long after the keys ends nothing: they have already been refused', async () => {
  const { heard, press, type, clock } = keyboard()
  await type(usKeys(hex))
  await clock.advance(3_000)
  press(enter)
  await clock.advance(6_000)
  press(enter)
  expect(heard.outcomes).toEqual(['typing-not-read'])
})

test('after stop nothing that waits for silence is reported', async () => {
  const { reader, heard, type, silence } = keyboard()
  await type(usKeys(hex))
  await reader.stop()
  await silence()
  expect(heard.reads).toEqual([])
})
