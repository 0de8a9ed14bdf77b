import { expect, test } from 'vitest'
import { parseFilter, formOf } from '../../electron/sandbox/graph/odata-filter.ts'
import {
  anna,
  bashir,
  clockOutBody,
  graphBase,
  idsOf,
  nextLinkOf,
  sandboxClient,
  startMs,
  type SandboxClient,
} from './sandbox-client.ts'

const hour = 3_600_000

function threeCards(options: Parameters<typeof sandboxClient>[0] = {}) {
  const client = sandboxClient(options)
  const { tenant } = client
  const open = tenant.addCard({ userId: anna, clockedInAtMs: startMs - 2 * hour }).id
  const onBreak = tenant.addCard({
    userId: bashir,
    clockedInAtMs: startMs - 3 * hour,
    onBreakSinceMs: startMs - hour,
  }).id
  const out = tenant.addCard({
    userId: anna,
    clockedInAtMs: startMs - 9 * hour,
    clockedOutAtMs: startMs - 5 * hour,
  }).id
  return { client, open, onBreak, out }
}

async function list(client: SandboxClient, options: Record<string, string> = {}) {
  return client.cards('GET', `?${new URLSearchParams(options).toString()}`)
}

test('a list without options holds every card of the team', async () => {
  const { client, open, onBreak, out } = threeCards()
  expect(idsOf(await list(client))).toEqual([open, onBreak, out])
})

test('the filters by state and by person work', async () => {
  const { client, open, onBreak, out } = threeCards()
  const filtered = async (filter: string) => idsOf(await list(client, { $filter: filter }))
  expect(await filtered("state eq 'clockedIn'")).toEqual([open])
  expect(await filtered("state eq 'clockedIn' or state eq 'onBreak'")).toEqual([open, onBreak])
  expect(await filtered(`userId eq '${anna}'`)).toEqual([open, out])
  expect(await filtered(`userId eq '${anna}' and state eq 'clockedIn'`)).toEqual([open])
})

test('a filter disabled by the rules, an unknown one and a malformed one are a 400', async () => {
  const { client } = threeCards({ rules: { filters: ['userId eq'] } })
  for (const filter of [
    "state eq 'clockedIn'",
    `userId eq '${anna}' and state eq 'clockedIn'`,
    'clockInEvent/dateTime gt 2026-03-01T00:00:00Z',
    `userId eq ${anna}`,
    `userId eq '${anna}' or state eq 'clockedIn'`,
    "userId eq 'x",
    'userId eq',
    "(userId eq 'x'",
    '',
  ]) {
    expect([filter, (await list(client, { $filter: filter })).status]).toEqual([filter, 400])
  }
  expect((await list(client, { $filter: `userId eq '${anna}'` })).status).toBe(200)
})

test('a state that does not exist is a 400', async () => {
  const { client } = threeCards()
  expect((await list(client, { $filter: "state eq 'open'" })).status).toBe(400)
})

test('quotes in a literal are doubled, and the order of terms does not matter', () => {
  expect(parseFilter("displayName eq 'Sinéad O''Brien'")).toEqual({
    joinedBy: 'and',
    terms: [{ path: 'displayName', literal: "Sinéad O'Brien" }],
  })
  const mixed = parseFilter("state eq 'clockedOut' and userId eq 'x'")
  expect(mixed && formOf(mixed)).toBe('userId and state')
  const twoPeople = parseFilter("userId eq 'x' and userId eq 'y'")
  expect(twoPeople && formOf(twoPeople)).toBeUndefined()
})

test('an unsupported option, a page size out of range and a repeated option are a 400', async () => {
  const { client } = threeCards()
  for (const query of [
    '$select=id',
    '$orderby=userId',
    '$expand=x',
    '$skip=1',
    '$top=0',
    '$top=1000',
    '$top=two',
    '$top=1&$Top=2',
    'x=1',
  ]) {
    expect([query, (await client.cards('GET', `?${query}`)).status]).toEqual([query, 400])
  }
})

async function allPages(client: SandboxClient, query: string): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = []
  let reply = await client.cards('GET', query)
  for (;;) {
    pages.push(idsOf(reply))
    const link = nextLinkOf(reply)
    if (link === undefined) return pages
    expect(link.startsWith(`${graphBase}/v1.0/`)).toBe(true)
    reply = await client.graph('GET', link.slice(`${graphBase}/v1.0`.length))
  }
}

test('a long list comes in pages, each with a link to the next except the last', async () => {
  const client = sandboxClient({ pageSize: 2 })
  const ids = Array.from({ length: 5 }, (_, index) => client.open(anna, index + 1).id)
  expect(await allPages(client, '')).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)])
  expect(await allPages(client, '?$top=1')).toHaveLength(5)
  expect(await allPages(client, '?$top=50')).toHaveLength(3)
})

test('empty pages still have a next link', async () => {
  const client = sandboxClient({ pageSize: 2, rules: { emptyPages: true } })
  const ids = Array.from({ length: 3 }, (_, index) => client.open(anna, index + 1).id)
  expect(await allPages(client, '')).toEqual([[], ids.slice(0, 2), [], ids.slice(2)])
})

test('the token of a next link is valid only for its own list, and may be used twice', async () => {
  const client = sandboxClient({ pageSize: 1 })
  client.open()
  client.open(bashir)
  const link =
    nextLinkOf(await client.cards('GET', `?$filter=${encodeURIComponent("state eq 'clockedIn'")}`)) ?? ''
  const path = link.slice(`${graphBase}/v1.0`.length)
  expect((await client.graph('GET', path)).status).toBe(200)
  expect((await client.graph('GET', path)).status).toBe(200)
  const token = new URL(link).searchParams.get('$skiptoken') ?? ''
  expect((await client.cards('GET', `?$skiptoken=${token}`)).status).toBe(400)
  expect((await client.cards('GET', '?$skiptoken=made-up')).status).toBe(400)
})

test('with lag, a list shows a write later than the card itself', async () => {
  const { client, open } = threeCards({ rules: { listLagMs: 5_000 } })
  await client.cards('POST', `/${open}/clockOut`, clockOutBody)
  const openOnes = async () => idsOf(await list(client, { $filter: "state eq 'clockedIn'" }))
  expect((await client.cards('GET', `/${open}`)).json).toMatchObject({ state: 'clockedOut' })
  expect(await openOnes()).toEqual([open])
  client.clock.ms += 5_000
  expect(await openOnes()).toEqual([])
})
