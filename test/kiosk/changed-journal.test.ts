import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tamper, forgedEvent, forgedTap } from '../journal/forge.ts'
import { badges, createHarness, type Harness, hourMs, onShift, people } from '../support/kiosk-harness.ts'

/** Somebody writes to the data folder of a kiosk, without its key. */

/** Ana has tapped, and Shifts cannot be reached. */
async function anaWaits(harness: Harness): Promise<string> {
  onShift(harness)
  onShift(harness, { person: 'ben' })
  const offline = Array.from({ length: 500 }, () => ({ kind: 'fail', failure: 'no-answer' }) as const)
  harness.timeCards.script('listOpen', ...offline)
  await harness.tap(badges.ana)
  await harness.clock.advance(10_000)
  expect(harness.screens).toContain('saved-here')
  return 'tap00001-0000'
}

const endedCards = (harness: Harness) => harness.timeCards.ended.map(({ cardId }) => cardId)
const alarmKinds = (harness: Harness) => harness.alarms.map(({ kind }) => kind)

async function online(harness: Harness): Promise<void> {
  harness.timeCards.clearScripts()
  await harness.clock.advance(3 * 60_000)
}

test.each(['runs', 'is stopped'])('a forged tap ends no card: the kiosk %s', async (when) => {
  const harness = createHarness()
  await anaWaits(harness)
  const forged = forgedTap('forged').replaceAll(people.ana.userId, people.ben.userId)
  if (when === 'is stopped') await harness.kiosk.stop()
  tamper(harness.journalPath, forged)
  if (when === 'is stopped') harness.restart()
  await harness.clock.advance(60_000)
  await online(harness)
  expect(endedCards(harness)).toEqual(['TCK_ana'])
  expect(alarmKinds(harness)).toContain('journal-set-aside')
  expect(harness.journal.eventsOf('forged').at(-1)).toMatchObject({ reason: 'record-damaged' })
})

test('a forged confirmation settles no waiting tap', async () => {
  const harness = createHarness()
  const tapId = await anaWaits(harness)
  await harness.kiosk.stop()
  tamper(
    harness.journalPath,
    forgedEvent(tapId, 'confirmed', { cardId: 'TCK_ana', endedAtMs: 1, how: 'answered' }),
  )
  harness.restart()
  await online(harness)
  expect(harness.journal.eventsOf(tapId).at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  expect(alarmKinds(harness)).toEqual(expect.arrayContaining(['journal-set-aside', 'taps-parked']))
})

test('a forged person for a waiting tap ends nobody else’s card', async () => {
  const harness = createHarness()
  const tapId = await anaWaits(harness)
  const sql = `UPDATE people SET user_id = '${people.ben.userId}', seal = '0badf00d' || substr(seal, 9)`
  // The running kiosk knows better.
  tamper(harness.journalPath, sql)
  await harness.clock.advance(60_000)
  await harness.kiosk.stop()
  harness.restart()
  await online(harness)
  expect(endedCards(harness)).toEqual([])
  expect(harness.journal.eventsOf(tapId).at(-1)).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
})

test('a tap whose journal was removed under the running kiosk is never called saved; the next one is, and none is lost', async () => {
  const harness = createHarness()
  const tapId = await anaWaits(harness)
  for (const ending of ['', '-wal', '-shm', '.head']) rmSync(`${harness.journalPath}${ending}`)
  await harness.tap(badges.ben)
  await harness.clock.advance(100)
  expect(harness.kiosk.state.screen.name).not.toBe('heard')
  const saved = harness.logged.filter(({ event }) => event === 'tap.recorded').length
  expect(saved).toBe(1)
  // It is reopened at once, with what the kiosk knew.
  await harness.clock.advance(20_000)
  expect(harness.logged).toContainEqual({ event: 'journal.taps-restored', fields: { taps: 1 } })
  expect(harness.journal.eventsOf(tapId).map(({ kind }) => kind)).toEqual(['tapped', 'carried-over'])
  await harness.tap(badges.ben)
  harness.restart()
  await online(harness)
  expect(endedCards(harness).sort()).toEqual(['TCK_ana', 'TCK_ben'])
})

test('a journal removed while nobody taps is noticed within seconds, and the alarm stays', async () => {
  const harness = createHarness()
  const tapId = await anaWaits(harness)
  for (const ending of ['', '-wal', '-shm', '.head']) rmSync(`${harness.journalPath}${ending}`)
  await harness.clock.advance(30_000)
  expect(harness.journal.eventsOf(tapId)).toHaveLength(2)
  await online(harness)
  expect(endedCards(harness)).toEqual(['TCK_ana'])
  await harness.clock.advance(hourMs)
  expect(alarmKinds(harness)).toContain('journal-set-aside')
})

test('if the data folder is emptied while the kiosk is stopped, the last logged head still covers every tap', async () => {
  const harness = createHarness()
  await anaWaits(harness)
  const { seq } = harness.journal.head()
  await harness.kiosk.stop()
  for (const ending of ['', '-wal', '-shm', '.head'])
    rmSync(`${harness.journalPath}${ending}`, { force: true })
  const { fields } = harness.logged.findLast(({ event }) => event === 'journal.head') ?? {}
  expect(fields).toMatchObject({ seq })
  harness.restart()
  const expectedHead = { seq, link: String(fields?.['link']) }
  expect(await harness.journal.verify({ expectedHead })).toMatchObject({ kind: 'broken' })
})

test('a site key that was swapped by hand sends nothing and says what to do', async () => {
  const harness = createHarness()
  const tapId = await anaWaits(harness)
  await harness.kiosk.stop()
  harness.useKey(9)
  harness.restart()
  await online(harness)
  expect(endedCards(harness)).toEqual([])
  const last = harness.journal.eventsOf(tapId).at(-1)
  expect(last).toMatchObject({ kind: 'parked', reason: 'record-damaged' })
  expect(JSON.stringify(last)).toContain('--journal rekey')
  expect(alarmKinds(harness)).toContain('site-key')
  harness.restart()
  expect(alarmKinds(harness)).not.toContain('site-key')
})
