import { beforeAll, expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { BadgeRead, BadgeReaderListener } from '../../electron/badge/badge-reader.ts'
import type { KeyBurstLimits } from '../../electron/badge/keyboard/key-burst.ts'
import type { KeyPress } from '../../electron/badge/keyboard/key-source.ts'
import type { DiagnosticsPage, KioskState, Practice } from '../../electron/contract/kiosk-state.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { attendedReader } from '../../electron/maintenance/attended-reader.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import { withAttendedScreen } from '../../electron/maintenance/attended-screen.ts'
import { createMaintenance } from '../../electron/maintenance/maintenance.ts'
import { hashPin } from '../../electron/base/pin-hash.ts'
import { noLock, type PinLock } from '../../electron/maintenance/pin-lock.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { createCollectedLog } from '../support/collected-log.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

const pin = '704912'
const siteKey = siteKeyOf(new Uint8Array(32).fill(7))
const maintenanceBadge = '04C0FFEE00AA11' as BadgeId
const anaBadge = '04A1B2C3D4E5F6' as BadgeId
const machine: KeyBurstLimits = { minimumLength: 6, averageGapMs: 50, maxGapMs: 50 }
let pinHash: string

beforeAll(async () => {
  pinHash = await hashPin(pin)
})

function page(number: number): DiagnosticsPage {
  return { number, pages: 2, title: `Page ${number}`, rows: [], code: '{}' }
}

type PracticeResult = Extract<Practice, { kind: 'done' }>
const listed: PracticeResult = { kind: 'done', tappedAtMs: 0, outcome: { kind: 'not-clocked-in' } }
const waiting = { name: 'practice', practice: { kind: 'waiting' } }
const checking = { name: 'practice', practice: { kind: 'checking' } }
const result = { name: 'practice', practice: listed }

function start({ machineTyping, kept }: { machineTyping?: KeyBurstLimits; kept?: { lock: PinLock } } = {}) {
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const listeners = new Set<(press: KeyPress) => void>()
  const store = kept ?? { lock: noLock }
  let built = 0
  const practised: BadgeRead[] = []
  let isCovered = false
  let answer: (result: PracticeResult) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const maintenance = createMaintenance({
    pinHash,
    badges: [maintenanceBadgeHash(maintenanceBadge, siteKey)],
    siteKey: () => siteKey,
    keys: {
      onKey: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    machineTyping,
    lock: {
      read: () => store.lock,
      write: (lock) => {
        store.lock = lock
        return undefined
      },
    },
    clock,
    log,
    pages: () => {
      built += 1
      return [page(1), page(2)]
    },
    practice: (read) => {
      practised.push(read)
      return new Promise((resolve, reject) => {
        answer = resolve
        fail = reject
      })
    },
    enrollment: () => undefined,
    isCovered: () => isCovered,
    changed: () => undefined,
  })
  maintenance.start()
  const reads: BadgeRead[] = []
  const left: BadgeId[] = []
  let reader: BadgeReaderListener | undefined
  attendedReader({ start: (listener) => (reader = listener), stop: () => Promise.resolve() }, maintenance, {
    isEnrollmentBadge: () => false,
    flow: undefined,
  }).start({
    badgeRead: (read) => reads.push(read),
    badgeLeft: ({ badge }) => left.push(badge),
    statusChanged: () => undefined,
  })
  const press = (key: string, more: Partial<KeyPress> = {}): void => {
    for (const listener of listeners) listener({ key, atMs: clock.now().monotonicMs, ...more })
  }
  return {
    clock,
    log,
    store,
    maintenance,
    reads,
    left,
    takeAway: (badge: BadgeId) => reader?.badgeLeft?.({ badge, at: clock.now() }),
    practised,
    cover: (covered: boolean) => void (isCovered = covered),
    /** What the kiosk finds out about the badge. */
    found: async (result: PracticeResult = listed) => {
      answer(result)
      await clock.settle()
    },
    fails: async () => {
      fail(new Error('no such thing'))
      await clock.settle()
    },
    builds: () => built,
    press,
    chord: () => press('F12', { control: true, shift: true }),
    /** As a person does, a few digits a second. */
    type: async (text: string) => {
      for (const key of [...Array.from(text), 'Enter']) {
        await clock.advance(200)
        press(key)
      }
    },
    /** As a reader that types does. */
    typeAsReader: async (text: string) => {
      for (const key of [...Array.from(text), 'Enter']) {
        await clock.advance(3)
        press(key)
      }
    },
    /** Hashing takes real time; virtual time goes on only after it. */
    verdict: async () => {
      const before = log.lines.length
      await waitUntil('the PIN to be checked', () => log.lines.length > before)
      await clock.advance(2_000)
    },
    tap: (badge: BadgeId) => reader?.badgeRead({ kind: 'badge', badge, at: clock.now() }),
    unreadable: () => reader?.badgeRead({ kind: 'unreadable', problem: 'no-number', at: clock.now() }),
  }
}

const pinOf = (kiosk: ReturnType<typeof start>) => {
  const { screen } = kiosk.maintenance
  return screen?.name === 'maintenance-pin' ? screen.pin.kind : screen?.name
}

test('key chord and PIN open the diagnostics; the page learns only the number of digits', async () => {
  const kiosk = start()
  expect(kiosk.maintenance.screen).toBeUndefined()
  kiosk.chord()
  await kiosk.clock.advance(100)
  for (const digit of pin) kiosk.press(digit)
  expect(kiosk.maintenance.screen).toEqual({ name: 'maintenance-pin', digits: 6, pin: { kind: 'typing' } })
  kiosk.press('Enter')
  expect(kiosk.maintenance.screen).toEqual({ name: 'maintenance-pin', digits: 0, pin: { kind: 'checking' } })
  await kiosk.verdict()
  expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(1) })
  expect(kiosk.log.of('maintenance.opened')).toEqual([{ by: 'pin' }])
  expect(kiosk.log.text()).not.toContain(pin)
})

test('a letter, a plain F12 and one digit too many open nothing', async () => {
  const kiosk = start()
  kiosk.press('F12')
  kiosk.press('F12', { control: true })
  await kiosk.type(pin)
  expect(kiosk.maintenance.screen).toBeUndefined()
  kiosk.chord()
  kiosk.press('Backspace')
  await kiosk.type(`${pin}0000000`)
  await kiosk.verdict()
  expect(pinOf(kiosk)).toBe('wrong')
})

test('wrong PINs are logged, and the third in a row locks, even across a power cycle', async () => {
  const kept = { lock: noLock }
  const kiosk = start({ kept })
  kiosk.chord()
  for (const seconds of [0, 0, 30]) {
    await kiosk.type('111222')
    await kiosk.verdict()
    expect(kiosk.log.of('maintenance.pin-refused').at(-1)).toMatchObject({ lockedForSeconds: seconds })
  }
  expect(pinOf(kiosk)).toBe('locked')
  await kiosk.type(pin)
  expect(pinOf(kiosk)).toBe('locked')

  const restarted = start({ kept })
  restarted.chord()
  expect(pinOf(restarted)).toBe('locked')
  restarted.press('Escape')
  await restarted.clock.advance(40_000)
  restarted.chord()
  await restarted.type(pin)
  await restarted.verdict()
  expect(pinOf(restarted)).toBe('diagnostics')
  expect(kept.lock).toEqual(noLock)
})

test('a try is counted before it is checked, so that pulling the plug does not undo it', async () => {
  const kiosk = start()
  kiosk.chord()
  await kiosk.type('111222')
  expect(kiosk.store.lock.failures).toBe(1)
})

test('the right PIN opens nothing if the prompt was closed meanwhile', async () => {
  const kiosk = start()
  kiosk.chord()
  await kiosk.type(pin)
  kiosk.tap(anaBadge)
  await waitUntil('the PIN to be checked', () => kiosk.store.lock.failures === 0)
  await kiosk.clock.advance(5_000)
  expect(kiosk.maintenance.screen).toBeUndefined()
})

test('what a reader types is a tap and not a PIN, though it ends with Enter', async () => {
  const kiosk = start({ machineTyping: machine })
  kiosk.chord()
  await kiosk.typeAsReader('77705923')
  expect(kiosk.store.lock).toEqual(noLock)
  expect(kiosk.maintenance.screen).toEqual({ name: 'maintenance-pin', digits: 0, pin: { kind: 'typing' } })
  await kiosk.type(pin)
  await kiosk.verdict()
  expect(pinOf(kiosk)).toBe('diagnostics')
})

test('the removal of a badge is reported to the kiosk only if its tap was', () => {
  const kiosk = start()
  for (const badge of [maintenanceBadge, anaBadge]) {
    kiosk.tap(badge)
    kiosk.takeAway(badge)
    kiosk.takeAway(badge)
  }
  expect(kiosk.left).toEqual([anaBadge])
})

test('a maintenance badge opens the diagnostics, turns the page, closes the last, and is nobody’s tap', () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(1) })
  kiosk.tap(maintenanceBadge)
  expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(2) })
  kiosk.tap(maintenanceBadge)
  expect(kiosk.maintenance.screen).toBeUndefined()
  expect(kiosk.reads).toEqual([])
  expect(kiosk.log.of('maintenance.opened')).toEqual([{ by: 'badge' }])
  expect(kiosk.log.text()).not.toContain(maintenanceBadge)
})

test.each(['before', 'after'] as const)(
  'a maintenance badge from a reader that types turns one page per tap, even if its Enter is heard %s the tap',
  async (heard) => {
    const kiosk = start({ machineTyping: machine })
    const tap = async (): Promise<void> => {
      for (const key of Array.from(maintenanceBadge)) {
        await kiosk.clock.advance(3)
        kiosk.press(key)
      }
      await kiosk.clock.advance(3)
      if (heard === 'before') kiosk.press('Enter')
      kiosk.tap(maintenanceBadge)
      if (heard === 'after') kiosk.press('Enter')
      await kiosk.clock.advance(1_000)
    }
    await tap()
    expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(1) })
    await tap()
    expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(2) })
    kiosk.press('Enter')
    expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(1) })
  },
)

test('any other tap goes to the kiosk first and closes the diagnostics, an unreadable one too', () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  kiosk.tap(anaBadge)
  expect(kiosk.reads).toHaveLength(1)
  expect(kiosk.maintenance.screen).toBeUndefined()
  expect(kiosk.log.of('maintenance.closed')).toEqual([{ why: 'tap' }])
  kiosk.tap(maintenanceBadge)
  kiosk.unreadable()
  expect(kiosk.reads).toHaveLength(2)
  expect(kiosk.maintenance.screen).toBeUndefined()
})

test('keys turn the pages in a loop and Esc closes; an open page is refreshed', async () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  for (const [key, number] of [
    ['Enter', 2],
    ['ArrowRight', 1],
    ['ArrowLeft', 2],
    [' ', 1],
  ] as const) {
    kiosk.press(key)
    expect(kiosk.maintenance.screen).toEqual({ name: 'diagnostics', page: page(number) })
  }
  const before = kiosk.builds()
  await kiosk.clock.advance(5_000)
  expect(kiosk.builds()).toBe(before + 1)
  kiosk.press('Escape')
  expect(kiosk.maintenance.screen).toBeUndefined()
  expect(kiosk.clock.waiting).toBe(0)
})

test('it closes by itself: the prompt after 20 seconds without a key, the diagnostics after two minutes', async () => {
  const kiosk = start()
  kiosk.chord()
  await kiosk.clock.advance(15_000)
  kiosk.press('7')
  await kiosk.clock.advance(15_000)
  expect(pinOf(kiosk)).toBe('typing')
  await kiosk.clock.advance(5_000)
  expect(kiosk.maintenance.screen).toBeUndefined()
  kiosk.tap(maintenanceBadge)
  await kiosk.clock.advance(119_000)
  expect(pinOf(kiosk)).toBe('diagnostics')
  await kiosk.clock.advance(1_000)
  expect(kiosk.maintenance.screen).toBeUndefined()
  expect(kiosk.log.of('maintenance.closed')).toEqual([{ why: 'time' }])
})

test.each(Object.entries(sampleStates))(
  'a receipt takes precedence over the diagnostics, and they over everything else: %s',
  (_name, state: KioskState) => {
    const screen = { name: 'diagnostics', page: page(1) } as const
    const isReceipt = 'tap' in state.screen
    expect(withAttendedScreen(state, screen).screen).toEqual(isReceipt ? state.screen : screen)
    expect(withAttendedScreen(state, undefined)).toBe(state)
  },
)

const onPage = (number: number) => ({ name: 'diagnostics', page: page(number) })

test.each(['key', 'touch'] as const)(
  'practice started by %s uses the next badge and shows its result; the badge after that is a real tap',
  async (by) => {
    const kiosk = start()
    kiosk.tap(maintenanceBadge)
    kiosk.press('ArrowRight')
    if (by === 'key') kiosk.press('F2')
    else kiosk.maintenance.togglePractice()
    expect(kiosk.maintenance.screen).toEqual(waiting)
    kiosk.tap(anaBadge)
    expect(kiosk.maintenance.screen).toEqual(checking)
    await kiosk.found()
    expect(kiosk.maintenance.screen).toEqual(result)
    expect(kiosk.practised).toMatchObject([{ kind: 'badge', badge: anaBadge }])
    expect(kiosk.reads).toEqual([])
    kiosk.tap(anaBadge)
    expect(kiosk.reads).toMatchObject([{ kind: 'badge', badge: anaBadge }])
    expect(kiosk.practised).toHaveLength(1)
    expect(kiosk.maintenance.screen).toBeUndefined()
    expect(kiosk.log.of('practice.begun')).toEqual([{ by }])
    expect(kiosk.log.of('practice.ended')).toEqual([{ outcome: 'not-clocked-in' }])
    expect(kiosk.log.text()).not.toContain(anaBadge)
  },
)

test('an employee’s badge during the practice look-up is a real tap, and the practice result is dropped', async () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  kiosk.press('F2')
  kiosk.tap(anaBadge)
  kiosk.tap(anaBadge)
  expect(kiosk.reads).toHaveLength(1)
  await kiosk.found()
  expect(kiosk.maintenance.screen).toBeUndefined()
  expect(kiosk.clock.waiting).toBe(0)
})

test('F2 and a touch start practice only on a diagnostics page', async () => {
  const kiosk = start()
  const tryIt = (): void => {
    kiosk.press('F2')
    kiosk.maintenance.togglePractice()
  }
  tryIt()
  expect(kiosk.maintenance.screen).toBeUndefined()
  kiosk.chord()
  tryIt()
  expect(pinOf(kiosk)).toBe('typing')
  kiosk.tap(anaBadge)
  expect(kiosk.reads).toHaveLength(1)
  expect(kiosk.practised).toEqual([])
  await kiosk.clock.settle()
})

test('no practice starts under a receipt, and practice covered by a receipt uses no badge', () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  kiosk.cover(true)
  kiosk.press('F2')
  kiosk.maintenance.togglePractice()
  expect(kiosk.maintenance.screen).toEqual(onPage(1))
  kiosk.cover(false)
  kiosk.press('F2')
  kiosk.cover(true)
  kiosk.tap(anaBadge)
  expect(kiosk.reads).toHaveLength(1)
  expect(kiosk.practised).toEqual([])
})

test('practice without a badge ends after 60 seconds, by Esc, touch or the maintenance badge; then taps are real', async () => {
  const ends: readonly ((kiosk: ReturnType<typeof start>) => unknown)[] = [
    (kiosk) => kiosk.clock.advance(60_000),
    (kiosk) => kiosk.press('Escape'),
    (kiosk) => kiosk.maintenance.togglePractice(),
    (kiosk) => kiosk.tap(maintenanceBadge),
  ]
  for (const end of ends) {
    const kiosk = start()
    kiosk.tap(maintenanceBadge)
    kiosk.press('ArrowRight')
    kiosk.press('F2')
    await kiosk.clock.advance(59_000)
    kiosk.press('x')
    kiosk.press('Enter')
    expect(kiosk.maintenance.screen).toEqual(waiting)
    await end(kiosk)
    expect(kiosk.maintenance.screen).toEqual(onPage(2))
    expect(kiosk.log.of('practice.ended')).toHaveLength(1)
    kiosk.tap(anaBadge)
    expect(kiosk.reads).toHaveLength(1)
    expect(kiosk.practised).toEqual([])
  }
})

test('the result stays for 60 seconds, or until a key, a touch or the maintenance badge closes it', async () => {
  const ends: readonly ((kiosk: ReturnType<typeof start>) => unknown)[] = [
    (kiosk) => kiosk.clock.advance(1_000),
    (kiosk) => kiosk.press('x'),
    (kiosk) => kiosk.maintenance.togglePractice(),
    (kiosk) => kiosk.tap(maintenanceBadge),
  ]
  for (const end of ends) {
    const kiosk = start()
    kiosk.tap(maintenanceBadge)
    kiosk.press('F2')
    kiosk.tap(anaBadge)
    await kiosk.found()
    await kiosk.clock.advance(59_000)
    expect(kiosk.maintenance.screen).toEqual(result)
    await end(kiosk)
    expect(kiosk.maintenance.screen).toEqual(onPage(1))
  }
})

test('what a reader types is a badge: it starts no practice, and its Enter closes no result', async () => {
  const kiosk = start({ machineTyping: machine })
  kiosk.tap(maintenanceBadge)
  kiosk.press('F2')
  for (const key of Array.from(anaBadge)) {
    await kiosk.clock.advance(3)
    kiosk.press(key)
  }
  await kiosk.clock.advance(3)
  kiosk.tap(anaBadge)
  await kiosk.found()
  kiosk.press('Enter')
  expect(kiosk.maintenance.screen).toEqual(result)
  await kiosk.clock.advance(2_000)
  await kiosk.typeAsReader(anaBadge)
  expect(kiosk.maintenance.screen).toEqual(result)
  await kiosk.clock.advance(2_000)
  kiosk.press('Enter')
  expect(kiosk.maintenance.screen).toEqual(onPage(1))
})

test('an unreadable badge is a practice tap too, and an internal error leads back to the page', async () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  kiosk.press('F2')
  kiosk.unreadable()
  expect(kiosk.practised).toMatchObject([{ kind: 'unreadable' }])
  expect(kiosk.reads).toEqual([])
  await kiosk.fails()
  expect(kiosk.maintenance.screen).toEqual(onPage(1))
  expect(kiosk.log.of('kiosk.fault')).toHaveLength(1)
})

test('a page that keeps sending touches starts at most ten practice taps until the diagnostics are opened again', () => {
  const kiosk = start()
  kiosk.tap(maintenanceBadge)
  for (let touch = 0; touch < 100; touch += 1) kiosk.maintenance.togglePractice()
  expect(kiosk.log.of('practice.begun')).toHaveLength(10)
  expect(kiosk.maintenance.screen).toEqual(onPage(1))
})
