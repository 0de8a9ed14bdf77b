import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeThrowawayCertificate } from '../../electron/sandbox/throwaway-certificate.ts'
import { waitUntil } from '../support/wait-until.ts'
import { honest, hourMs, kioskAndTenant, minuteMs, type Box } from './kiosk-and-tenant.ts'

/** Problems are reported within a minute, without a tap, and cleared once they are fixed. */

interface Health {
  readonly screen: string
  readonly alarms: readonly { readonly kind: string; readonly detail: string }[]
}

function healthIn(folder: string): Health | undefined {
  const path = join(folder, 'data', 'health.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Health) : undefined
}

const kindsIn = (folder: string): readonly string[] | undefined =>
  healthIn(folder)?.alarms.map(({ kind }) => kind)
const detailIn = (folder: string, kind: string): string | undefined =>
  healthIn(folder)?.alarms.find((alarm) => alarm.kind === kind)?.detail

/** Files take real time; requests then take virtual seconds. */
const untilFilesAreRead = () => new Promise((resolve) => setTimeout(resolve, 30))

async function liveWithFiles(live: (ms: number) => Promise<void>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    await live(Math.min(5_000, left))
    await untilFilesAreRead()
  }
  // Work in progress now takes only real time, however busy this computer is; then the report is written.
  await new Promise((resolve) => setTimeout(resolve, 500))
  await live(2_000)
}

const graphIsAway: Box = (response, _, url) => (url.host === 'graph.microsoft.com' ? undefined : response)
/** As Entra answers where the client secret has expired. */
const refused: Box = (response, _, url) =>
  url.pathname.endsWith('/token')
    ? Response.json(
        { error: 'invalid_client', error_description: 'AADSTS7000222: No.', error_codes: [7000222] },
        { status: 401, headers: { 'x-ms-request-id': 'e-1' } },
      )
    : response
const refusedAndAway: Box = (response, trueMs, url) =>
  url.host === 'graph.microsoft.com' ? undefined : refused(response, trueMs, url)

test('read-only consent raises an alarm within a minute of the start, cleared within two minutes of full consent', async () => {
  const { run, tenant, folder } = await kioskAndTenant()
  tenant.consent = ['Schedule.Read.All']
  const { live } = await run()
  await liveWithFiles(live, minuteMs)
  expect(detailIn(folder, 'permission-missing')).toContain('Schedule.ReadWrite.All')
  tenant.consent = ['Schedule.ReadWrite.All']
  await liveWithFiles(live, 2 * minuteMs)
  expect(kindsIn(folder)).toEqual([])
})

test('a new certificate that Entra does not know has an alarm of its own, and the old one continues to serve', async () => {
  const { run, tenant, register, layCertificate, addOpenCard, trueMs, endOf, folder } =
    await kioskAndTenant('certificate')
  const { live, tap, kiosk } = await run()
  await liveWithFiles(live, minuteMs)
  const renewed = await makeThrowawayCertificate('renewed')
  layCertificate(renewed)
  await liveWithFiles(live, minuteMs)
  expect(kindsIn(folder)).toEqual(['certificate-not-registered'])
  expect(detailIn(folder, 'certificate-not-registered')).toContain('AADSTS700027')
  expect(detailIn(folder, 'certificate-not-registered')).toContain('The previous certificate still works')
  expect(kiosk.state.connection).not.toBe('signed-out')
  // As long as the old one is registered, taps go out, also without the token of before.
  tenant.revokeTokens()
  const card = addOpenCard(trueMs() - 6 * hourMs)
  await tap()
  await waitUntil(
    'the card to be ended',
    async () => {
      await live(1_000)
      return endOf(card) > 0
    },
    { limitMs: 20_000, everyMs: 20 },
  )
  register(renewed)
  await liveWithFiles(live, 2 * minuteMs)
  expect(kindsIn(folder)).toEqual([])
})

test('a new certificate that Entra does not know, with the old one removed, is no sign-in either', async () => {
  const { run, unregisterAll, layCertificate, folder } = await kioskAndTenant('certificate')
  const { live } = await run()
  await liveWithFiles(live, minuteMs)
  unregisterAll()
  layCertificate(await makeThrowawayCertificate('renewed'))
  await liveWithFiles(live, minuteMs)
  expect(kindsIn(folder)).toEqual(['sign-in', 'certificate-not-registered'])
  expect(detailIn(folder, 'certificate-not-registered')).toContain('rejected as well')
})

test('a refused sign-in is reported with the wording of the online check', async () => {
  const { run, between, folder } = await kioskAndTenant()
  between(refused)
  const { live } = await run()
  await liveWithFiles(live, minuteMs)
  expect(detailIn(folder, 'sign-in')).toBe(
    'AADSTS7000222: The client secret has expired. Create a new one under Certificates & secrets; or better, sign in with a certificate.',
  )
})

test('the alarm for an unreachable Graph is cleared within a minute of its return, without a tap, even after hours', async () => {
  const { run, between, folder } = await kioskAndTenant()
  between(graphIsAway)
  const { live } = await run()
  await live(4 * hourMs + 20 * minuteMs)
  expect(kindsIn(folder)).toEqual(['offline'])
  between(honest)
  await liveWithFiles(live, minuteMs)
  expect(kindsIn(folder)).toEqual([])
})

test('once the sign-in works again, `offline` is cleared too', async () => {
  const { run, between, folder } = await kioskAndTenant()
  between(graphIsAway)
  const { live } = await run()
  await live(4 * hourMs)
  between(refusedAndAway)
  await live(2 * hourMs + 20 * minuteMs)
  expect(kindsIn(folder)).toEqual(['sign-in'])
  between(honest)
  await liveWithFiles(live, 2 * minuteMs)
  expect(kindsIn(folder)).toEqual([])
})

test.each([0, 90_000])(
  'a tap %i ms after the time clock was turned on again clears the alarm',
  async (afterMs) => {
    const { run, tenant, folder } = await kioskAndTenant()
    tenant.schedule.timeClockEnabled = false
    const { live, tap } = await run()
    await liveWithFiles(live, 10_000)
    expect(kindsIn(folder)).toContain('shifts-setup')
    tenant.schedule.timeClockEnabled = true
    await liveWithFiles(live, afterMs)
    // No tap, no look: the schedule is read again for one.
    expect(kindsIn(folder)).toContain('shifts-setup')
    await tap()
    await liveWithFiles(live, minuteMs)
    expect(kindsIn(folder)).not.toContain('shifts-setup')
  },
)

test('a config that becomes invalid while the kiosk runs raises an alarm, cleared once it is valid again', async () => {
  const { run, folder } = await kioskAndTenant()
  const { live, log } = await run()
  const configPath = join(folder, 'config.json')
  const good = readFileSync(configPath, 'utf8')
  writeFileSync(configPath, good.replace('"dock-3"', '"dock 3"'))
  await liveWithFiles(live, minuteMs)
  expect(detailIn(folder, 'setup')).toContain('kiosk.id')
  expect(healthIn(folder)?.screen).toBe('ready')
  writeFileSync(configPath, good.replace('"Dock 3"', '"Dock 4"'))
  await liveWithFiles(live, minuteMs)
  expect(kindsIn(folder)).toEqual([])
  const outcomes = log.of('config.changed').map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['cannot be used; the kiosk keeps its current config', 'applied'])
})

test('a roster with many unusable rows raises an alarm, cleared by a better one', async () => {
  const { run, folder } = await kioskAndTenant()
  const { live } = await run()
  const path = join(folder, 'roster.csv')
  const good = readFileSync(path, 'utf8')
  const upns = Array.from(
    { length: 3 },
    (_, index) => `04A1B2C3D4E5F${7 + index},person${index}@contoso.example,Person ${index}\r\n`,
  )
  writeFileSync(path, good + upns.join(''))
  await liveWithFiles(live, minuteMs)
  expect(detailIn(folder, 'roster-doubtful')).toContain('3 of 4 rows cannot be used')
  writeFileSync(path, good)
  await liveWithFiles(live, minuteMs)
  expect(kindsIn(folder)).toEqual([])
})
