import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, undocumented } from '../graph-case.ts'
import { pageIn } from '../reading.ts'
import { pages } from './pages.ts'

const users = 'GET /v1.0/users'
const user = 'GET /v1.0/users/{user}'
const members = 'GET /v1.0/groups/{team}/members/microsoft.graph.user'
const needs = 'User.Read.All'
/** Nobody's. */
const number = 'kiosk-probe-0000'
const noHours = 'none: badges are looked up in the roster file'
const eventual = { ConsistencyLevel: 'eventual' }

const person = z.looseObject({
  id: z.string(),
  employeeId: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
})

function mustBePeople(exchange: Exchange): readonly z.infer<typeof person>[] {
  mustHaveStatus(exchange, 200)
  return pageIn(exchange).items.map((item) => {
    const parsed = person.safeParse(item)
    foreseen(parsed.success, exchange, 'expected users')
    return parsed.data
  })
}

/** What a directory in Entra may be asked. Of names nothing is asked for. */
export const directoryCases = [
  documented({
    id: 'team.name',
    title: 'A team tells its name to whoever may read it',
    source: pages.team,
    covers: ['GET /v1.0/teams/{team}'],
    changes: 'nothing',
    needs: 'Team.ReadBasic.All',
    kiosk: 'does not ask; the probe tells a team for tests by it',
    otherwise: 'none',
    run: async (tenant) => {
      const exchange = await tenant.request('GET /v1.0/teams/{team}')
      mustHaveStatus(exchange, 200)
      foreseen(
        z.looseObject({ displayName: z.string() }).safeParse(exchange.json).success,
        exchange,
        'expected a name',
      )
    },
  }),
  documented({
    id: 'users.get',
    title: 'A user shows the fields that $select names',
    source: pages.advancedQueries,
    covers: [user],
    changes: 'nothing',
    needs,
    kiosk: 'does not ask yet',
    otherwise: noHours,
    run: async (tenant) => {
      const query = { $select: 'id,employeeId,accountEnabled' }
      const exchange = await tenant.request(user, { query })
      mustHaveStatus(exchange, 200)
      const parsed = person.safeParse(exchange.json)
      foreseen(parsed.data?.id.toLowerCase() === tenant.userId.toLowerCase(), exchange, 'expected the user')
      foreseen(typeof parsed.data.accountEnabled === 'boolean', exchange, 'expected accountEnabled')
    },
  }),
  documented({
    id: 'users.by-employee-id',
    title: 'Users are found by employeeId eq without anything else, and nobody is an empty list',
    source: pages.advancedQueries,
    covers: [users],
    changes: 'nothing',
    needs,
    kiosk: 'does not ask yet',
    otherwise: noHours,
    run: async (tenant) => {
      const query = { $filter: `employeeId eq '${number}'`, $select: 'id,employeeId,accountEnabled' }
      const exchange = await tenant.request(users, { query })
      foreseen(mustBePeople(exchange).length === 0, exchange, 'expected nobody')
    },
  }),
  documented({
    id: 'users.by-extension-attribute',
    title: 'Users are found by extensionAttribute1 with $count=true and ConsistencyLevel: eventual',
    source: pages.advancedQueries,
    covers: [users],
    changes: 'nothing',
    needs,
    kiosk: 'does not ask yet',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.request(users, {
        query: {
          $filter: `onPremisesExtensionAttributes/extensionAttribute1 eq '${number}'`,
          $select: 'id,accountEnabled',
          $count: 'true',
        },
        headers: eventual,
      })
      foreseen(mustBePeople(exchange).length === 0, exchange, 'expected nobody')
    },
  }),
  documented({
    id: 'users.by-extension-attribute-plain',
    title: 'Without $count and ConsistencyLevel the same is 400',
    source: pages.advancedQueries,
    covers: [users],
    changes: 'nothing',
    needs,
    kiosk: 'does not ask so',
    otherwise: noHours,
    run: async (tenant) => {
      const $filter = `onPremisesExtensionAttributes/extensionAttribute1 eq '${number}'`
      mustHaveStatus(await tenant.request(users, { query: { $filter, $select: 'id' } }), 400)
    },
  }),
  undocumented({
    id: 'members.cast',
    title: 'What listing the members of a team that are users needs',
    covers: [members],
    changes: 'nothing',
    needs: 'GroupMember.Read.All',
    answers: {
      nothing: { kiosk: 'only --check-config --online asks, with both', hours: 'as they were punched' },
      '$count and ConsistencyLevel': {
        kiosk: 'only --check-config --online asks, with both',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.memberCastIsAdvanced = true
        },
      },
    },
    otherwise: noHours,
    run: async (tenant) => {
      const query = { $select: 'id,accountEnabled' }
      const plain = await tenant.request(members, { query })
      if (plain.status !== 400) {
        foreseen(mustBePeople(plain).length > 0, plain, 'expected members')
        return 'nothing'
      }
      const advanced = await tenant.request(members, {
        query: { ...query, $count: 'true' },
        headers: eventual,
      })
      foreseen(mustBePeople(advanced).length > 0, advanced, 'expected members')
      return '$count and ConsistencyLevel'
    },
  }),
]
