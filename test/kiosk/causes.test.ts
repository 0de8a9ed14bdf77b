import { describe, expect, test } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { formatFor } from '../../renderer/format.ts'
import { messagesFor } from '../../renderer/messages/index.ts'
import { refusalNotice, savedNotice } from '../../renderer/messages/notices.ts'
import { expectInDocs } from '../support/generated-docs.ts'
import { causes, type Cause } from './causes.ts'
import { kioskAndTenant, minuteMs } from './kiosk-and-tenant.ts'

/** What people read, by what is wrong: none of it may say more than is true. */

const messages = messagesFor('en')

interface Outcome {
  readonly state: KioskState
  readonly receipt: string
  readonly footer: string
  readonly alarms: readonly string[]
  readonly tap: string
}

/** A minute after the start somebody taps, and reads the screen five seconds later. */
async function tapWith({ make }: Cause): Promise<Outcome> {
  const world = await kioskAndTenant()
  make(world)
  const { kiosk, live, tap, log, settled } = await world.run()
  await live(minuteMs)
  await tap()
  await live(3_500)
  const { state } = kiosk
  const alarms = new Set<string>()
  for (const { event, fields } of log.lines) {
    if (event === 'health.alarm') alarms.add(String(fields['alarm']))
    if (event === 'health.cleared') alarms.delete(String(fields['alarm']))
  }
  const settlement = settled().at(-1) as { readonly as: string; readonly reason?: string } | undefined
  return {
    state,
    receipt: receiptOf(state),
    // A receipt says only what is wrong.
    footer: state.connection === 'online' ? '' : messages.status.connection[state.connection],
    alarms: [...alarms].sort(),
    tap:
      settlement === undefined
        ? 'waits'
        : [settlement.as, settlement.reason].filter((part) => part !== undefined).join(': '),
  }
}

function receiptOf({ screen, connection }: KioskState): string {
  const format = formatFor({ locale: 'en-GB', timeZone: 'UTC' })
  const text = (notice: { headline: string; meaning: string; next?: string }): string =>
    `**${notice.headline}**<br>${notice.meaning} ${notice.next ?? ''}`.trim()
  switch (screen.name) {
    case 'confirmed':
      return text(messages.confirmed)
    case 'saved-here':
      return text(savedNotice(connection, messages))
    case 'refused':
      return (
        text(refusalNotice(screen.reason, screen.tap.tappedAtMs, messages, format))
          .replaceAll(/[\u2068\u2069]/g, '')
          .replaceAll(/\b[0-9A-F]{8}\b/g, '1A2B3C4D')
          // The day depends on when the test runs.
          .replaceAll(/(?:yesterday, |\p{Lu}\w\w |\d+ \w+(?: \d{4})?(?: at|,)? )?\d\d:\d\d/gu, '17:02')
      )
    default:
      return screen.name
  }
}

const outcomes = new Map<string, Outcome>()
const outcomeOf = async (cause: Cause): Promise<Outcome> => {
  const known = outcomes.get(cause.name) ?? (await tapWith(cause))
  outcomes.set(cause.name, known)
  return known
}
const causeNamed = (name: string): Cause => {
  const found = causes.find((cause) => cause.name === name)
  if (found === undefined) throw new Error(`There is no cause ${name}.`)
  return found
}

describe('neither the footer nor the receipt says more than is true', () => {
  test.each(causes)('$name', async (cause) => {
    const { alarms, state, tap } = await outcomeOf(cause)
    const isCutOff = ['sign-in', 'offline', 'proxy', 'in-the-way'].some((alarm) => alarms.includes(alarm))
    expect(state.connection === 'online').toBe(!isCutOff)
    expect(state.screen.name === 'confirmed').toBe(tap === 'confirmed')
  })
})

test('if the app lacks its permission, people are sent to IT and not to a manager', async () => {
  for (const name of ['no permission was consented to', 'consent to Schedule.Read.All alone'])
    expect((await outcomeOf(causeNamed(name))).state.screen).toMatchObject({
      reason: { kind: 'kiosk-refused' },
    })
  const vetoed = await outcomeOf(causeNamed('a workforce connector refuses the clock-out'))
  expect(vetoed.state.screen).toMatchObject({ reason: { kind: 'parked' } })
})

test('a wrong user ID in the roster is distinguished from a person who is not clocked in', async () => {
  const { state } = await outcomeOf(causeNamed('the roster holds another user id'))
  expect(state.screen).toMatchObject({ reason: { kind: 'no-time-card' } })
})

test('docs/screens.md has the table of causes and words as they are shown', async () => {
  for (const cause of causes) await outcomeOf(cause)
  await expectInDocs('screens.md', 'causes', [
    '| what is wrong | what the person reads | the footer | alarms | the tap |',
    '| --- | --- | --- | --- | --- |',
    ...[...outcomes].map(
      ([name, { receipt, footer, alarms, tap }]) =>
        `| ${name} | ${receipt} | ${footer} | ${alarms.map((alarm) => `\`${alarm}\``).join(', ')} | ${tap} |`,
    ),
  ])
})
