import { expect, test } from 'vitest'
import { createDemoWorld } from '../../electron/sandbox/demo-world.ts'

const noon = Date.UTC(2026, 2, 2, 12)

test('the sample site has a badge for each situation, and a roster of all but two', async () => {
  const world = await createDemoWorld({ timeZone: 'UTC', now: () => noon })
  expect(world.badges.map(({ situation }) => situation)).toEqual([
    'on-shift',
    'on-break',
    'already-out',
    'two-open-cards',
    'other-team',
    'not-in-roster',
    'enrollment-badge',
    'random-number',
  ])
  const [header, ...rows] = world.rosterCsv.trimEnd().split('\r\n')
  expect(header).toBe('badge,user id,name,team')
  expect(rows).toHaveLength(5)
  for (const { situation, uidHex } of world.badges) {
    const isListed = rows.some((row) => row.startsWith(`${uidHex},`))
    expect(isListed).toBe(!['not-in-roster', 'enrollment-badge', 'random-number'].includes(situation))
  }
  for (const row of rows) {
    expect(world.tenant.users().some(({ id }) => id === row.split(',')[1])).toBe(true)
  }
})

test('a phone gives another random number each time, and no badge looks like a phone', async () => {
  const { badges } = await createDemoWorld()
  const phone = badges.find(({ situation }) => situation === 'random-number')
  expect(phone?.uidHex).toMatch(/^08[0-9A-F]{6}$/)
  expect(phone?.uidHex).not.toBe(phone?.uidHex)
  const others = badges.filter((badge) => badge !== phone)
  expect(others.every(({ uidHex }) => /^(?!08)([0-9A-F]{8}|04[0-9A-F]{12})$/.test(uidHex))).toBe(true)
})

test('the cards match the badges, and reset restores them', async () => {
  const world = await createDemoWorld({ timeZone: 'UTC', now: () => noon })
  const states = () => world.tenant.cards().map(({ state }) => state)
  const usual = ['clockedIn', 'onBreak', 'clockedOut', 'clockedIn', 'clockedIn', 'clockedIn', 'clockedIn']
  expect(states()).toEqual(usual)
  world.tenant.faults.set({ kind: 'offline' })
  world.tenant.clear()
  expect(states()).toEqual([])
  world.reset()
  expect(states()).toEqual(usual)
  expect(world.tenant.faults.isOffline).toBe(false)
})

test('the person already clocked out did so today, even just after midnight', async () => {
  for (const [minutes, expected] of [
    [6, '2026-03-02T00:03:00.000Z'],
    [600, '2026-03-02T09:00:00.000Z'],
  ] as const) {
    const now = Date.UTC(2026, 2, 2, 0, minutes)
    const { tenant } = await createDemoWorld({ timeZone: 'UTC', now: () => now })
    expect(tenant.cards().find(({ state }) => state === 'clockedOut')?.clockOutEvent?.dateTime).toBe(expected)
  }
})
