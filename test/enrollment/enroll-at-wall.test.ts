import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EnrollmentInput } from '../../electron/contract/enrollment.ts'
import { addedEntry, key } from '../directory/additions/additions.ts'
import { AdditionsFile } from '../../electron/directory/additions/additions-file.ts'
import { badges, ids, names, startWall } from './wall.ts'

/** The whole kiosk with a sandbox tenant, in virtual time. */

const hourMs = 3_600_000

test.each([
  ['her name', 'nia'],
  ['the end of her name', 'NEWH'],
  ['her employee ID', '2042'],
])(
  'a new hire who is only a member of the team gets a badge by %s, and her next tap ends her card',
  async (_, text) => {
    const wall = await startWall()
    const card = wall.tenant.addCard({ userId: ids.nia, clockedInAtMs: wall.clock.now().wallMs - hourMs })
    await wall.open()
    expect(await wall.give(badges.fresh, text)).toEqual({
      kind: 'hold',
      done: { kind: 'added', personName: names.nia },
    })
    wall.press('Escape')
    await wall.shows('ready')
    wall.tap(badges.fresh)
    expect(await wall.shows('confirmed')).toMatchObject({ tap: { personName: names.nia } })
    expect(wall.tenant.card(card.id)?.state).toBe('clockedOut')
    expect(wall.log.of('badge.added')).toHaveLength(1)
    expect(wall.log.of('enrollment.opened')).toEqual([{ by: 'badge' }])
    expect(wall.log.of('enrollment.closed')).toEqual([{ why: 'asked' }])
    expect(wall.log.text()).not.toMatch(wall.secrets)
  },
)

test('three badges are added one after another without closing the enrollment', async () => {
  const wall = await startWall()
  await wall.open()
  for (const [badge, text] of [
    [badges.fresh, 'nia'],
    [badges.second, 'noah'],
    [badges.third, 'moller'],
  ] as const) {
    expect(await wall.give(badge, text)).toMatchObject({ kind: 'hold', done: { kind: 'added' } })
    await wall.live(6)
  }
  expect(wall.entries().map(({ kind, person }) => [kind, person?.userId])).toEqual([
    ['added', ids.nia],
    ['added', ids.noah],
    ['added', ids.max],
  ])
  // Read once for all three.
  expect(wall.tenant.requests.filter(({ route }) => route === 'list-members')).toHaveLength(1)
})

test('a second badge replaces the first only after a confirmation, and the first is blocked', async () => {
  const wall = await startWall()
  await wall.open()
  expect(await wall.give(badges.fresh, 'ana')).toEqual({
    kind: 'confirm',
    question: { kind: 'replace', personName: 'Ana Ruiz' },
  })
  expect(wall.entries()).toEqual([])
  wall.enroll({ kind: 'back' })
  expect(await wall.reaches('pick')).toMatchObject({ typed: 'ana' })
  wall.press('Enter')
  await wall.reaches('confirm')
  wall.enroll({ kind: 'yes' })
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'replaced', personName: 'Ana Ruiz' } })
  wall.enroll({ kind: 'close' })
  await wall.shows('ready')
  wall.tap(badges.ana)
  expect(await wall.shows('refused')).toMatchObject({ reason: { kind: 'badge-blocked' } })
  expect(wall.log.of('badge.replaced')).toHaveLength(1)
  expect(wall.log.text()).not.toMatch(wall.secrets)
})

test('a badge that somebody has is not recorded as a tap, and is blocked only on request', async () => {
  const wall = await startWall()
  await wall.open()
  wall.tap(badges.ana)
  expect(await wall.reaches('confirm')).toEqual({
    kind: 'confirm',
    question: { kind: 'taken', personName: 'Ana Ruiz' },
  })
  wall.enroll({ kind: 'back' })
  await wall.reaches('hold')
  expect(wall.log.of('tap.recorded')).toEqual([])
  expect(wall.entries()).toEqual([])
  wall.tap(badges.ana)
  await wall.reaches('confirm')
  wall.enroll({ kind: 'yes' })
  expect(await wall.reaches('hold')).toMatchObject({
    done: { kind: 'blocked', personName: 'Ana Ruiz', badges: 1 },
  })
  expect(wall.entries()).toMatchObject([{ kind: 'blocked', person: { userId: ids.ana } }])
  wall.enroll({ kind: 'close' })
  wall.tap(badges.ana)
  expect(await wall.shows('refused')).toMatchObject({ reason: { kind: 'badge-blocked' } })
})

test('a blocked badge can be added again for its person, and for nobody else', async () => {
  const wall = await startWall()
  await wall.open()
  wall.tap(badges.ana)
  await wall.reaches('confirm')
  wall.enroll({ kind: 'yes' })
  await wall.reaches('hold')
  await wall.live(6)
  expect(await wall.give(badges.ana, 'nia')).toMatchObject({
    question: { kind: 'taken', personName: 'Ana Ruiz' },
  })
  wall.enroll({ kind: 'back' })
  await wall.reaches('hold')
  expect(await wall.give(badges.ana, 'ana')).toMatchObject({
    done: { kind: 'added', personName: 'Ana Ruiz' },
  })
})

test('a badge that cannot be added says why, and the next badge is accepted', async () => {
  const wall = await startWall()
  await wall.open()
  wall.tap('08A1B2C3')
  expect(await wall.reaches('hold', ({ problem }) => problem !== undefined)).toMatchObject({
    problem: 'random-number',
  })
  expect(wall.log.of('enrollment.refused')).toEqual([{ why: 'random-number' }])
  expect(await wall.give(badges.fresh, 'nia')).toMatchObject({ done: { kind: 'added' } })
})

test('a badge that two people have is refused', async () => {
  const wall = await startWall({
    config: { directory: { kind: 'entra', badgeProperty: 'employeeId' } },
  })
  wall.tenant.changeUser(ids.nia, { employeeId: badges.second })
  wall.tenant.changeUser(ids.noah, { employeeId: badges.second })
  await wall.open()
  wall.tap(badges.second)
  expect(await wall.reaches('hold', ({ problem }) => problem !== undefined)).toMatchObject({
    problem: 'ambiguous-badge',
  })
})

test('an employee ID that is the badge number is neither spelled, shown nor found', async () => {
  const wall = await startWall({ config: { directory: { kind: 'entra', badgeProperty: 'employeeId' } } })
  wall.tenant.changeUser(ids.nia, { employeeId: badges.second })
  await wall.open()
  wall.tap(badges.fresh)
  const { keys, matches } = await wall.reaches('pick', ({ people }) => people === 'complete')
  expect(keys.filter((each) => /\d/.test(each))).toEqual([])
  expect(JSON.stringify(matches)).not.toContain(badges.second)
  await wall.type('04D4')
  expect(await wall.reaches('pick')).toMatchObject({ matches: [], more: 0 })
})

test('a disabled account gets no badge', async () => {
  const wall = await startWall()
  await wall.open()
  expect(await wall.give(badges.fresh, 'gia')).toMatchObject({
    kind: 'pick',
    problem: 'account-disabled',
    matches: [{ name: names.gone, isDisabled: true }],
  })
  expect(wall.entries()).toEqual([])
})

test('without the network people of the roster can be picked, and the screen says that some are missing', async () => {
  const wall = await startWall()
  wall.goOffline()
  await wall.open()
  wall.tap(badges.fresh)
  const shown = await wall.reaches('pick', ({ people }) => people === 'incomplete')
  expect(shown.matches.map(({ name }) => name)).toEqual(['Ana Ruiz'])
  wall.enroll({ kind: 'pick', id: shown.matches[0]?.id ?? -1 })
  await wall.reaches('confirm')
  wall.enroll({ kind: 'yes' })
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'replaced' } })
  expect(wall.log.of('enrollment.people-not-read')).toMatchObject([{ why: expect.any(String) as string }])
})

test('without the permission for members the log says which one is missing', async () => {
  const wall = await startWall()
  wall.tenant.consent = ['Schedule.ReadWrite.All']
  await wall.live(2 * 3_600)
  await wall.open()
  wall.tap(badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'incomplete')
  expect(wall.log.of('enrollment.people-not-read').at(-1)?.['detail']).toMatch(
    /User\.Read\.All|GroupMember\.Read\.All/,
  )
})

test('while Entra cannot say who has a badge, it is added for nobody', async () => {
  const wall = await startWall({ config: { directory: { kind: 'entra' } } })
  wall.goOffline()
  await wall.open()
  wall.tap(badges.fresh)
  expect(await wall.reaches('hold', ({ problem }) => problem !== undefined)).toEqual({
    kind: 'hold',
    problem: 'not-checked',
  })
})

test('a change that cannot be written says so, and works again once it can', async () => {
  const wall = await startWall()
  await wall.open()
  const path = join(wall.folder, 'data', 'additions.json')
  mkdirSync(path)
  expect(await wall.give(badges.fresh, 'nia')).toMatchObject({
    kind: 'pick',
    typed: 'nia',
    problem: 'not-saved',
  })
  expect(wall.log.of('enrollment.refused')).toMatchObject([
    { why: 'not-saved', detail: expect.stringContaining('additions.json') as string },
  ])
  rmSync(path, { recursive: true })
  wall.press('Enter')
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'added', personName: names.nia } })
  expect(wall.log.text()).not.toMatch(wall.secrets)
})

test('a file of additions that was tampered with is not replaced, and the change is refused', async () => {
  const wall = await startWall()
  const file = new AdditionsFile(join(wall.folder, 'data'))
  await file.write(key, () => [addedEntry(badges.third, 1_000)])
  await wall.live(6)
  writeFileSync(file.path, 'not ours')
  await wall.open()
  expect(await wall.give(badges.fresh, 'nia')).toMatchObject({ problem: 'not-saved' })
  expect(file.load(key)).toMatchObject({ kind: 'wrong-content' })
})

test("a lost badge is blocked by its person's name, at once", async () => {
  const wall = await startWall()
  await wall.open()
  wall.press('F4')
  await wall.reaches('pick', ({ task, people }) => task === 'block' && people === 'complete')
  await wall.type('rui')
  wall.press('Enter')
  expect(await wall.reaches('confirm')).toEqual({
    kind: 'confirm',
    question: { kind: 'block', personName: 'Ana Ruiz', badges: 1 },
  })
  // The second press of Enter is meant for the list.
  wall.press('Enter')
  await wall.live(1)
  expect(wall.entries()).toEqual([])
  wall.press('Enter')
  expect(await wall.reaches('hold')).toMatchObject({
    done: { kind: 'blocked', personName: 'Ana Ruiz', badges: 1 },
  })
  wall.press('Escape')
  wall.tap(badges.ana)
  expect(await wall.shows('refused')).toMatchObject({ reason: { kind: 'badge-blocked' } })
})

test('a person without a badge has none to block', async () => {
  const wall = await startWall()
  await wall.open()
  wall.enroll({ kind: 'block' })
  await wall.reaches('pick', ({ people }) => people === 'complete')
  await wall.type('noah')
  wall.press('Enter')
  expect(await wall.reaches('pick', ({ problem }) => problem !== undefined)).toMatchObject({
    problem: 'no-badge',
  })
})

test('without the network, a badge of a person from Entra is blocked, though only its HMAC is known', async () => {
  const wall = await startWall({
    config: { directory: { kind: 'entra' } },
    employeeIds: { nia: badges.second },
  })
  wall.goOffline()
  await wall.open()
  wall.enroll({ kind: 'block' })
  await wall.reaches('pick', ({ people }) => people === 'incomplete')
  await wall.type('nia')
  wall.press('Enter')
  expect(await wall.reaches('confirm')).toMatchObject({ question: { kind: 'block', badges: 1 } })
  wall.enroll({ kind: 'yes' })
  await wall.reaches('hold')
  expect(wall.entries()).toMatchObject([{ kind: 'blocked', number: '', person: { userId: ids.nia } }])
  wall.enroll({ kind: 'close' })
  wall.tap(badges.second)
  expect(await wall.shows('refused')).toMatchObject({ reason: { kind: 'badge-blocked' } })
})

test('a real tap while a person is picked is recorded and confirmed, and picking continues afterwards', async () => {
  const wall = await startWall()
  const card = wall.tenant.addCard({ userId: ids.ana, clockedInAtMs: wall.clock.now().wallMs - hourMs })
  await wall.open()
  wall.tap(badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'complete')
  await wall.type('ni')
  wall.tap(badges.ana)
  expect(await wall.shows('confirmed')).toMatchObject({ tap: { personName: 'Ana Ruiz' } })
  // Neither a key nor a touch reaches the enrollment behind the receipt.
  wall.press('x')
  wall.enroll({ kind: 'close' })
  expect(wall.tenant.card(card.id)?.state).toBe('clockedOut')
  expect(await wall.reaches('pick')).toMatchObject({ typed: 'ni', highlighted: expect.any(Number) as number })
  wall.press('Enter')
  expect(await wall.reaches('hold')).toMatchObject({ done: { kind: 'added', personName: names.nia } })
})

test('the badge being added may stay on the reader and be read again', async () => {
  const wall = await startWall()
  await wall.open()
  wall.lay(badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'complete')
  wall.lay(badges.fresh)
  await wall.type('nia')
  wall.press('Enter')
  await wall.reaches('hold')
  wall.lay(badges.fresh)
  await wall.live(1)
  expect(wall.enrollment()).toMatchObject({ kind: 'hold', done: { kind: 'added' } })
  expect(wall.log.of('tap.recorded')).toEqual([])
  expect(wall.log.of('tap.refused')).toEqual([])
})

test('the enrollment closes after a minute without input, and unfinished changes are not written', async () => {
  const wall = await startWall()
  await wall.open()
  wall.tap(badges.fresh)
  await wall.reaches('pick')
  await wall.live(50)
  await wall.type('n')
  await wall.live(50)
  expect(wall.enrollment()?.kind).toBe('pick')
  await wall.live(12)
  expect(wall.kiosk.state.screen.name).toBe('ready')
  expect(wall.log.of('enrollment.closed')).toEqual([{ why: 'time' }])
  expect(wall.entries()).toEqual([])
})

test('touches alone keep the enrollment open for five minutes, and a badge restarts them', async () => {
  const wall = await startWall()
  await wall.open()
  const touch = async (minutes: number): Promise<void> => {
    for (let halves = 0; halves < 2 * minutes; halves += 1) {
      wall.enroll({ kind: 'block' })
      wall.enroll({ kind: 'back' })
      await wall.live(30)
    }
  }
  await touch(4)
  wall.tap(badges.fresh)
  await wall.reaches('pick')
  wall.enroll({ kind: 'back' })
  await touch(4)
  expect(wall.enrollment()?.kind).toBe('hold')
  await touch(2)
  expect(wall.kiosk.state.screen.name).toBe('ready')
})

test('an enrollment badge or a maintenance badge closes the enrollment at any step', async () => {
  const wall = await startWall()
  await wall.open()
  await wall.live(2)
  wall.tap(badges.lead)
  await wall.shows('ready')
  await wall.live(2)
  await wall.open()
  wall.tap(badges.fresh)
  await wall.reaches('pick')
  wall.tap(badges.it)
  await wall.shows('ready')
  expect(wall.log.of('enrollment.closed')).toEqual([{ why: 'badge' }, { why: 'badge' }])
  expect(wall.log.of('tap.refused')).toEqual([])
})

test('an enrollment badge that is read twice in one tap opens or closes it once', async () => {
  const wall = await startWall()
  await wall.open()
  await wall.live(0.3)
  wall.tap(badges.lead)
  await wall.live(2)
  expect(wall.enrollment()?.kind).toBe('hold')
  wall.tap(badges.lead)
  await wall.shows('ready')
  wall.tap(badges.lead)
  await wall.live(1)
  // Otherwise the next person who wants to clock out would be asked for a new badge.
  expect(wall.kiosk.state.screen.name).toBe('ready')
  expect(wall.log.of('enrollment.opened')).toHaveLength(1)
})

test('F3 and touch open the enrollment from the diagnostics, and from no other screen', async () => {
  const wall = await startWall()
  wall.enroll({ kind: 'open' })
  wall.press('F3')
  await wall.live(1)
  expect(wall.kiosk.state.screen.name).toBe('ready')
  for (const open of [() => wall.press('F3'), () => wall.enroll({ kind: 'open' })]) {
    wall.tap(badges.it)
    expect(await wall.shows('diagnostics')).toMatchObject({ canEnroll: true })
    open()
    await wall.reaches('hold')
    wall.press('Escape')
    await wall.shows('ready')
  }
  expect(wall.log.of('enrollment.opened')).toEqual([{ by: 'diagnostics' }, { by: 'diagnostics' }])
})

test('unless the config turns it on, nothing opens the enrollment', async () => {
  const wall = await startWall({ config: { enrollment: {} } })
  wall.tap(badges.it)
  expect(await wall.shows('diagnostics')).not.toHaveProperty('canEnroll')
  wall.press('F3')
  wall.enroll({ kind: 'open' })
  await wall.live(1)
  expect(wall.kiosk.state.screen.name).toBe('diagnostics')
})

test('inputs that do not fit the step change nothing', async () => {
  const wall = await startWall()
  const others = (...kept: readonly EnrollmentInput['kind'][]): readonly EnrollmentInput[] =>
    (
      [
        { kind: 'open' },
        { kind: 'type', text: 'zz' },
        { kind: 'type', text: '\u0000' },
        { kind: 'erase' },
        { kind: 'pick', id: 99 },
        { kind: 'pick', id: -1 },
        { kind: 'block' },
        { kind: 'yes' },
        { kind: 'back' },
      ] as const
    ).filter(({ kind }) => !kept.includes(kind))
  const changeNothing = async (inputs: readonly EnrollmentInput[]): Promise<void> => {
    const before = wall.kiosk.state.screen
    for (const input of inputs) {
      wall.enroll(input)
      await wall.live(0.1)
      expect(wall.kiosk.state.screen).toEqual(before)
    }
  }
  await changeNothing(others('open'))
  await wall.open()
  await changeNothing(others('block'))
  wall.tap(badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'complete')
  await changeNothing(others('back'))
  await wall.type('ana')
  wall.press('Enter')
  await wall.reaches('confirm')
  await changeNothing(others('yes', 'back'))
  expect(wall.entries()).toEqual([])
})

test('two people of the same name can be told apart', async () => {
  const wall = await startWall()
  wall.tenant.addUser({ id: ids.ana.replace('0001', '0099'), displayName: 'Ana Ruiz', employeeId: '1002' })
  await wall.open()
  wall.tap(badges.fresh)
  await wall.reaches('pick', ({ people }) => people === 'complete')
  await wall.type('ana ruiz')
  const { matches, highlighted } = await wall.reaches('pick')
  expect(matches.map(({ hint }) => hint).sort()).toEqual(['1001', '1002'])
  expect(highlighted).toBeUndefined()
  wall.press('Enter')
  await wall.live(1)
  expect(wall.enrollment()?.kind).toBe('pick')
  while (matches.find(({ id }) => id === shownHighlight())?.hint !== '1002') wall.press('ArrowDown')
  wall.press('Enter')
  await wall.reaches('hold')
  expect(wall.entries()).toMatchObject([{ person: { userId: ids.ana.replace('0001', '0099') } }])

  function shownHighlight(): number | undefined {
    const shown = wall.enrollment()
    return shown?.kind === 'pick' ? shown.highlighted : undefined
  }
})
