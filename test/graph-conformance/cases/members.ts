import { z } from 'zod'
import { foreseen, mustHaveStatus, type Exchange } from '../exchange.ts'
import { documented, NotSeen, undocumented } from '../graph-case.ts'
import { pageIn } from '../reading.ts'
import type { TestedTenant } from '../tested-tenant.ts'
import { pages } from './pages.ts'

const members = 'GET /v1.0/groups/{team}/members/microsoft.graph.user'
const membership = 'POST /v1.0/users/{user}/checkMemberGroups'
const needs = 'GroupMember.Read.All'
const eventual = { ConsistencyLevel: 'eventual' }
/** As the kiosk asks. */
const asKiosk = { query: { $select: 'id,accountEnabled', $count: 'true' }, headers: eventual }
/** Nobody's, and no team's. */
const nobody = '5a3f0c6e-91d2-4b7a-8e14-c06d2f9b7a31'
const noHours = 'none: who is already known stays known, and a new badge is not'
const maxPages = 3

const person = z.looseObject({ id: z.string(), accountEnabled: z.boolean().nullish() })
type Person = z.infer<typeof person>

function peopleIn(exchange: Exchange): readonly Person[] {
  mustHaveStatus(exchange, 200)
  return pageIn(exchange).items.map((item) => {
    const parsed = person.safeParse(item)
    foreseen(parsed.success, exchange, 'expected members')
    return parsed.data
  })
}

function checkGroups(tenant: TestedTenant, groupIds: readonly string[], user = tenant.userId) {
  return tenant.request(membership, { user, body: { groupIds } })
}

/** How the kiosk learns who belongs to its teams. No names are requested. */
export const memberCases = [
  undocumented({
    id: 'members.cast',
    title: 'What listing the members of a team that are users needs',
    covers: [members],
    changes: 'nothing',
    needs,
    answers: {
      nothing: { kiosk: 'asks with both all the same', hours: 'as they were punched' },
      '$count and ConsistencyLevel': {
        kiosk: 'asks with both',
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
        foreseen(peopleIn(plain).length > 0, plain, 'expected members')
        return 'nothing'
      }
      const advanced = await tenant.request(members, asKiosk)
      foreseen(peopleIn(advanced).length > 0, advanced, 'expected members')
      return '$count and ConsistencyLevel'
    },
  }),
  documented({
    id: 'members.page-size',
    title: '$top of the members may be 999',
    source: pages.members,
    covers: [members],
    changes: 'nothing',
    needs,
    kiosk: 'asks for 999 and takes pages of any size',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await tenant.request(members, {
        ...asKiosk,
        query: { ...asKiosk.query, $top: '999' },
      })
      foreseen(peopleIn(exchange).length > 0, exchange, 'expected members')
    },
  }),
  documented({
    id: 'members.pages',
    title: 'The next links lead through the members, each of them once, with the same header',
    source: pages.paging,
    covers: [members],
    changes: 'nothing',
    needs,
    kiosk: 'follows each next link unchanged, until there is none',
    otherwise: noHours,
    run: async (tenant) => {
      let exchange = await tenant.request(members, { ...asKiosk, query: { ...asKiosk.query, $top: '1' } })
      const ids: string[] = []
      for (let count = 1; ; count += 1) {
        ids.push(...peopleIn(exchange).map(({ id }) => id))
        const { nextLink } = pageIn(exchange)
        if (nextLink === undefined && count === 1) throw new NotSeen('the team has one member')
        if (nextLink === undefined || count === maxPages) break
        exchange = await tenant.follow(members, nextLink, eventual)
      }
      foreseen(new Set(ids).size === ids.length, exchange, 'expected each member once')
    },
  }),
  undocumented({
    id: 'members.without-user-permission',
    title: 'Members of a team without User.Read.All',
    covers: [members],
    changes: 'nothing',
    needs,
    notProbed: 'consent would have to be taken away',
    answers: {
      'ids alone': { kiosk: 'says that User.Read.All is missing', hours: 'as for an unknown badge' },
      '403': {
        kiosk: 'says that a permission is missing',
        hours: 'as for an unknown badge',
        setting: (rules) => {
          rules.inaccessibleMembers = 'refuse'
        },
      },
    },
    otherwise: 'as for an unknown badge',
    run: async (tenant) => {
      const restore = tenant.standIn?.consentTo?.([needs])
      if (restore === undefined) throw new NotSeen('consent would have to be taken away')
      try {
        const exchange = await tenant.requestWith('fresh', members)
        if (exchange.status === 403) return '403'
        const known = peopleIn(exchange).filter(({ accountEnabled }) => typeof accountEnabled === 'boolean')
        foreseen(known.length === 0, exchange, 'expected ids alone')
        return 'ids alone'
      } finally {
        restore()
      }
    },
  }),
  documented({
    id: 'members.unknown-team',
    title: 'The members of a team that does not exist are 404',
    source: pages.errors,
    covers: [members],
    changes: 'nothing',
    needs,
    kiosk: 'keeps the people it knows, and names the team in an alarm',
    otherwise: noHours,
    run: async (tenant) => {
      mustHaveStatus(await tenant.request(members, { ...asKiosk, team: nobody }), 404)
    },
  }),
  documented({
    id: 'membership.check',
    title: 'Of some groups, those that the user is a member of come back',
    source: pages.checkMemberGroups,
    covers: [membership],
    changes: 'nothing',
    needs,
    kiosk: 'takes a person whom it has just looked up only if one of its teams comes back',
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await checkGroups(tenant, [tenant.teamId])
      mustHaveStatus(exchange, 200)
      const ids = z.array(z.string()).safeParse(pageIn(exchange).items)
      foreseen(
        ids.success && ids.data.map((id) => id.toLowerCase()).join() === tenant.teamId.toLowerCase(),
        exchange,
        'expected the one team',
      )
    },
  }),
  undocumented({
    id: 'membership.unknown-group',
    title: 'A group that does not exist among those that are checked',
    covers: [membership],
    changes: 'nothing',
    needs,
    answers: {
      'left out': { kiosk: 'the other teams count', hours: 'as they were punched' },
      refused: {
        kiosk: 'does not take the person; the alarm of the team that does not exist comes from its schedule',
        hours: 'as for an unknown badge',
        setting: (rules) => {
          rules.unknownGroupInCheck = 'refuse'
        },
      },
    },
    otherwise: noHours,
    run: async (tenant) => {
      const exchange = await checkGroups(tenant, [tenant.teamId, nobody])
      if (exchange.status === 404 || exchange.status === 400) return 'refused'
      mustHaveStatus(exchange, 200)
      foreseen(pageIn(exchange).items.length === 1, exchange, 'expected the one team')
      return 'left out'
    },
  }),
  documented({
    id: 'membership.unknown-user',
    title: 'The groups of a user that does not exist are 404',
    source: pages.errors,
    covers: [membership],
    changes: 'nothing',
    needs,
    kiosk: 'does not take the person',
    otherwise: noHours,
    run: async (tenant) => {
      mustHaveStatus(await checkGroups(tenant, [tenant.teamId], nobody), 404)
    },
  }),
]
