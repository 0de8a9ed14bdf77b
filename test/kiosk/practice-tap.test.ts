import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import type { Fetch } from '../../electron/base/fetch.ts'
import type { Practice, PracticeOutcome } from '../../electron/contract/kiosk-state.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'
import { tenantOfSetup } from './tenant-of-setup.ts'

const hourMs = 3_600_000
const ana = '7d5f0f0e-0000-4000-8000-000000000001'
const ben = '7d5f0f0e-0000-4000-8000-000000000002'
const maintenanceBadge = '04C0FFEE00AA11' as BadgeId
const sharedBadge = '0422222222222A'
const keyBytes = new Uint8Array(32).fill(9)

type Done = Extract<Practice, { kind: 'done' }>

interface Start {
  /** Before the kiosk starts. */
  readonly prepare?: (folder: string) => void
  readonly nameShown?: 'full' | 'first' | 'initials'
  /** It never gets as far as the idle screen. */
  readonly isBroken?: true
  readonly wrongSecret?: true
}

/** The whole kiosk without a host, in virtual time, against the sandbox tenant; IT has a maintenance badge. */
async function started({ prepare, nameShown = 'full', isBroken, wrongSecret }: Start = {}) {
  const folder = tempFolder()
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data/site.key'), Buffer.from(keyBytes).toString('hex'), { mode: 0o600 })
  const startMs = Date.now()
  const clock = createVirtualClock(startMs)
  const tenant = tenantOfSetup({
    credentials: [{ secret: wrongSecret ? 'another one' : setup.clientSecret }],
    now: () => startMs + clock.now().monotonicMs,
  })
  for (const [id, displayName] of [
    [ana, 'Ana Ruiz'],
    [ben, 'Ben Okafor'],
  ] as const)
    tenant.addUser({ id, displayName })
  const fetch: Fetch = (url, init) => tenant.fetch(url, init)
  const rows = [
    `${setup.badge},${ana},Ana Ruiz`,
    `${sharedBadge},${ana},Ana Ruiz`,
    `${sharedBadge},${ben},Ben Okafor`,
  ]
  const badges = [maintenanceBadgeHash(maintenanceBadge, siteKeyOf(keyBytes))]
  writeFileSync(join(folder, 'staff.csv'), ['Badge number,User ID,Name', ...rows, ''].join('\r\n'))
  prepare?.(folder)
  const { kiosk, log, readerProcesses, press } = await kioskIn(folder, fetch, {
    clock,
    config: {
      maintenance: { badges },
      screen: { nameShown },
      directory: { kind: 'roster', path: 'staff.csv' },
    },
  })
  const say = (message: unknown): void => readerProcesses.latest.say(message)
  /** Keeps the reader's process alive meanwhile. */
  const live = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 1_000) {
      say({ type: 'heartbeat' })
      await clock.advance(Math.min(1_000, left))
    }
  }
  say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  const idle = isBroken ? 'out-of-service' : 'ready'
  const reaches = (what: string, fits: () => boolean) =>
    waitUntil(`${what}; shows ${JSON.stringify(kiosk.state.screen).slice(0, 300)}`, async () => {
      await live(20)
      return fits()
    })
  await reaches(idle, () => kiosk.state.screen.name === idle)
  const tap = (uid: string): void =>
    say({ type: 'badge', reader: 'R', uid, at: clock.now(), alreadyThere: false })
  const openDiagnostics = async (): Promise<void> => {
    tap(maintenanceBadge)
    await reaches('the diagnostics', () => kiosk.state.screen.name === 'diagnostics')
  }
  const beginPractice = async (): Promise<void> => {
    await openDiagnostics()
    press('F2')
    expect(kiosk.state.screen).toEqual({ name: 'practice', practice: { kind: 'waiting' } })
  }
  const result = async (): Promise<Done> => {
    let done: Done | undefined
    await reaches('the result', () => {
      const { screen } = kiosk.state
      if (screen.name === 'practice' && screen.practice.kind === 'done') done = screen.practice
      return done !== undefined
    })
    if (done === undefined) throw new Error('There is no result.')
    return done
  }
  return {
    folder,
    kiosk,
    tenant,
    log,
    clock,
    press,
    tap,
    live,
    reaches,
    openDiagnostics,
    beginPractice,
    say,
    result,
    /** `problem`: the reader gets no number. */
    practise: async (uid: string = setup.badge, problem?: string): Promise<Done> => {
      await beginPractice()
      if (problem === undefined) tap(uid)
      else say({ type: 'failure', problem, detail: '', reader: 'R', at: clock.now(), alreadyThere: false })
      return result()
    },
    nowMs: () => tenant.now(),
    clockIn: (hoursAgo: number) =>
      tenant.addCard({ userId: ana, clockedInAtMs: tenant.now() - hoursAgo * hourMs }),
    /** Every tap that the journal knows of. */
    tapsInJournal: (): number => {
      const opened = openJournalReader(join(folder, 'data/journal.db'))
      if (opened.kind !== 'ok') return 0
      try {
        return [...opened.reader.taps('all')].length
      } finally {
        opened.reader.close()
      }
    },
  }
}

type Started = Awaited<ReturnType<typeof started>>

/** Nothing of it left the kiosk, and nothing of it is on the disk. */
async function expectNoTrace({ tenant, log, live, tapsInJournal }: Started): Promise<void> {
  await live(5_000)
  expect(tenant.ledger).toEqual([])
  const writes = tenant.requests.filter(({ method, route }) => method !== 'GET' && route !== 'token')
  expect(writes).toEqual([])
  expect(tapsInJournal()).toBe(0)
  expect(log.lines.filter(({ event }) => event.startsWith('tap.'))).toEqual([])
  expect(log.text()).not.toContain(setup.badge)
  expect(log.text()).not.toContain('Ruiz')
}

/**
 * `reader-misconfigured`: typing-reader.test.ts. `account-disabled`: only with people in Entra. `badge-blocked`:
 * additions.test.ts.
 */
const cases: Record<
  | Exclude<PracticeOutcome['kind'], 'reader-misconfigured' | 'account-disabled' | 'badge-blocked'>
  | 'would-clock-out on a break'
  | 'time-clock-off with the schedule',
  {
    readonly start?: Start
    readonly world?: (kiosk: Started) => unknown
    readonly uid?: string
    readonly problem?: string
    readonly outcome: Partial<PracticeOutcome>
    readonly isNameless?: true
  }
> = {
  'would-clock-out': {
    world: ({ clockIn }) => clockIn(7),
    outcome: { kind: 'would-clock-out', isOnBreak: false },
  },
  'would-clock-out on a break': {
    world: ({ tenant, nowMs }) =>
      tenant.addCard({
        userId: ana,
        clockedInAtMs: nowMs() - 7 * hourMs,
        onBreakSinceMs: nowMs() - 600_000,
      }),
    outcome: { kind: 'would-clock-out', isOnBreak: true },
  },
  'not-clocked-in': { outcome: { kind: 'not-clocked-in' } },
  'already-clocked-out': {
    world: ({ tenant, nowMs }) =>
      tenant.addCard({ userId: ana, clockedInAtMs: nowMs() - 7 * hourMs, clockedOutAtMs: nowMs() - hourMs }),
    outcome: { kind: 'already-clocked-out' },
  },
  'open-too-long': { world: ({ clockIn }) => clockIn(30), outcome: { kind: 'open-too-long' } },
  'unknown-badge': { uid: '0411111111111A', outcome: { kind: 'unknown-badge' }, isNameless: true },
  'ambiguous-badge': { uid: sharedBadge, outcome: { kind: 'ambiguous-badge' }, isNameless: true },
  'random-number': { uid: '08A1B2C3', outcome: { kind: 'random-number' }, isNameless: true },
  'unreadable-badge': {
    problem: 'removed-too-soon',
    outcome: { kind: 'unreadable-badge' },
    isNameless: true,
  },
  'several-badges': { problem: 'several-badges', outcome: { kind: 'several-badges' }, isNameless: true },
  'no-roster': {
    start: {
      isBroken: true,
      prepare: (folder) => writeFileSync(join(folder, 'staff.csv'), 'Colour\r\nred\r\n'),
    },
    outcome: { kind: 'no-roster' },
    isNameless: true,
  },
  'cannot-save': {
    start: { isBroken: true, prepare: (folder) => mkdirSync(join(folder, 'data/journal.db')) },
    outcome: { kind: 'cannot-save' },
    isNameless: true,
  },
  'time-clock-off': {
    world: ({ tenant, clockIn }) => {
      clockIn(7)
      tenant.schedule.timeClockEnabled = false
    },
    outcome: { kind: 'time-clock-off' },
  },
  'time-clock-off with the schedule': {
    world: ({ tenant }) => {
      tenant.schedule.enabled = false
    },
    outcome: { kind: 'time-clock-off' },
  },
  forbidden: {
    world: ({ tenant }) => {
      tenant.consent = []
      tenant.revokeTokens()
    },
    outcome: { kind: 'forbidden' },
  },
  'read-only': {
    world: ({ tenant, clockIn }) => {
      clockIn(7)
      tenant.consent = ['Schedule.Read.All']
      tenant.revokeTokens()
    },
    outcome: { kind: 'read-only' },
  },
  'team-not-found': {
    world: ({ tenant }) => tenant.faults.set({ kind: 'status', status: 404 }, { routes: ['get-schedule'] }),
    outcome: { kind: 'team-not-found' },
  },
  'sign-in-refused': { start: { wrongSecret: true }, outcome: { kind: 'sign-in-refused' } },
  unreachable: {
    world: ({ tenant }) => tenant.faults.set({ kind: 'offline' }),
    outcome: { kind: 'unreachable' },
  },
  throttled: {
    world: ({ tenant }) =>
      tenant.faults.set({ kind: 'status', status: 429, retryAfter: '30' }, { routes: 'graph' }),
    outcome: { kind: 'throttled' },
  },
  unclear: {
    world: ({ tenant }) => tenant.faults.set({ kind: 'truncated-json' }, { routes: ['list-time-cards'] }),
    outcome: { kind: 'unclear' },
  },
}

describe('a practice tap says what a tap would do, sends nothing and writes nothing', () => {
  test.each(Object.entries(cases))(
    '%s',
    async (_name, { start, world, uid, problem, outcome, isNameless }) => {
      const kiosk = await started(start)
      world?.(kiosk)
      const done = await kiosk.practise(uid, problem)
      expect(done.outcome).toMatchObject(outcome)
      expect(done.personName).toBe(isNameless ? undefined : 'Ana Ruiz')
      await expectNoTrace(kiosk)
    },
  )
})

test('the next tap of the practice badge clocks out, ending the open card once', async () => {
  const kiosk = await started()
  const { id } = kiosk.clockIn(7)
  const done = await kiosk.practise()
  expect(done.outcome).toEqual({
    kind: 'would-clock-out',
    clockedInAtMs: Date.parse(kiosk.tenant.card(id)?.clockInEvent.dateTime ?? ''),
    isOnBreak: false,
  })
  expect(kiosk.tenant.ledger).toEqual([])
  kiosk.tap(setup.badge)
  await kiosk.reaches('confirmed', () => kiosk.kiosk.state.screen.name === 'confirmed')
  expect(kiosk.tenant.ledger).toMatchObject([{ kind: 'clockOut', cardId: id, userId: ana }])
  expect(kiosk.tapsInJournal()).toBe(1)
  await kiosk.reaches('idle', () => kiosk.kiosk.state.screen.name === 'ready')
})

test('a badge while the diagnostics are open without practice is a real tap', async () => {
  const kiosk = await started()
  const { id } = kiosk.clockIn(7)
  await kiosk.openDiagnostics()
  kiosk.tap(setup.badge)
  await kiosk.reaches('confirmed', () => kiosk.kiosk.state.screen.name === 'confirmed')
  expect(kiosk.tenant.ledger).toMatchObject([{ kind: 'clockOut', cardId: id }])
  expect(kiosk.log.of('practice.begun')).toEqual([])
})

test('a badge after practice has timed out (60 s) is a real tap', async () => {
  const kiosk = await started()
  kiosk.clockIn(7)
  await kiosk.beginPractice()
  await kiosk.live(61_000)
  expect(kiosk.kiosk.state.screen.name).toBe('diagnostics')
  kiosk.tap(setup.badge)
  await kiosk.reaches('confirmed', () => kiosk.kiosk.state.screen.name === 'confirmed')
  expect(kiosk.tenant.ledger).toHaveLength(1)
})

test('practice cannot cover the receipt of a tap: a badge meanwhile is a real tap', async () => {
  const kiosk = await started()
  kiosk.clockIn(7)
  kiosk.tap('0411111111111A')
  await kiosk.reaches('refused', () => kiosk.kiosk.state.screen.name === 'refused')
  kiosk.tap(maintenanceBadge)
  kiosk.press('F2')
  kiosk.kiosk.togglePractice()
  expect(kiosk.kiosk.state.screen.name).toBe('refused')
  kiosk.tap(setup.badge)
  await kiosk.reaches('confirmed', () => kiosk.kiosk.state.screen.name === 'confirmed')
  expect(kiosk.tenant.ledger).toHaveLength(1)
})

test('practice reads its own list: a card opened a second after a tap’s list was read is found', async () => {
  const kiosk = await started()
  kiosk.tap(setup.badge)
  await kiosk.reaches('refused', () => kiosk.kiosk.state.screen.name === 'refused')
  kiosk.tenant.addCard({ userId: ana, clockedInAtMs: kiosk.nowMs() })
  await kiosk.reaches('idle', () => kiosk.kiosk.state.screen.name === 'ready')
  const listsBefore = kiosk.tenant.requests.filter(({ route }) => route === 'list-time-cards').length
  expect((await kiosk.practise()).outcome.kind).toBe('would-clock-out')
  const lists = kiosk.tenant.requests.filter(({ route }) => route === 'list-time-cards').length
  expect(lists - listsBefore).toBe(1)
})

test('a permission granted a moment ago counts: a token without it is renewed before the result is shown', async () => {
  const kiosk = await started()
  kiosk.clockIn(7)
  kiosk.tenant.consent = ['Schedule.Read.All']
  kiosk.tenant.revokeTokens()
  expect((await kiosk.practise()).outcome.kind).toBe('read-only')
  kiosk.press('Enter')
  kiosk.tenant.consent = ['Schedule.ReadWrite.All']
  kiosk.press('F2')
  kiosk.tap(setup.badge)
  expect((await kiosk.result()).outcome.kind).toBe('would-clock-out')
})

test.each([
  ['first', 'Ana'],
  ['initials', 'A. R.'],
] as const)('the name is shown as the site configures it: %s', async (nameShown, name) => {
  const kiosk = await started({ nameShown })
  expect((await kiosk.practise()).personName).toBe(name)
})

test('without an answer practice ends after 45 seconds as unreachable', async () => {
  const kiosk = await started()
  kiosk.tenant.faults.set({ kind: 'silence' }, { routes: 'graph' })
  await kiosk.beginPractice()
  kiosk.tap(setup.badge)
  await kiosk.live(46_000)
  expect((await kiosk.result()).outcome).toEqual({ kind: 'unreachable' })
  await expectNoTrace(kiosk)
})

describe("the badge's number", () => {
  const uid = '3B7C8D9EAFB0C1'
  const turned = Buffer.from(uid, 'hex').reverse().toString('hex').toUpperCase()
  const spellings = [uid, turned, BigInt(`0x${uid}`).toString(), BigInt(`0x${turned}`).toString()]
  /** The roster has its bytes the other way round. */
  const prepare = (folder: string): void =>
    writeFileSync(join(folder, 'staff.csv'), `Badge number,User ID,Name\r\n${turned},${ana},Ana Ruiz\r\n`)
  const expectNoNumber = (text: string): void => {
    for (const spelling of spellings) expect(text.toUpperCase()).not.toContain(spelling)
  }

  test('is shown in each format, marking the one in which the roster knows it', async () => {
    const { practise } = await started({ prepare })
    const { outcome, numbers } = await practise(uid)
    expect(outcome).toEqual({ kind: 'unknown-badge' })
    expect(numbers).toEqual([
      { format: 'hex', value: spellings[0], isListed: false },
      { format: 'hex-reversed', value: spellings[1], isListed: true },
      { format: 'decimal', value: spellings[2], isListed: false },
      { format: 'decimal-reversed', value: spellings[3], isListed: false },
    ])
  })

  test('is shown for a known badge too, and for a badge without a number nothing is shown', async () => {
    const known = await started()
    expect((await known.practise()).numbers?.filter(({ isListed }) => isListed)).toEqual([
      { format: 'hex', value: setup.badge, isListed: true },
    ])
    const unread = await started()
    expect((await unread.practise(undefined, 'removed-too-soon')).numbers).toBeUndefined()
    const random = await started()
    expect((await random.practise('08A1B2C3')).numbers).toBeUndefined()
  })

  test('leaves with the screen, and never reaches log, journal, health report, diagnostics or QR code', async () => {
    const { folder, kiosk, log, press, practise, live } = await started({ prepare })
    await practise(uid)
    press('Escape')
    expect(kiosk.state.screen.name).toBe('diagnostics')
    for (let page = 0; page < 6; page++) {
      expectNoNumber(JSON.stringify(kiosk.state))
      press('Enter')
    }
    press('Escape')
    await live(61_000)
    expect(kiosk.state.screen.name).toBe('ready')
    expectNoNumber(JSON.stringify(kiosk.state))
    expectNoNumber(log.text())
    const files = readdirSync(join(folder, 'data'))
    expect(files).toEqual(expect.arrayContaining(['health.json', 'journal.db']))
    for (const name of files) expectNoNumber(readFileSync(join(folder, 'data', name), 'latin1'))
  })

  test('leaves by itself after a minute, and at once with the next tap', async () => {
    const waited = await started({ prepare })
    await waited.practise(uid)
    await waited.live(61_000)
    expectNoNumber(JSON.stringify(waited.kiosk.state))
    const tapped = await started({ prepare })
    await tapped.practise(uid)
    tapped.tap('1A2B3C4D')
    expectNoNumber(JSON.stringify(tapped.kiosk.state))
  })

  test('a real tap shows no number', async () => {
    const { kiosk, tap, reaches } = await started({ prepare })
    tap(uid)
    await reaches('the refusal', () => kiosk.state.screen.name === 'refused')
    expectNoNumber(JSON.stringify(kiosk.state))
  })
})
