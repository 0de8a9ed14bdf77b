import { describe, expect, test } from 'vitest'
import { createGraphPeople } from '../../../electron/directory/entra/graph-people.ts'
import { noPace } from '../../graph-conformance/probe/spaced-fetch.ts'
import { createGraphFixture, graphError, json, type Answer } from '../../graph/graph-fixture.ts'

const team = 'af3b8c92-4d5e-4f70-9b82-93a4b5c6d7e8'
const anna = '11111111-2222-4333-8444-5555555555a1'
const bashir = '11111111-2222-4333-8444-5555555555b2'
const extension = 'extension_0123456789abcdef0123456789abcdef_badge'
const live = { priority: 'live' } as const

function setUp(answers: readonly Answer[], badge = 'employeeId') {
  const fixture = createGraphFixture(answers, { pace: noPace })
  const { graph, log } = fixture
  return { ...fixture, people: createGraphPeople({ graph, badge, log }) }
}

const user = (id: string, more: object = {}) => ({
  id,
  displayName: 'Anna Ribeiro',
  accountEnabled: true,
  userPrincipalName: `${id}@example.com`,
  ...more,
})

const page = (users: readonly unknown[], next?: string): Response =>
  json(200, {
    value: users,
    ...(next !== undefined && { '@odata.nextLink': `https://graph.example${next}` }),
  })

describe('the members of a team', () => {
  const path = `/v1.0/groups/${team}/members/microsoft.graph.user`

  test('are read to the last page, each page as an advanced query', async () => {
    const { seen, people } = setUp([
      page([user(anna.toUpperCase())], `${path}?$skiptoken=one%20two`),
      page([], `${path}?$skiptoken=three`),
      page([user(bashir, { accountEnabled: false })]),
    ])
    expect(await people.members(team, live)).toMatchObject({
      kind: 'ok',
      value: [
        { id: anna, isEnabled: true },
        { id: bashir, isEnabled: false },
      ],
    })
    expect(seen.map(({ url }) => url.pathname)).toEqual([path, path, path])
    expect(seen[0]?.url.searchParams.get('$top')).toBe('999')
    expect(seen[0]?.url.searchParams.get('$select')).toContain('employeeId')
    expect(seen[1]?.url.search).toBe('?$skiptoken=one%20two')
    expect(seen.map(({ headers }) => headers.get('ConsistencyLevel'))).toEqual(Array(3).fill('eventual'))
  })

  test('have their properties from Entra, and no text that is empty or too long', async () => {
    const { people } = setUp([
      page([
        user(anna, { employeeId: '4711', mail: '', preferredLanguage: 'sv-SE', jobTitle: 'Driver' }),
        user(bashir, { employeeId: '4'.repeat(300), mail: 7, displayName: null }),
      ]),
    ])
    expect(await people.members(team, live)).toEqual({
      kind: 'ok',
      value: [
        {
          id: anna,
          displayName: 'Anna Ribeiro',
          isEnabled: true,
          badge: '4711',
          employeeId: '4711',
          userPrincipalName: `${anna}@example.com`,
          language: 'sv-SE',
        },
        { id: bashir, displayName: '', isEnabled: true, userPrincipalName: `${bashir}@example.com` },
      ],
    })
  })

  test('without a readable ID are skipped and counted', async () => {
    const { people, log } = setUp([page([user(anna), user('warehouse'), { displayName: 'X' }, null])])
    expect(await people.members(team, live)).toMatchObject({ kind: 'ok', value: [{ id: anna }] })
    expect(log.of('graph.users-skipped')).toEqual([{ skipped: 3, kept: 1 }])
  })

  test('with IDs only mean a missing permission', async () => {
    const { people } = setUp([page([{ id: anna, displayName: null, accountEnabled: null }])])
    expect(await people.members(team, live)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'forbidden', detail: expect.stringContaining('User.Read.All') as string },
    })
  })

  test.each([
    ['that lead back', [page([user(anna)], `${path}?a`), page([], `${path}?a`)], 'unreadable'],
    ['that are no page', [json(200, { users: [] })], 'unreadable'],
    ['that never end', Array.from({ length: 400 }, (_, at) => page([], `${path}?${at}`)), 'too-long'],
    ['that are refused', [graphError(403, 'Authorization_RequestDenied')], 'forbidden'],
  ] as const)('in a list %s are not read', async (_, answers, kind) => {
    const { people } = setUp(answers)
    expect(await people.members(team, live)).toMatchObject({ kind: 'failed', failure: { kind } })
  })

  test('are not read further once the caller gives up', async () => {
    const giveUp = new AbortController()
    const { people, seen } = setUp([
      () => {
        giveUp.abort()
        return page([user(anna)], `${path}?$skiptoken=one`)
      },
    ])
    const answer = await people.members(team, { priority: 'replay', signal: giveUp.signal })
    expect(answer.kind).toBe('failed')
    expect(seen).toHaveLength(1)
  })
})

describe('a badge', () => {
  const filterOf = (url: URL | undefined) => url?.searchParams.get('$filter')

  test('in employeeId is looked up as it may be written', async () => {
    const { people, seen } = setUp([page([user(anna, { employeeId: '4711' })])])
    const answer = await people.byBadge(['4711', "0'4711"], live)
    expect(answer).toMatchObject({ kind: 'ok', value: [{ id: anna, badge: '4711' }] })
    expect(filterOf(seen[0]?.url)).toBe("employeeId in ('4711', '0''4711')")
    expect(seen[0]?.headers.get('ConsistencyLevel')).toBeNull()
  })

  test('in an extension attribute is an advanced query', async () => {
    const attributes = { extensionAttribute1: 'other', extensionAttribute11: 'A-1' }
    const { people, seen } = setUp(
      [page([user(anna, { onPremisesExtensionAttributes: attributes })])],
      'extensionAttribute11',
    )
    expect(await people.byBadge(['a-1'], live)).toMatchObject({ value: [{ badge: 'A-1' }] })
    expect(filterOf(seen[0]?.url)).toBe("onPremisesExtensionAttributes/extensionAttribute11 eq 'a-1'")
    expect(seen[0]?.url.searchParams.get('$select')).toContain('onPremisesExtensionAttributes')
    expect(seen[0]?.url.searchParams.get('$count')).toBe('true')
    expect(seen[0]?.headers.get('ConsistencyLevel')).toBe('eventual')
  })

  test('in a directory extension is an advanced query once Graph has required it', async () => {
    const found = () => page([user(anna, { [extension]: 'A-1' })])
    const { people, seen } = setUp([graphError(400, 'Request_UnsupportedQuery'), found(), found()], extension)
    expect(await people.byBadge(['A-1'], live)).toMatchObject({ value: [{ badge: 'A-1' }] })
    expect(await people.byBadge(['A-1'], live)).toMatchObject({ value: [{ badge: 'A-1' }] })
    expect(seen.map(({ headers }) => headers.get('ConsistencyLevel'))).toEqual([null, 'eventual', 'eventual'])
  })

  test('of somebody else is never accepted, whatever Graph answers', async () => {
    const { people } = setUp([page([user(anna, { employeeId: '4712' }), user(bashir)])])
    expect(await people.byBadge(['4711'], live)).toEqual({ kind: 'ok', value: [] })
  })

  test('of two people is ambiguous without a further page', async () => {
    const both = [user(anna, { employeeId: '7' }), user(bashir, { employeeId: '7' })]
    const { people, seen } = setUp([page(both, '/v1.0/users?$skiptoken=one')])
    expect(await people.byBadge(['7'], live)).toMatchObject({ value: [{ id: anna }, { id: bashir }] })
    expect(seen).toHaveLength(1)
  })

  test("without a searchable number is nobody's, without a request", async () => {
    const { people, seen } = setUp([])
    expect(await people.byBadge(['', '4'.repeat(121)], live)).toEqual({ kind: 'ok', value: [] })
    expect(seen).toEqual([])
  })
})

test('roster rows are resolved 15 at a time, without regard to case', async () => {
  const names = Array.from({ length: 16 }, (_, at) => `Person${at}@example.com`)
  const { people, seen } = setUp([
    page([user(anna, { userPrincipalName: 'person0@EXAMPLE.com' })]),
    page([user(bashir, { userPrincipalName: 'person15@example.com' })]),
  ])
  const answer = await people.byKey('userPrincipalName', names, { priority: 'replay' })
  expect(answer).toMatchObject({ kind: 'ok', value: [{ id: anna }, { id: bashir }] })
  expect(seen).toHaveLength(2)
  expect(seen[1]?.url.searchParams.get('$filter')).toBe("userPrincipalName eq 'Person15@example.com'")
})

describe('the teams of a user', () => {
  const teams = Array.from({ length: 21 }, (_, at) => `af3b8c92-4d5e-4f70-9b82-93a4b5c6d7${at + 10}`)
  const [first = '', last = ''] = [teams[0], teams[20]]

  test('are checked 20 at a time, and only the requested ones count', async () => {
    const { people, seen } = setUp([
      json(200, { value: [first.toUpperCase(), anna] }),
      json(200, { value: [last] }),
    ])
    expect(await people.teamsOf(bashir, teams, live)).toEqual({ kind: 'ok', value: [first, last] })
    expect(seen.map(({ url }) => url.pathname)).toEqual(
      Array(2).fill(`/v1.0/users/${bashir}/checkMemberGroups`),
    )
    expect(seen[1]?.body).toEqual({ groupIds: [last] })
  })

  test.each([
    [graphError(404, 'Request_ResourceNotFound'), 'not-found'],
    [json(200, { value: [7] }), 'unreadable'],
  ])('are unknown if Graph does not list them', async (answer, kind) => {
    const { people } = setUp([answer])
    expect(await people.teamsOf(bashir, [team], live)).toMatchObject({ failure: { kind } })
  })
})
