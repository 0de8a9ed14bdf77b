import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BadgeId } from '../../electron/badge/badge-id.ts'
import { maintenanceBadgeHash } from '../../electron/badge/maintenance-badge.ts'
import type { Enrollment, EnrollmentInput } from '../../electron/contract/enrollment.ts'
import type { Addition } from '../../electron/directory/additions/addition.ts'
import { AdditionsFile } from '../../electron/directory/additions/additions-file.ts'
import { key, siteKeyText } from '../directory/additions/additions.ts'
import { kioskIn, setup } from '../kiosk/kiosk-in.ts'
import { tenantOfSetup } from '../kiosk/tenant-of-setup.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { createVirtualClock } from '../support/virtual-clock.ts'
import { waitUntil } from '../support/wait-until.ts'

export const badges = {
  lead: '04C0FFEE00AA11',
  it: '04C0FFEE00AA22',
  /** Of Ana, in the roster of `kioskIn`. */
  ana: setup.badge,
  fresh: '04D4E5F6A7B8C9',
  second: '04D4E5F6A7B8CA',
  third: '04D4E5F6A7B8CB',
} as const

const id = (end: string): string => `7d5f0f0e-0000-4000-8000-00000000${end}`
export const ids = { ana: id('0001'), nia: id('0010'), noah: id('0011'), max: id('0012'), gone: id('0013') }
export const names = { nia: 'Nía Newhire', noah: 'Noah Newman', max: 'Max Møller', gone: 'Gia Gone' }

const hashOf = (badge: string): string => maintenanceBadgeHash(badge as BadgeId, key)

export interface WallOptions {
  readonly folder?: string
  /** Groups laid over the config's. */
  readonly config?: object
  /** In Entra, where they differ. */
  readonly employeeIds?: { readonly nia?: string }
}

/**
 * A whole kiosk in virtual time with a sandbox tenant: Ana in the roster, and Nia, Noah, Max and the disabled Gia, who
 * are only members of the team in Entra.
 */
export async function startWall({ folder = tempFolder(), config = {}, employeeIds = {} }: WallOptions = {}) {
  const data = join(folder, 'data')
  if (!existsSync(data)) mkdirSync(data)
  writeFileSync(join(data, 'site.key'), siteKeyText, { mode: 0o600 })
  const startMs = Date.now()
  const clock = createVirtualClock(startMs)
  const tenant = tenantOfSetup({
    now: () => startMs + clock.now().monotonicMs,
    consent: ['Schedule.ReadWrite.All', 'User.Read.All', 'GroupMember.Read.All'],
  })
  tenant.addUser({ id: ids.ana, displayName: 'Ana Ruiz', employeeId: '1001' })
  tenant.addUser({ id: ids.nia, displayName: names.nia, employeeId: employeeIds.nia ?? '2042' })
  tenant.addUser({ id: ids.noah, displayName: names.noah, employeeId: '2043' })
  tenant.addUser({ id: ids.max, displayName: names.max, employeeId: '3001' })
  tenant.addUser({ id: ids.gone, displayName: names.gone, employeeId: '3002', accountEnabled: false })
  let isOffline = false
  const parts = await kioskIn(
    folder,
    (url, init) =>
      isOffline ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(tenant.fetch(url, init)),
    {
      clock,
      config: {
        enrollment: { atKiosk: true, badges: [hashOf(badges.lead)] },
        maintenance: { badges: [hashOf(badges.it)] },
        screen: { timeZone: 'UTC' },
        ...config,
      },
    },
  )
  const { kiosk, press } = parts
  const say = (message: unknown): void => {
    if (parts.readerProcesses.started.length > 0) parts.readerProcesses.latest.say(message)
  }
  const step = async (ms = 20): Promise<void> => {
    say({ type: 'heartbeat' })
    await clock.advance(ms)
  }
  const until = <T>(what: string, condition: () => T | undefined | false): Promise<T> =>
    waitUntil(`${what}, not ${JSON.stringify(kiosk.state.screen).slice(0, 500)}`, async () => {
      await step()
      return condition()
    })
  const shows = (name: string) => until(name, () => kiosk.state.screen.name === name && kiosk.state.screen)
  const enrollment = (): Enrollment | undefined =>
    kiosk.state.screen.name === 'enrollment' ? kiosk.state.screen.enrollment : undefined
  const reaches = <Kind extends Enrollment['kind']>(
    kind: Kind,
    fits: (shown: Extract<Enrollment, { kind: Kind }>) => boolean = () => true,
  ): Promise<Extract<Enrollment, { kind: Kind }>> =>
    until(`the enrollment's ${kind}`, () => {
      const shown = enrollment()
      return shown?.kind === kind && fits(shown as never) && (shown as Extract<Enrollment, { kind: Kind }>)
    })
  const enroll = (input: EnrollmentInput): void => kiosk.enroll(input)
  say({ type: 'status', status: { kind: 'ready', readers: ['R'] } })
  await shows('ready')
  const wall = {
    ...parts,
    folder,
    tenant,
    until,
    shows,
    enrollment,
    reaches,
    enroll,
    goOffline: (offline = true) => void (isOffline = offline),
    /** Keeps the reader's process alive meanwhile. */
    live: async (seconds: number) => {
      for (let left = seconds; left > 0; left -= 1) await step(1_000)
    },
    /** Lies on the reader from now on. */
    lay: (uid: string) => say({ type: 'badge', reader: 'R', uid, at: clock.now(), alreadyThere: false }),
    tap: (uid: string) => {
      say({ type: 'badge', reader: 'R', uid, at: clock.now(), alreadyThere: false })
      say({ type: 'gone', reader: 'R', at: clock.now() })
    },
    /** The shift lead opens the enrollment. */
    open: async () => {
      wall.tap(badges.lead)
      return reaches('hold')
    },
    /** As a person types, on a keyboard. */
    type: async (text: string) => {
      for (const letter of text) {
        await step(200)
        press(letter)
      }
      await step(200)
    },
    /** Gives the badge to the only person whom the text finds. */
    give: async (uid: string, text: string) => {
      wall.tap(uid)
      await reaches('pick', ({ people }) => people !== 'reading')
      await wall.type(text)
      const { matches } = await reaches('pick', (shown) => shown.matches.length === 1)
      enroll({ kind: 'pick', id: matches[0]?.id ?? -1 })
      // Until something else is shown.
      await until('an answer', () => !['busy', undefined].includes(enrollment()?.kind))
      return enrollment()
    },
    entries: (): readonly Addition[] => {
      const loaded = new AdditionsFile(data).load(key)
      return loaded.kind === 'ok' ? loaded.content.entries : []
    },
    /** Never in a log: any badge number, any name. */
    secrets: new RegExp([...Object.values(badges), ...Object.values(names), 'Ruiz'].join('|'), 'i'),
  }
  return wall
}

export type Wall = Awaited<ReturnType<typeof startWall>>
