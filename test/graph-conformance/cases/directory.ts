import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, NotSeen, undocumented } from '../graph-case.ts'
import { pageIn } from '../reading.ts'
import { pages } from './pages.ts'

const users = 'GET /v1.0/users'
const user = 'GET /v1.0/users/{user}'
const needs = 'User.Read.All'
/** Nobody's. */
const number = 'kiosk-probe-0000'
const noHours = 'none: who is already known stays known, and a new badge is not'
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

const name = z.string().nullable()
const wholePerson = z.looseObject({
  id: z.string(),
  displayName: z.string(),
  accountEnabled: z.boolean(),
  employeeId: name,
  userPrincipalName: z.string(),
  mail: name,
  preferredLanguage: name,
  onPremisesExtensionAttributes: z.looseObject(
    Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`extensionAttribute${index + 1}`, name])),
  ),
})

/** How the kiosk looks up a user. Searches find nobody but the user that is tested. */
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
    kiosk: 'does not ask for one user',
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
    kiosk: 'looks up a badge that it does not know, if badges are in employeeId',
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
    kiosk: 'looks up a badge that it does not know, if badges are in an extension attribute',
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
  documented({
    id: 'users.by-several-values',
    title: 'Users are found by `in` with up to 15 values, as they are by eq',
    source: pages.queryLimits,
    covers: [users],
    changes: 'nothing',
    needs,
    kiosk: 'looks up a badge in each way its number may be written, and 15 rows of a roster at once',
    otherwise: noHours,
    run: async (tenant) => {
      const values = Array.from({ length: 15 }, (_, index) => `'${number}${index}'`)
      const query = {
        $filter: `employeeId in (${values.join(', ')})`,
        $select: 'id,employeeId,accountEnabled',
      }
      const exchange = await tenant.request(users, { query })
      foreseen(mustBePeople(exchange).length === 0, exchange, 'expected nobody')
    },
  }),
  documented({
    id: 'users.fields',
    title: 'A list of users has every property that $select names, with all 15 extension attributes',
    source: pages.user,
    covers: [users],
    changes: 'nothing',
    needs,
    kiosk: 'takes a property that is missing for one without a value',
    otherwise: noHours,
    run: async (tenant) => {
      const $select =
        'id,displayName,accountEnabled,employeeId,userPrincipalName,mail,preferredLanguage,onPremisesExtensionAttributes'
      const exchange = await tenant.request(users, {
        query: { $filter: `id eq '${tenant.userId}'`, $select },
      })
      mustHaveStatus(exchange, 200)
      const [item, ...more] = pageIn(exchange).items
      const parsed = wholePerson.safeParse(item)
      foreseen(more.length === 0 && parsed.success, exchange, 'expected one user with every property')
    },
  }),
  undocumented({
    id: 'users.letter-case',
    title: 'Whether a filter of users tells upper from lower case',
    covers: [user, users],
    changes: 'nothing',
    needs,
    answers: {
      'ignores case': {
        kiosk: 'compares the answer without regard to case too',
        hours: 'as they were punched',
      },
      'tells case': {
        kiosk: 'does not find a person whose badge or name is written in another case',
        hours: 'as for an unknown badge',
        setting: (rules) => {
          rules.userFilterIsCaseSensitive = true
        },
      },
    },
    otherwise: noHours,
    run: async (tenant) => {
      const own = await tenant.request(user, { query: { $select: 'id,userPrincipalName' } })
      const name = z.looseObject({ userPrincipalName: z.string() }).safeParse(own.json)
      foreseen(name.success, own, 'expected the user')
      const upper = name.data.userPrincipalName.toUpperCase().replaceAll("'", "''")
      const query = { $filter: `userPrincipalName eq '${upper}'`, $select: 'id' }
      const exchange = await tenant.request(users, { query })
      return mustBePeople(exchange).length === 0 ? 'tells case' : 'ignores case'
    },
  }),
  undocumented({
    id: 'users.by-directory-extension',
    title: 'What a filter by a directory extension needs',
    covers: [users],
    changes: 'nothing',
    needs,
    notProbed: 'no directory extension is known',
    answers: {
      nothing: { kiosk: 'asks without more first', hours: 'as they were punched' },
      '$count and ConsistencyLevel': {
        kiosk: 'asks again with both after a 400, and keeps doing so',
        hours: 'as they were punched',
        setting: (rules) => {
          rules.directoryExtensionIsAdvanced = true
        },
      },
    },
    otherwise: noHours,
    run: async (tenant) => {
      const name = tenant.standIn?.directoryExtension
      if (name === undefined) throw new NotSeen('no directory extension is known')
      const query = { $filter: `${name} eq '${number}'`, $select: `id,${name}` }
      const plain = await tenant.request(users, { query })
      if (plain.status !== 400) {
        foreseen(mustBePeople(plain).length === 0, plain, 'expected nobody')
        return 'nothing'
      }
      const advanced = await tenant.request(users, { query: { ...query, $count: 'true' }, headers: eventual })
      foreseen(mustBePeople(advanced).length === 0, advanced, 'expected nobody')
      return '$count and ConsistencyLevel'
    },
  }),
]
