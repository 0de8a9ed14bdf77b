import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { DemoBadge, DemoWorld } from '../sandbox/demo-world.ts'
import type { Change } from '../sandbox/ledger.ts'
import { end, readJson, type Route } from './http-host.ts'

/** The network conditions between kiosk and Shifts that the dock can set. */
const networkModes = ['online', 'slow', 'offline', 'answers-lost', 'throttled'] as const

const tapBody = z.object({ id: z.string() })
const networkBody = z.object({ mode: z.enum(networkModes) })

const prefix = 'dev/demo/'
const shownChanges = 50

/** The routes for the dock's page: sample badges, taps, network and the tenant's ledger. */
export function demoRoutes(world: DemoWorld, tap: (badge: DemoBadge) => void): Route {
  const answerTo: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>
  > = {
    'GET world': (_, response) => send(response, { badges: world.badges.map(shownBadge) }),
    'GET ledger': (_, response) =>
      send(response, {
        entries: world.tenant.ledger.slice(-shownChanges).map((change) => entryOf(world, change)),
      }),
    'POST tap': async (request, response) => {
      const body = tapBody.safeParse(await readJson(request))
      const badge = world.badges.find(({ situation }) => situation === body.data?.id)
      if (badge === undefined) {
        end(response, 400)
        return
      }
      tap(badge)
      end(response, 204)
    },
    'POST network': async (request, response) => {
      const body = networkBody.safeParse(await readJson(request))
      if (!body.success) {
        end(response, 400)
        return
      }
      setNetwork(world, body.data.mode)
      end(response, 204)
    },
    'POST reset': (_, response) => {
      world.reset()
      end(response, 204)
      return Promise.resolve()
    },
  }
  return async (request, response, path) => {
    const answer = path.startsWith(prefix)
      ? answerTo[`${request.method ?? ''} ${path.slice(prefix.length)}`]
      : undefined
    if (answer === undefined) return false
    await answer(request, response)
    return true
  }
}

/** Badges are identified by their situation, because the phone's number changes with each tap. */
function shownBadge({ label, situation }: DemoBadge): { id: string; label: string; situation: string } {
  const [name = label, shown = ''] = label.split(': ')
  return { id: situation, label: name, situation: shown }
}

function setNetwork({ tenant }: DemoWorld, mode: (typeof networkModes)[number]): void {
  tenant.faults.clear()
  switch (mode) {
    case 'online':
      return
    case 'slow':
      tenant.faults.set({ kind: 'latency', ms: 2_500 })
      return
    case 'offline':
      tenant.faults.set({ kind: 'offline' })
      return
    case 'answers-lost':
      tenant.faults.set({ kind: 'answer-lost-after' }, { routes: ['clock-out'] })
      return
    case 'throttled':
      tenant.faults.set({ kind: 'status', status: 429, retryAfter: '3' }, { routes: 'graph' })
      return
    default:
      mode satisfies never
  }
}

function entryOf(
  world: DemoWorld,
  change: Change,
): { atMs: number; what: string; who: string; team: string } {
  const who = world.tenant.users().find(({ id }) => id === change.userId)?.displayName ?? change.userId
  return { atMs: change.atMs, what: change.kind, who, team: world.teamOfCard(change.cardId) }
}

function send(response: ServerResponse, body: unknown): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
  return Promise.resolve()
}
