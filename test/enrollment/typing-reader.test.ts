import { describe, expect, test } from 'vitest'
import { badges, ids, names, startWall, type Wall } from './wall.ts'

/** The enrollment at a kiosk whose badge reader types like a keyboard. */

const reader = { kind: 'keyboard', badgeNumberFormat: 'hex' }
const hourMs = 3_600_000

/** As a reader types, 3 ms from key to key; `pause`: the computer is busy after the fourth key. */
async function readBadge(wall: Wall, number: string, { ending = 'Enter', pause = 0 } = {}): Promise<void> {
  for (const [at, key] of [...Array.from(number), ending].entries()) {
    await wall.clock.advance(at === 4 && pause > 0 ? pause : 3)
    wall.press(key)
  }
}

async function opened(): Promise<Wall> {
  const wall = await startWall({ config: { reader } })
  await readBadge(wall, badges.lead)
  await wall.reaches('hold')
  return wall
}

async function picking(): Promise<Wall> {
  const wall = await opened()
  await readBadge(wall, badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'complete')
  return wall
}

test('a badge is read, and its person typed and picked with Enter', async () => {
  const wall = await picking()
  expect(await wall.reaches('pick')).toMatchObject({ typed: '' })
  await wall.type('new')
  await wall.live(1)
  expect(await wall.reaches('pick')).toMatchObject({ typed: 'new' })
  await wall.type('h')
  wall.press('Enter')
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'added', personName: names.nia } })
  expect(wall.log.text()).not.toMatch(wall.secrets)
})

test('two keys that a person presses almost at once are both taken', async () => {
  const wall = await picking()
  wall.press('n')
  await wall.clock.advance(20)
  wall.press('o')
  await wall.clock.advance(500)
  expect(await wall.reaches('pick')).toMatchObject({ typed: 'no' })
})

test('a number that a reader types is taken neither as letters nor as Enter, and the badge being added is ignored', async () => {
  const wall = await picking()
  await wall.type('nia')
  await wall.reaches('pick', ({ highlighted }) => highlighted !== undefined)
  await wall.live(6)
  await readBadge(wall, badges.fresh)
  await wall.live(1)
  expect(await wall.reaches('pick')).toMatchObject({ typed: 'nia' })
  expect(wall.entries()).toEqual([])
  expect(wall.log.of('reader.unreadable')).toEqual([])
})

test.each([200, 2_000])(
  'a number whose keys are delayed by %i ms in the middle is not taken as letters',
  async (pause) => {
    const wall = await picking()
    await readBadge(wall, badges.second, { pause })
    await wall.live(1)
    expect(wall.entries()).toEqual([])
    // The person is told, since nobody knows whose badge it was.
    expect(wall.kiosk.state.screen).toMatchObject({ name: 'refused', reason: { kind: 'unreadable-badge' } })
    await wall.live(15)
    expect(await wall.reaches('pick')).toMatchObject({ typed: '' })
  },
)

test("while a person is picked, another person's badge is a real tap", async () => {
  const wall = await picking()
  const card = wall.tenant.addCard({ userId: ids.ana, clockedInAtMs: wall.clock.now().wallMs - hourMs })
  await wall.type('ni')
  // Letters and a number within five seconds cannot be told apart for sure, so the person is asked to tap again.
  await readBadge(wall, badges.ana)
  expect(await wall.shows('refused')).toMatchObject({ reason: { kind: 'unreadable-badge' } })
  await readBadge(wall, badges.ana)
  await wall.shows('confirmed')
  expect(wall.tenant.card(card.id)?.state).toBe('clockedOut')
  await wall.reaches('pick')
})

test('the Enter that ends a number does not answer a question', async () => {
  const wall = await opened()
  await readBadge(wall, badges.ana)
  await wall.reaches('confirm')
  await wall.live(1)
  await readBadge(wall, badges.ana)
  await wall.live(1)
  expect(wall.enrollment()?.kind).toBe('confirm')
  expect(wall.entries()).toEqual([])
})

describe('a reader that ends its number with Enter twice', () => {
  const readTwice = async (wall: Wall, number: string): Promise<void> => {
    await readBadge(wall, number)
    await wall.clock.advance(3)
    wall.press('Enter')
    await wall.live(1)
  }

  test('blocks nobody who taps while the kiosk waits for a badge', async () => {
    const wall = await opened()
    await readTwice(wall, badges.ana)
    expect(await wall.reaches('confirm')).toMatchObject({ question: { kind: 'taken' } })
    expect(wall.entries()).toEqual([])
  })

  test('picks nobody when the badge being added is read again', async () => {
    const wall = await picking()
    await wall.type('nia')
    await wall.reaches('pick', ({ highlighted }) => highlighted !== undefined)
    await wall.live(6)
    await readTwice(wall, badges.fresh)
    expect(await wall.reaches('pick')).toMatchObject({ typed: 'nia' })
    expect(wall.entries()).toEqual([])
  })
})

test('Enter pressed before anybody could read the question does not block the badge', async () => {
  const wall = await opened()
  await readBadge(wall, badges.ana)
  await wall.clock.advance(200)
  expect(wall.enrollment()?.kind).toBe('confirm')
  wall.press('Enter')
  await wall.live(1)
  expect(wall.entries()).toEqual([])
  wall.press('Enter')
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'blocked' } })
})
