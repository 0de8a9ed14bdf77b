import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../electron/base/time/clock.ts'
import { silentLog } from '../../../electron/base/log/log.ts'
import { createGraphPeople, type EntraUser } from '../../../electron/directory/entra/graph-people.ts'
import { openGraph } from '../../../electron/graph/open-graph.ts'
import { httpsFetch } from '../../support/https-fetch.ts'
import { startHttpsTenant, type HttpsTenant } from '../../support/https-tenant.ts'
import { noPace } from '../../graph-conformance/probe/spaced-fetch.ts'

/** 20,000 people in 40 teams of 500; the kiosk's are the first 12. Every tenth of the people is in two teams. */
const teams = Array.from({ length: 40 }, (_, at) => idOf(1_000_000 + at))
const ours = teams.slice(0, 12)
const extension = 'extension_0123456789abcdef0123456789abcdef_badge'

function idOf(number: number): string {
  return `20000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

let https: HttpsTenant
let client: ReturnType<typeof httpsFetch>
let graph: ReturnType<typeof openGraph>

beforeAll(async () => {
  https = await startHttpsTenant({
    pageSize: 999,
    consent: ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All'],
    rules: { memberCastIsAdvanced: true },
  })
  for (let number = 0; number < 20_000; number += 1) {
    const team = Math.floor(number / 500)
    const second = number % 10 === 0 ? [teams[(team + 1) % 40] ?? ''] : []
    https.tenant.addUser(
      {
        id: idOf(number),
        displayName: `Person ${number}`,
        employeeId: `${100_000 + number}`,
        userPrincipalName: `person${number}@sandbox.example`,
        mail: `Person.${number}@sandbox.example`,
        preferredLanguage: 'es-ES',
        onPremisesExtensionAttributes: { extensionAttribute7: `B${number}` },
        directoryExtensions: { [extension]: `X${number}` },
      },
      [teams[team] ?? '', ...second],
    )
  }
  client = httpsFetch(https.caPem)
  const { certificatePem, privateKeyPem } = https.clientCertificate
  graph = openGraph({
    endpoint: https.url,
    signIn: {
      tenantId: https.tenantId,
      clientId: https.clientId,
      loginEndpoint: https.url,
      credential: () => ({ kind: 'certificate', certificatePem, privateKeyPem }),
    },
    fetch: client.fetch,
    clock: systemClock,
    log: silentLog,
    pace: noPace,
  })
}, 60_000)
afterAll(async () => {
  graph.stop()
  client.close()
  await https.close()
})

function peopleBy(badge: string) {
  return createGraphPeople({ graph, badge, log: silentLog })
}

test('all members of twelve teams are read, one request per team', async () => {
  const people = peopleBy('employeeId')
  const before = https.tenant.requests.length
  const members = new Map<string, EntraUser>()
  for (const team of ours) {
    const answer = await people.members(team, { priority: 'replay' })
    if (answer.kind === 'failed') throw new Error(answer.failure.detail)
    for (const user of answer.value) members.set(user.id, user)
  }
  // 6,000, and those of the last team before the first who are in the first as well.
  expect(members.size).toBe(6_050)
  expect(members.get(idOf(4_711))).toEqual({
    id: idOf(4_711),
    displayName: 'Person 4711',
    isEnabled: true,
    badge: '104711',
    employeeId: '104711',
    userPrincipalName: 'person4711@sandbox.example',
    mail: 'Person.4711@sandbox.example',
    language: 'es-ES',
  })
  const asked = https.tenant.requests.slice(before).filter(({ route }) => route === 'list-members')
  expect(asked).toHaveLength(12)
}, 60_000)

test.each([
  ['employeeId', '119999'],
  ['extensionAttribute7', 'B19999'],
  [extension, 'X19999'],
])(
  'one badge of 20,000 is found in %s, and its owner is in none of the twelve teams',
  async (badge, value) => {
    const people = peopleBy(badge)
    const found = await people.byBadge([`0${value}`, value], { priority: 'live' })
    expect(found).toMatchObject({ kind: 'ok', value: [{ id: idOf(19_999), badge: value }] })
    const of = (number: number) => people.teamsOf(idOf(number), ours, { priority: 'live' })
    expect(await of(19_999)).toEqual({ kind: 'ok', value: [] })
    expect(await of(510)).toEqual({ kind: 'ok', value: [ours[1], ours[2]] })
  },
)

test('a change in Entra is seen at the next reading', async () => {
  const people = peopleBy('employeeId')
  const { tenant } = https
  tenant.changeUser(idOf(1), { employeeId: '900001', displayName: 'Person One' })
  tenant.changeUser(idOf(2), { employeeId: '900001' })
  tenant.changeUser(idOf(3), { accountEnabled: false })
  tenant.removeUser(idOf(4))
  const answer = await people.byBadge(['100001', '900001'], { priority: 'live' })
  expect(answer).toMatchObject({ value: [{ displayName: 'Person One' }, { id: idOf(2) }] })
  const keys = ['PERSON3@sandbox.example', 'person4@sandbox.example']
  expect(await people.byKey('userPrincipalName', keys, { priority: 'replay' })).toMatchObject({
    value: [{ id: idOf(3), isEnabled: false }],
  })
  expect(await people.teamsOf(idOf(4), ours, { priority: 'live' })).toMatchObject({
    failure: { kind: 'not-found' },
  })
})
