import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Fetch } from '../../electron/base/fetch.ts'
import { requestReading } from '../../electron/directory/read-request.ts'
import { openJournalReader } from '../../electron/journal/journal-reader.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kioskIn, setup } from './kiosk-in.ts'
import { tenantOfSetup } from './tenant-of-setup.ts'

/** A roster without a team column at a kiosk of two teams: Entra says who is in which. */

const ana = '7d5f0f0e-0000-4000-8000-000000000001'
const bakery = '5d6f0b1a-8d9c-4a01-9a43-3f0d4d3a6f10'
const hourMs = 3_600_000
const offline: Fetch = () => Promise.reject(new TypeError('fetch failed'))

function site() {
  const folder = tempFolder()
  const startMs = Date.now()
  const clock = createVirtualClock(startMs)
  const tenant = tenantOfSetup({
    now: () => startMs + clock.now().monotonicMs,
  })
  tenant.consent = ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All']
  const inBakery = tenant.addTeam({ id: bakery, name: 'Bakery' })
  tenant.addUser({ id: ana, displayName: 'Ana Ruiz' }, [bakery])
  const teams = [
    { id: setup.teamId, name: 'Warehouse' },
    { id: bakery, name: 'Bakery' },
  ]

  const run = async (fetch: Fetch = tenant.fetch) => {
    const config = { shifts: { teams, atApprovedLocation: true }, screen: { timeZone: 'UTC' } }
    const { kiosk, log, readerProcesses } = await kioskIn(folder, fetch, { clock, config })
    const say = (message: unknown): void => readerProcesses.latest.say(message)
    say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
    const until = (what: string, isSo: () => boolean) =>
      waitUntil(what, async () => {
        say({ type: 'heartbeat' })
        await clock.advance(20)
        return isSo()
      })
    await until('the kiosk to be ready', () => kiosk.state.screen.name === 'ready')
    let taps = 0
    /** Returns the teams that the journal has with the tap. */
    const tap = async (): Promise<readonly string[] | undefined> => {
      inBakery.addCard({ userId: ana, clockedInAtMs: clock.now().wallMs - hourMs })
      say({ type: 'badge', reader: 'R', uid: setup.badge, at: clock.now(), alreadyThere: false })
      say({ type: 'gone', reader: 'R', at: clock.now() })
      taps += 1
      await until('the tap to be recorded', () => log.of('tap.recorded').length === taps)
      if (fetch !== offline) await until('the clock-out', () => log.of('tap.settled').length === taps)
      // Longer than the repeat window.
      for (let left = 600; left > 0; left -= 1) {
        say({ type: 'heartbeat' })
        await clock.advance(1_000)
      }
      return teamsOfLastTap(folder)
    }
    return { kiosk, log, tap, until }
  }
  return { folder, clock, tenant, run }
}

function teamsOfLastTap(folder: string): readonly string[] | undefined {
  const opened = openJournalReader(join(folder, 'data', 'journal.db'))
  if (opened.kind !== 'ok') throw new Error(opened.kind)
  const tapped = [...opened.reader.taps('all')].at(-1)?.events[0]
  opened.reader.close()
  return tapped?.kind === 'tapped' ? tapped.teamIds : undefined
}

const cardsReadIn = (requests: readonly { readonly path: string }[], teamId: string): number =>
  requests.filter(({ path }) => path.includes(`${teamId}/schedule/timeCards`)).length

test('once the memberships are known, only the cards of the person’s teams are read, even after a start without a network', async () => {
  const { folder, tenant, run } = site()
  const first = await run()
  expect(await first.tap()).toBeUndefined()
  expect(cardsReadIn(tenant.requests, setup.teamId)).toBeGreaterThan(0)
  expect(first.log.of('memberships.loaded')).toMatchObject([{ from: 'entra', people: 1 }])
  const sent = tenant.requests.length
  expect(await first.tap()).toEqual([bakery])
  expect(cardsReadIn(tenant.requests.slice(sent), setup.teamId)).toBe(0)
  expect(tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut', 'clockOut'])
  await first.kiosk.stop()
  const path = join(folder, 'data', 'team-members.json')
  expect(readFileSync(path, 'utf8')).not.toContain('Ana')
  expect(statSync(path).mode & 0o777).toBe(0o600)

  const second = await run(offline)
  expect(second.log.of('memberships.loaded')).toMatchObject([{ from: 'file', people: 1 }])
  expect(await second.tap()).toEqual([bakery])
})

test('without the permissions the cards of all teams are read, and Entra is asked once', async () => {
  const { tenant, run } = site()
  tenant.consent = ['Schedule.ReadWrite.All']
  const { tap, log, kiosk } = await run()
  expect(await tap()).toBeUndefined()
  expect(await tap()).toBeUndefined()
  expect(tenant.ledger.map(({ kind }) => kind)).toEqual(['clockOut', 'clockOut'])
  expect(log.of('memberships.not-read')).toMatchObject([
    { why: 'forbidden', detail: expect.stringContaining('GroupMember.Read.All') as string },
  ])
  expect(tenant.requests.filter(({ route }) => route === 'list-members')).toHaveLength(1)
  expect(kiosk.state.screen.name).toBe('ready')
})

test('a person who joined another team counts there after the reading that IT requested', async () => {
  const { folder, clock, tenant, run } = site()
  const { tap, log, until } = await run()
  await tap()
  tenant.joinGroup(ana, setup.teamId)
  expect(await tap()).toEqual([bakery])
  requestReading(join(folder, 'data'), clock.now().wallMs)
  await until('the reading', () => log.of('memberships.loaded').length === 2)
  expect(await tap()).toEqual([setup.teamId, bakery])
})

test('a person who is in none of the teams keeps all of them', async () => {
  const { tenant, run } = site()
  tenant.leaveGroup(ana, bakery)
  const { tap } = await run()
  await tap()
  expect(await tap()).toBeUndefined()
  expect(tenant.ledger).toHaveLength(2)
})
