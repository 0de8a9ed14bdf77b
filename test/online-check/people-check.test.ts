import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { HttpsTenant } from '../support/https-tenant.ts'
import { staff } from '../support/site.ts'
import { checkIn, closeLab, openLab, openTenant, type Lab } from './lab.ts'

let https: HttpsTenant
let lab: Lab

beforeAll(async () => {
  https = await openTenant()
})
afterAll(() => https.close())
beforeEach(async () => {
  lab = await openLab(https)
  lab.configure({ directory: { kind: 'entra' } })
})
afterEach(() => closeLab(lab))

const people = Object.values(staff)

async function checked(id = 'team.people') {
  const { checks, text } = await checkIn(lab, { online: true })
  for (const { badge } of people) expect(text).not.toContain(badge)
  return checks.find((check) => check.id === id)
}

test('an attribute that is empty for everybody: the badge numbers are kept elsewhere', async () => {
  expect(await checked()).toMatchObject({
    state: 'problem',
    detail: '3 people in 1 team, and employeeId is empty for everybody.',
    fix: expect.stringContaining('kept elsewhere') as string,
  })
})

test('people and badges are counted, without a number or a name', async () => {
  for (const { badge, userId } of people) https.tenant.changeUser(userId, { employeeId: badge })
  expect(await checked()).toMatchObject({ state: 'good', detail: '3 people in 1 team.' })
  https.tenant.changeUser(staff.cho.userId, { employeeId: staff.ben.badge })
  expect(await checked()).toMatchObject({
    state: 'warning',
    detail: '3 people in 1 team; 1 number of more than one person.',
  })
  https.tenant.changeUser(staff.cho.userId, { employeeId: 'K-17', accountEnabled: false })
  https.tenant.changeUser(staff.ben.userId, { employeeId: '' })
  expect(await checked()).toMatchObject({
    state: 'warning',
    detail:
      '3 people in 1 team; 1 without a badge number in employeeId; 1 with a number that is not "hex"; 1 disabled account.',
  })
})

test.each(['User.Read.All', 'GroupMember.Read.All'])('without %s it is the one named', async (missing) => {
  https.tenant.consent = https.tenant.consent.filter((permission) => permission !== missing)
  expect(await checked('sign-in.permissions')).toMatchObject({
    state: 'problem',
    detail: `Missing: ${missing}.`,
  })
  expect(await checked()).toMatchObject({
    state: 'problem',
    detail: expect.stringContaining(`permission ${missing}, then`) as string,
  })
})

test.each(['User.Read.All', 'GroupMember.Read.All'])(
  'where badges can be added at the kiosk, %s is named although people are in a roster',
  async (missing) => {
    lab.configure({ directory: { kind: 'roster', path: 'roster.csv' }, enrollment: { atKiosk: true } })
    expect(await checked('sign-in.permissions')).toMatchObject({ state: 'good' })
    https.tenant.consent = https.tenant.consent.filter((permission) => permission !== missing)
    expect(await checked('sign-in.permissions')).toMatchObject({
      state: 'problem',
      detail: `Missing: ${missing}.`,
    })
  },
)

test('where people come from Entra alone, no roster is missed', async () => {
  expect(await checked('team.members')).toMatchObject({
    state: 'not-checked',
    detail: 'directory.kind is "entra": no roster is used.',
  })
})

test('a roster for several teams: the permissions with which the kiosk reads the memberships may stay', async () => {
  lab.configure({ directory: { kind: 'roster', path: 'roster.csv' } })
  expect(await checked('sign-in.permissions')).toMatchObject({
    detail: expect.stringContaining('only by this check') as string,
  })
  const teams = [{ id: https.teamId }, { id: 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e9' }]
  lab.configure({ shifts: { teams, atApprovedLocation: true } })
  expect(await checked('sign-in.permissions')).toMatchObject({
    state: 'good',
    detail: 'Schedule.ReadWrite.All is granted, and no unneeded permission.',
  })
})
