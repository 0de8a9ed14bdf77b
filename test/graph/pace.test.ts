import { describe, expect, test } from 'vitest'
import { createPace, type Pace, type Turn } from '../../electron/graph/pace.ts'
import type { Priority } from '../../electron/graph/call-options.ts'
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts'

interface Sent {
  readonly name: string
  readonly priority: Priority
  readonly atMs: number
}

function setUp(random = (): number => 0.5) {
  const clock = createVirtualClock()
  const pace = createPace({ clock, random })
  const sent: Sent[] = []
  const ask = (name: string, priority: Priority, signal?: AbortSignal): Promise<Turn> =>
    pace.turn({ priority, teamId: 'team', signal }).then((turn) => {
      if (turn.kind === 'go') sent.push({ name, priority, atMs: clock.now().monotonicMs })
      return turn
    })
  return { clock, pace, sent, ask }
}

function mostInOneSecond(sent: readonly Sent[]): number {
  const within = (from: Sent) =>
    sent.filter(({ atMs }) => atMs >= from.atMs && atMs <= from.atMs + 1000).length
  return Math.max(0, ...sent.map(within))
}

/** The turn, with the clock moved on for as long as one is waited for. */
async function soon(clock: VirtualClock, asked: Promise<Turn>): Promise<Turn> {
  let turn: Turn | undefined
  void asked.then((given) => (turn = given))
  await clock.settle()
  while (turn === undefined) await clock.advance(100)
  return turn
}

/** Small, repeatable chance, so that a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('the pace of requests on one team', () => {
  test('the first four live requests go at once and the fifth waits for the second to pass', async () => {
    const { clock, sent, ask } = setUp()
    for (const name of ['a', 'b', 'c', 'd', 'e']) void ask(name, 'live')
    await clock.settle()
    expect(sent.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    await clock.advance(1000)
    expect(sent).toHaveLength(4)
    await clock.advance(100)
    expect(sent).toHaveLength(5)
  })

  test.each([1, 2, 3, 4, 5, 6])(
    'no second ever has more than four, whatever comes when (run %i)',
    async (seed) => {
      const chance = seeded(seed)
      const { clock, pace, sent, ask } = setUp(chance)
      const answers: string[] = []
      for (let i = 0; i < 200; i++) {
        void ask(String(i), chance() < 0.5 ? 'live' : 'replay').then(({ kind }) => answers.push(kind))
        if (chance() < 0.2) pace.accepted()
        if (chance() < 0.02) pace.slowDown(chance() < 0.5 ? undefined : chance() * 5000)
        if (chance() < 0.4) await clock.advance(Math.floor(chance() * 400))
      }
      await clock.advance(300_000)
      expect(answers).toHaveLength(200)
      expect(sent.length).toBeGreaterThan(50)
      expect(mostInOneSecond(sent)).toBeLessThanOrEqual(4)
    },
  )

  test('requests of the same priority go in the order they came', async () => {
    const { clock, sent, ask } = setUp()
    const names = Array.from({ length: 20 }, (_, i) => `live ${i}`)
    for (const name of names) void ask(name, 'live')
    await clock.advance(10_000)
    expect(sent.map(({ name }) => name)).toEqual(names)
  })

  test('a running replay leaves a place free, so a live request goes at once', async () => {
    const { clock, sent, ask } = setUp()
    for (let i = 0; i < 50; i++) void ask(`replay ${i}`, 'replay')
    await clock.advance(3000)
    const askedAtMs = clock.now().monotonicMs
    void ask('tap', 'live')
    await clock.settle()
    expect(sent.at(-1)).toMatchObject({ name: 'tap', atMs: askedAtMs })
  })

  test('a live request waits at most a second while hundreds of replays queue', async () => {
    const { clock, sent, ask } = setUp()
    for (let i = 0; i < 300; i++) void ask(`replay ${i}`, 'replay')
    for (let tap = 0; tap < 12; tap++) {
      const askedAtMs = clock.now().monotonicMs
      void ask(`tap ${tap}`, 'live')
      await clock.advance(1100)
      const wentAtMs = sent.find(({ name }) => name === `tap ${tap}`)?.atMs ?? Infinity
      expect(wentAtMs - askedAtMs).toBeLessThanOrEqual(1050)
    }
    expect(mostInOneSecond(sent)).toBeLessThanOrEqual(4)
  })

  test('Retry-After applies to live requests and replays alike', async () => {
    const { clock, pace, sent, ask } = setUp(() => 0)
    expect(pace.slowDown(5000)).toBe(5000)
    void ask('tap', 'live')
    void ask('replay', 'replay')
    await clock.advance(4999)
    expect(sent).toEqual([])
    await clock.advance(1)
    expect(sent.map(({ name }) => name)).toEqual(['tap', 'replay'])
  })

  test('a shorter Retry-After does not shorten a running pause', async () => {
    const { clock, pace, sent, ask } = setUp(() => 0)
    pace.slowDown(5000)
    pace.slowDown(1000)
    void ask('tap', 'live')
    await clock.advance(4999)
    expect(sent).toEqual([])
    await clock.advance(1)
    expect(sent).toHaveLength(1)
  })

  test('a pause too long to wait for is reported at once, with the time left', async () => {
    const { clock, pace, ask } = setUp(() => 0)
    const before = ask('queued before', 'live')
    expect(await before).toEqual({ kind: 'go' })
    pace.slowDown(60_000)
    await clock.advance(10_000)
    expect(await ask('tap', 'live')).toEqual({ kind: 'paused', forMs: 50_000 })
  })

  test('waiting requests are answered when a long pause begins', async () => {
    const { clock, pace, sent, ask } = setUp()
    const turns = Array.from({ length: 6 }, (_, i) => ask(String(i), 'live'))
    await clock.settle()
    pace.slowDown(60_000)
    expect((await Promise.all(turns)).map(({ kind }) => kind)).toEqual([
      'go',
      'go',
      'go',
      'go',
      'paused',
      'paused',
    ])
    expect(sent).toHaveLength(4)
  })

  test('without Retry-After the pause doubles with each such answer, with jitter, and is reset by a success', () => {
    const { pace } = setUp(() => 1)
    const pauses = Array.from({ length: 8 }, () => pace.slowDown(undefined))
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    pace.accepted()
    expect(pace.slowDown(undefined)).toBe(1000)
    expect(setUp(() => 0).pace.slowDown(undefined)).toBe(500)
  })

  test('kiosks repeatedly given the same end of a pause do not all come back at that moment', async () => {
    const cameBackAtMs = await Promise.all(
      [0.1, 0.5, 0.9].map(async (chance) => {
        const { clock, pace, sent, ask } = setUp(() => chance)
        for (let count = 0; count < 2; count += 1) pace.slowDown(1000)
        void ask('tap', 'live')
        await clock.advance(5000)
        return sent[0]?.atMs ?? Infinity
      }),
    )
    expect(new Set(cameBackAtMs).size).toBe(3)
    expect(Math.min(...cameBackAtMs)).toBeGreaterThan(1000)
  })

  test('the third 429 in a row means an overloaded tenant: everything waits for the first round, live requests too', async () => {
    const { clock, pace, ask } = setUp()
    for (let count = 0; count < 2; count += 1) pace.slowDown(1000)
    const afterTwo = ask('tap', 'live')
    await clock.advance(1500)
    expect(await afterTwo).toEqual({ kind: 'go' })
    pace.slowDown(1000)
    expect(await ask('tap', 'live')).toEqual({ kind: 'paused', forMs: 31_000 })
  })

  test('waiting requests go in one round, and the next round is some time later', async () => {
    const { clock, pace, ask } = setUp()
    for (let count = 0; count < 3; count += 1) pace.slowDown(1000)
    await clock.advance(31_000)
    for (let tap = 0; tap < 5; tap += 1) {
      const turn = ask(`tap ${tap}`, 'replay')
      await clock.advance(1_100)
      expect(await turn).toEqual({ kind: 'go' })
      pace.accepted()
    }
    await clock.advance(2_000)
    const next = await ask('tap', 'live')
    expect(next.kind).toBe('paused')
    // 64 s on average, since nothing was refused; a part of that has passed.
    expect(next.kind === 'paused' && next.forMs).toBeGreaterThan(40_000)
    expect(next.kind === 'paused' && next.forMs).toBeLessThan(60_000)
  })

  test('a round that is refused at once makes the next ones less frequent, up to a limit', async () => {
    const { clock, pace, ask } = setUp()
    for (let count = 0; count < 3; count += 1) pace.slowDown(1000)
    const waits: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const turn = await ask('tap', 'replay')
      const waitMs = turn.kind === 'paused' ? turn.forMs : 0
      waits.push(waitMs)
      await clock.advance(waitMs)
      expect(await ask('tap', 'replay')).toEqual({ kind: 'go' })
      pace.slowDown(1000)
    }
    expect(waits).toEqual([31_000, 121_000, 121_000])
  })

  test('a refusal ends a round; if something got through, the next ones are not less frequent', async () => {
    const { clock, pace, ask } = setUp()
    for (let count = 0; count < 3; count += 1) pace.slowDown(1000)
    await clock.advance(31_000)
    expect(await ask('tap', 'replay')).toEqual({ kind: 'go' })
    pace.accepted()
    pace.slowDown(1000)
    expect(await ask('tap', 'replay')).toEqual({ kind: 'paused', forMs: 81_000 })
  })

  test('rounds without a refusal become more frequent, until sending is normal again', async () => {
    const { clock, pace, ask } = setUp()
    for (let count = 0; count < 3; count += 1) pace.slowDown(1000)
    const waitsMs: number[] = []
    for (let round = 0; round < 30; round += 1) {
      const askedAtMs = clock.now().monotonicMs
      for (let turn = await soon(clock, ask('tap', 'live')); turn.kind === 'paused';) {
        await clock.advance(turn.forMs)
        turn = await soon(clock, ask('tap', 'live'))
      }
      waitsMs.push(clock.now().monotonicMs - askedAtMs)
      pace.accepted()
      await clock.advance(1_501)
    }
    expect(waitsMs[1]).toBeGreaterThan(45_000)
    expect(waitsMs[10]).toBeLessThan(15_000)
    const askedAtMs = clock.now().monotonicMs
    await soon(clock, ask('tap', 'live'))
    expect(clock.now().monotonicMs - askedAtMs).toBe(0)
  })

  test('an answer in between resets the count of 429s', async () => {
    const { clock, pace, ask } = setUp(() => 0.9)
    pace.slowDown(1000)
    pace.slowDown(1000)
    pace.accepted()
    pace.slowDown(1000)
    const turn = ask('tap', 'live')
    await clock.advance(2000)
    expect(await turn).toEqual({ kind: 'go' })
  })

  test('an absurd Retry-After stops the kiosk for at most a quarter of an hour', () => {
    expect(setUp().pace.slowDown(86_400_000)).toBe(15 * 60_000)
  })

  test('a cancelled request gives its place to the next and is never sent', async () => {
    const { clock, sent, ask } = setUp()
    const controller = new AbortController()
    for (let i = 0; i < 4; i++) void ask(String(i), 'live')
    const canceled = ask('canceled', 'live', controller.signal)
    void ask('next', 'live')
    controller.abort()
    expect(await canceled).toEqual({ kind: 'canceled' })
    expect(await ask('too late', 'live', controller.signal)).toEqual({ kind: 'canceled' })
    await clock.advance(1100)
    expect(sent.map(({ name }) => name)).toEqual(['0', '1', '2', '3', 'next'])
    expect(clock.waiting).toBe(0)
  })

  test('a timer that fires early sends nothing early', async () => {
    const { clock, sent } = setUp()
    const hasty: VirtualClock = { ...clock, after: (ms, action) => clock.after(ms * 0.9, action) }
    const pace: Pace = createPace({ clock: hasty })
    for (let i = 0; i < 9; i++) {
      void pace.turn({ priority: 'live', teamId: 'team' }).then(() => {
        sent.push({ name: String(i), priority: 'live', atMs: clock.now().monotonicMs })
      })
    }
    await clock.advance(5000)
    expect(sent).toHaveLength(9)
    expect(mostInOneSecond(sent)).toBe(4)
  })
})

describe('the pace of requests on several teams', () => {
  const setUpTeams = () => {
    const clock = createVirtualClock()
    const pace = createPace({ clock, random: () => 0.5 })
    const sent: { readonly teamId: string | undefined; readonly atMs: number }[] = []
    const ask = (teamId: string | undefined, priority: Priority = 'live'): void =>
      void pace.turn({ priority, teamId }).then(({ kind }) => {
        if (kind === 'go') sent.push({ teamId, atMs: clock.now().monotonicMs })
      })
    return { clock, ask, sent }
  }

  test('each team has its own four per second', async () => {
    const { clock, ask, sent } = setUpTeams()
    for (const teamId of ['a', 'b', 'c']) for (let i = 0; i < 5; i += 1) ask(teamId)
    await clock.settle()
    for (const teamId of ['a', 'b', 'c'])
      expect(sent.filter((request) => request.teamId === teamId)).toHaveLength(4)
  })

  test('nobody waits behind a team that is at its limit', async () => {
    const { clock, ask, sent } = setUpTeams()
    for (let i = 0; i < 10; i += 1) ask('busy')
    ask('quiet')
    await clock.settle()
    expect(sent.map(({ teamId }) => teamId)).toContain('quiet')
  })

  test('all teams together send 30 per second', async () => {
    const { clock, ask, sent } = setUpTeams()
    for (let team = 0; team < 12; team += 1) for (let i = 0; i < 4; i += 1) ask(`team ${team}`)
    await clock.settle()
    expect(sent).toHaveLength(30)
    await clock.advance(1_050)
    expect(sent).toHaveLength(48)
  })

  test('a request that belongs to no team waits only for the app’s limit', async () => {
    const { clock, ask, sent } = setUpTeams()
    for (let i = 0; i < 30; i += 1) ask(undefined)
    await clock.settle()
    expect(sent).toHaveLength(30)
  })

  test('replay leaves room for waiting people, in the team and in the app', async () => {
    const { clock, ask, sent } = setUpTeams()
    for (let team = 0; team < 12; team += 1) for (let i = 0; i < 4; i += 1) ask(`team ${team}`, 'replay')
    await clock.settle()
    expect(sent).toHaveLength(22)
    for (let team = 0; team < 12; team += 1) ask(`team ${team}`)
    await clock.settle()
    expect(sent).toHaveLength(30)
  })
})
