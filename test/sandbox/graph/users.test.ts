import { expect, test } from 'vitest'
import { anna, bashir, graphBase, idsOf, nextLinkOf, sandboxClient, teamId } from '../sandbox-client.ts'

const eventual = { ConsistencyLevel: 'eventual' }

function usersWhere(filter: string, more = ''): string {
  return `/users?$filter=${encodeURIComponent(filter)}${more}`
}

test('a person is found by employee number, and none is an empty list', async () => {
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

test('the cast of members needs the advanced query where the rule says so', async () => {
  const client = sandboxClient({
    consent: ['User.Read.All', 'GroupMember.Read.All'],
    rules: { memberCastIsAdvanced: true },
  })
  const path = `/groups/${teamId}/members/microsoft.graph.user`
  expect((await client.graph('GET', path)).code).toBe('Request_UnsupportedQuery')
  expect((await client.graph('GET', `${path}?$count=true`, undefined, eventual)).status).toBe(200)
})
