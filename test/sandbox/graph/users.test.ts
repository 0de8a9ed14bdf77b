import { expect, test } from 'vitest'
import { anna, bashir, graphBase, idsOf, nextLinkOf, sandboxClient, teamId } from '../sandbox-client.ts'

const eventual = { ConsistencyLevel: 'eventual' }

function usersWhere(filter: string, more = ''): string {
  return `/users?$filter=${encodeURIComponent(filter)}${more}`
}

test('a person is found by employee number, and no match is an empty list', async () => {
  const client = sandboxClient()
  const found = await client.graph(
    'GET',
    usersWhere("employeeId eq '1001'", '&$select=id,displayName,employeeId'),
  )
  expect(found.json).toMatchObject({ value: [{ id: anna, displayName: 'Anna Ribeiro', employeeId: '1001' }] })
  expect(idsOf(await client.graph('GET', usersWhere("employeeId eq '9999'")))).toEqual([])
})

test('what is not selected is not shown, and the employee number only when it is', async () => {
  const client = sandboxClient()
  expect((await client.graph('GET', `/users/${anna}?$select=displayName`)).json).toEqual({
    '@odata.context': `${graphBase}/v1.0/$metadata#users/$entity`,
    displayName: 'Anna Ribeiro',
  })
  expect((await client.graph('GET', `/users/${anna}`)).json).not.toHaveProperty('employeeId')
})

test('an unknown person is a 404, an unknown property a 400', async () => {
  const client = sandboxClient()
  expect((await client.graph('GET', `/users/${teamId}`)).code).toBe('Request_ResourceNotFound')
  expect((await client.graph('GET', '/users?$select=badge')).status).toBe(400)
  expect((await client.graph('GET', usersWhere("badge eq '1'"))).status).toBe(400)
  expect((await client.graph('GET', usersWhere("employeeId gt '1'"))).status).toBe(400)
  expect((await client.graph('GET', usersWhere("employeeId in ('1' '2')"))).status).toBe(400)
})

test('an extension attribute needs the advanced query, on every page', async () => {
  const client = sandboxClient({ pageSize: 1 })
  const attributes = { extensionAttribute7: 'BADGE' }
  for (const id of [anna, bashir]) {
    client.tenant.addUser({ id, displayName: id, onPremisesExtensionAttributes: attributes })
  }
  const path = usersWhere("onPremisesExtensionAttributes/extensionAttribute7 eq 'BADGE'")
  expect((await client.graph('GET', path)).code).toBe('Request_UnsupportedQuery')
  expect((await client.graph('GET', path, undefined, eventual)).code).toBe('Request_UnsupportedQuery')
  const first = await client.graph('GET', `${path}&$count=true`, undefined, eventual)
  expect(first.json).toMatchObject({ '@odata.count': 2 })
  const next = (nextLinkOf(first) ?? '').slice(`${graphBase}/v1.0`.length)
  expect((await client.graph('GET', next)).status).toBe(400)
  expect(idsOf(await client.graph('GET', next, undefined, eventual))).toEqual([bashir])
})

test('users need User.Read.All, and members a group permission besides', async () => {
  const members = `/groups/${teamId}/members/microsoft.graph.user?$select=id`
  const usual = sandboxClient()
  expect((await usual.graph('GET', members)).code).toBe('Authorization_RequestDenied')
  const shiftsOnly = sandboxClient({ consent: ['Schedule.ReadWrite.All'] })
  expect((await shiftsOnly.graph('GET', '/users')).code).toBe('Authorization_RequestDenied')
  const all = sandboxClient({ consent: ['User.Read.All', 'GroupMember.Read.All'], pageSize: 1 })
  const first = await all.graph('GET', members)
  expect(idsOf(first)).toEqual([anna])
  const next = (nextLinkOf(first) ?? '').slice(`${graphBase}/v1.0`.length)
  expect(idsOf(await all.graph('GET', next))).toEqual([bashir])
  expect((await all.graph('GET', members.replace(teamId, anna))).status).toBe(404)
})

test('the cast of members needs the advanced query if the rule says so', async () => {
  const client = sandboxClient({
    consent: ['User.Read.All', 'GroupMember.Read.All'],
    rules: { memberCastIsAdvanced: true },
  })
  const path = `/groups/${teamId}/members/microsoft.graph.user`
  expect((await client.graph('GET', path)).code).toBe('Request_UnsupportedQuery')
  expect((await client.graph('GET', `${path}?$count=true`, undefined, eventual)).status).toBe(200)
})

const carla = '11111111-2222-4333-8444-5555555555c3'
const otherTeam = '11111111-2222-4333-8444-555555555599'
const readsMembers = ['User.Read.All', 'GroupMember.Read.All', 'Schedule.ReadWrite.All']
const extension = 'extension_0123456789abcdef0123456789abcdef_badge'

function membersOf(team: string): string {
  return `/groups/${team}/members/microsoft.graph.user?$select=id`
}

test('a user of another team is not a member, and joins, leaves, or goes', async () => {
  const client = sandboxClient({ consent: readsMembers })
  client.tenant.addUser({ id: carla, displayName: 'Carla Moreau' }, [otherTeam])
  const members = async (team: string) => idsOf(await client.graph('GET', membersOf(team)))
  expect(await members(teamId)).toEqual([anna, bashir])
  expect(await members(otherTeam)).toEqual([carla])
  const clockIn = { isAtApprovedLocation: true, onBehalfOfUserId: carla }
  expect((await client.cards('POST', '/clockIn', clockIn)).status).toBe(400)
  client.tenant.joinGroup(carla, teamId)
  expect((await client.cards('POST', '/clockIn', clockIn)).status).toBe(201)
  client.tenant.leaveGroup(carla, otherTeam)
  expect(await members(otherTeam)).toEqual([])
  client.tenant.removeUser(carla)
  expect(await members(teamId)).toEqual([anna, bashir])
  expect((await client.graph('GET', `/users/${carla}`)).status).toBe(404)
})

test('a user is renamed and disabled, and a badge moves', async () => {
  const client = sandboxClient()
  client.tenant.changeUser(anna, { displayName: 'Anna Ek', accountEnabled: false, employeeId: '7' })
  client.tenant.changeUser(bashir, { employeeId: '1001' })
  const path = usersWhere("employeeId in ('1001', '7')", '&$select=id,displayName,accountEnabled,employeeId')
  expect((await client.graph('GET', path)).json).toMatchObject({
    value: [
      { id: anna, displayName: 'Anna Ek', accountEnabled: false, employeeId: '7' },
      { id: bashir, accountEnabled: true, employeeId: '1001' },
    ],
  })
})

test('without User.Read.All members come with only their ID, or not at all', async () => {
  const client = sandboxClient({ consent: ['GroupMember.Read.All'] })
  const path = `/groups/${teamId}/members/microsoft.graph.user?$select=id,displayName,accountEnabled`
  expect((await client.graph('GET', path)).json).toMatchObject({
    value: [
      { '@odata.type': '#microsoft.graph.user', id: anna, displayName: null, accountEnabled: null },
      { id: bashir },
    ],
  })
  client.tenant.rules.inaccessibleMembers = 'refuse'
  expect((await client.graph('GET', path)).code).toBe('Authorization_RequestDenied')
})

test('a directory extension is shown and found if a user has it', async () => {
  const client = sandboxClient()
  const find = usersWhere(`${extension} eq 'A-1'`, `&$select=id,${extension}`)
  expect((await client.graph('GET', find)).status).toBe(400)
  client.tenant.changeUser(bashir, { directoryExtensions: { [extension]: 'A-1' } })
  expect((await client.graph('GET', find)).json).toMatchObject({
    value: [{ id: bashir, [extension]: 'A-1' }],
  })
  const shown = await client.graph('GET', `/users/${anna}?$select=id,${extension}`)
  expect(shown.json).not.toHaveProperty(extension)
  client.tenant.rules.directoryExtensionIsAdvanced = true
  expect((await client.graph('GET', find)).code).toBe('Request_UnsupportedQuery')
  expect(idsOf(await client.graph('GET', `${find}&$count=true`, undefined, eventual))).toEqual([bashir])
})

test('a filter ignores case unless the rule says otherwise', async () => {
  const client = sandboxClient()
  client.tenant.changeUser(anna, { userPrincipalName: 'Anna.Ribeiro@sandbox.example' })
  const find = usersWhere("userPrincipalName eq 'anna.RIBEIRO@sandbox.example'")
  expect(idsOf(await client.graph('GET', find))).toEqual([anna])
  client.tenant.rules.userFilterIsCaseSensitive = true
  expect(idsOf(await client.graph('GET', find))).toEqual([])
})

test('the groups of a user among at most 20', async () => {
  const client = sandboxClient({ consent: readsMembers })
  client.tenant.addUser({ id: carla, displayName: 'Carla Moreau' }, [otherTeam])
  const check = (userId: string, groupIds: readonly string[]) =>
    client.graph('POST', `/users/${userId}/checkMemberGroups`, { groupIds })
  expect((await check(anna, [otherTeam, teamId, carla])).json).toMatchObject({ value: [teamId] })
  expect((await check(carla, [otherTeam, teamId])).json).toMatchObject({ value: [otherTeam] })
  expect((await check(otherTeam, [teamId])).status).toBe(404)
  expect((await check(anna, ['warehouse'])).status).toBe(400)
  expect(
    (
      await check(
        anna,
        Array.from({ length: 21 }, () => teamId),
      )
    ).status,
  ).toBe(400)
  const usersOnly = sandboxClient({ consent: ['User.Read.All'] })
  const denied = await usersOnly.graph('POST', `/users/${anna}/checkMemberGroups`, { groupIds: [teamId] })
  expect(denied.code).toBe('Authorization_RequestDenied')
})
