import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Fetch } from '../../electron/base/fetch.ts'
import type { Credential } from '../../electron/sandbox/entra/entra.ts'
import {
  makeThrowawayCertificate,
  type ThrowawayCertificate,
} from '../../electron/sandbox/throwaway-certificate.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'
import { tenantOfSetup } from './tenant-of-setup.ts'

export const hourMs = 3_600_000
export const minuteMs = 60_000
const personId = '7d5f0f0e-0000-4000-8000-000000000001'

/** What a box that opens TLS makes of an answer; undefined: the connection is refused. */
export type Box = (response: Response, trueMs: number, url: URL) => Response | undefined

export const honest: Box = (response) => response

/** A box that puts its own date on every answer. */
export function dating(dateOf: (trueMs: number) => string): Box {
  return (response, trueMs) => {
    response.headers.set('date', dateOf(trueMs))
    return response
  }
}

export const shiftedBy = (ms: number): Box => dating((trueMs) => new Date(trueMs + ms).toUTCString())

/**
 * The whole kiosk, run by run in one folder, with a box between it and a sandbox tenant whose time is the true one:
 * that of the virtual clock without what `setWallClock` adds to it.
 */
export async function kioskAndTenant(signsInBy: 'secret' | 'certificate' = 'secret') {
  const folder = tempFolder()
  // MSAL dates its assertion by the real clock, so the virtual one starts there.
  const startMs = Date.now()
  const clock = createVirtualClock(startMs)
  const trueMs = (): number => startMs + clock.now().monotonicMs
  const certificate = signsInBy === 'certificate' ? await makeThrowawayCertificate('kiosk') : undefined
  const credentials: Credential[] =
    certificate === undefined ? [{ secret: setup.clientSecret }] : [certificate]
  const tenant = tenantOfSetup({
    credentials,
    now: trueMs,
  })
  tenant.addUser({ id: personId, displayName: 'Ana Ruiz' })
  let box: Box = honest
  const fetch: Fetch = async (url, init) => {
    const answer = box(await tenant.fetch(url, init), trueMs(), new URL(url))
    if (answer === undefined) throw new TypeError('fetch failed')
    return answer
  }

  const run = async () => {
    const parts = await kioskIn(folder, fetch, { clock, ...(certificate !== undefined && { certificate }) })
    const { kiosk, readerProcesses, log } = parts
    const say = (message: unknown): void => readerProcesses.latest.say(message)
    say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
    await waitUntil('the kiosk to be ready', async () => {
      say({ type: 'heartbeat' })
      await clock.advance(20)
      return kiosk.state.screen.name === 'ready'
    })
    /** Keeps the reader's process alive meanwhile. */
    const live = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 1_000) {
        say({ type: 'heartbeat' })
        await clock.advance(Math.min(1_000, left))
      }
    }
    return {
      kiosk,
      log,
      live,
      tap: async () => {
        say({ type: 'badge', reader: 'R', uid: setup.badge, at: clock.now(), alreadyThere: false })
        await live(600)
        say({ type: 'gone', reader: 'R', at: clock.now() })
        await live(400)
      },
      settled: () => log.of('tap.settled'),
    }
  }

  return {
    folder,
    clock,
    trueMs,
    tenant,
    run,
    addOpenCard: (clockedInAtMs: number) => tenant.addCard({ userId: personId, clockedInAtMs }).id,
    endOf: (cardId: string) => Date.parse(tenant.card(cardId)?.clockOutEvent?.dateTime ?? ''),
    /** IT puts another certificate and key in place of the config's. */
    layCertificate: ({ certificatePem, privateKeyPem }: ThrowawayCertificate) => {
      writeFileSync(join(folder, 'app.crt'), certificatePem)
      writeFileSync(join(folder, 'app.key'), privateKeyPem, { mode: 0o600 })
    },
    /** IT uploads another certificate to the app registration. */
    register: (added: ThrowawayCertificate) => void credentials.push(added),
    /** IT removes every certificate and secret of the app registration. */
    unregisterAll: () => void credentials.splice(0),
    between: (next: Box) => {
      box = next
    },
  }
}
