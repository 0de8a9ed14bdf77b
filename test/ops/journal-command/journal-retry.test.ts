import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parked, pendingIn } from '../../journal/journal-fixture.ts'
import {
  data,
  ids,
  run,
  summer,
  record,
  createJournal,
  closeJournal,
  rows,
} from './journal-command-fixture.ts'

describe('retry', () => {
  test('a retry is requested while the kiosk runs, which notices and picks the tap up', async () => {
    const running = await createJournal()
    expect(running.changedByOthers()).toBe(false)
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({ exitCode: 0 })
    expect(running.changedByOthers()).toBe(true)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked])
    expect(await running.verify()).toMatchObject({ kind: 'intact' })
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({
      text: '0B000000 is not parked: the kiosk is already trying to send it.',
      exitCode: 2,
    })
  })

  test('several retries are requested at once, each with its answer', async () => {
    const running = await createJournal()
    record(running, ids.sameCode, 'Eve', parked)
    const { text, exitCode } = await run('--journal', 'retry', ids.parked, ids.sameCode, '0C000000')
    expect(text.split('\n')).toEqual([
      '0B000000 will be retried.',
      '0B000000 will be retried.',
      '0C000000 is confirmed, not parked: there is nothing to retry.',
      'A running kiosk tries within seconds, otherwise at its next start.',
    ])
    expect(exitCode).toBe(2)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked, ids.sameCode])
  })

  test('if one of several ids matches no tap, no retry is requested', async () => {
    const running = await createJournal()
    expect(await run('--journal', 'retry', '0B000000', 'FFFFFFFF')).toMatchObject({
      text: expect.stringMatching(/^No tap in the journal begins with FFFFFFFF\.$/mu) as unknown,
      exitCode: 2,
    })
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open])
  })

  test('--reason retries all taps parked for that reason, and no others', async () => {
    const running = await createJournal()
    const morning = Array.from(
      { length: 250 },
      (_, tap) => `1a000000-0000-4000-8000-${String(tap).padStart(12, '0')}`,
    )
    for (const id of morning) record(running, id, 'Eve', parked)
    record(running, ids.sameCode, 'Flo', { ...parked, reason: 'no-open-card' })
    const { text, exitCode } = await run('--journal', 'retry', '--reason', 'forbidden')
    expect(exitCode).toBe(0)
    expect(text.split('\n')).toHaveLength(252)
    expect(pendingIn(running).map((tap) => tap.tapId)).toEqual([ids.open, ids.parked, ...morning])
    expect(await running.verify()).toMatchObject({ kind: 'intact' })
    const left = await run('--journal', 'list', '--status', 'parked', '--reason', 'no-open-card')
    expect(rows(left.text).map((row) => row.slice(0, 8))).toEqual(['0B000000'])
    expect(await run('--journal', 'retry', '--reason', 'forbidden')).toMatchObject({
      text: 'No tap is parked for this reason (forbidden): there is nothing to retry.',
      exitCode: 0,
    })
  })

  test.each([
    ['0A000000', 'not parked: the kiosk is already trying to send it'],
    ['0C000000', 'is confirmed, not parked'],
    ['0D000000', 'is superseded, not parked'],
    ['0E000000', 'is refused, not parked'],
    ['FFFFFFFF', 'No tap in the journal begins with'],
  ])('%s is refused: %s', async (code, message) => {
    const running = await createJournal()
    const { text, exitCode } = await run('--journal', 'retry', code)
    expect(text).toContain(message)
    expect(exitCode).toBe(2)
    expect(running.head()).toMatchObject({ seq: 11 })
  })

  test('a tap whose person was erased cannot be retried', async () => {
    ;(await createJournal()).eraseSettledPeople(summer + 2000)
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({
      text: '0B000000 cannot be retried: the name and user id have been erased.',
      exitCode: 2,
    })
  })

  test('without the site key nothing is written and none is made', async () => {
    await createJournal()
    closeJournal()
    rmSync(path.join(data, 'site.key'))
    expect(await run('--journal', 'retry', '0B000000')).toMatchObject({ exitCode: 1 })
    expect(existsSync(path.join(data, 'site.key'))).toBe(false)
  })
})

describe('close', () => {
  test('closes a parked tap while the kiosk runs, with who and why, until it is retried', async () => {
    const running = await createJournal()
    expect(await run('--journal', 'close', '0b000000', '--reason', 'Entered by hand')).toEqual({
      kind: 'print',
      text: '0B000000 is closed. --journal retry opens it again, unless its reason is not-told.',
      exitCode: 0,
    })
    expect(running.changedByOthers()).toBe(true)
    expect(running.parkedTaps()).toBe(0)
    const { text } = await run('--journal', 'show', '0B000000')
    expect(text).toMatch(/Status {7}closed/)
    expect(text).toMatch(/closed by \S+: Entered by hand/)
    expect(await run('--journal', 'close', '0b000000', '--reason', 'again')).toMatchObject({
      text: '0B000000 is closed, not parked: there is nothing to close.',
      exitCode: 2,
    })
    expect(await run('--journal', 'retry', '0b000000')).toMatchObject({ exitCode: 0 })
    expect(pendingIn(running).map(({ tapId }) => tapId)).toContain(ids.parked)
  })

  test('a tap that is not parked, or that is not there, is not closed', async () => {
    const running = await createJournal()
    for (const [id, message] of [
      ['0A000000', 'cannot be closed: the kiosk is still trying to send it.'],
      ['0C000000', 'is confirmed, not parked'],
      ['ffff0000', 'No tap in the journal begins with ffff0000'],
    ] as const) {
      const { text, exitCode } = await run('--journal', 'close', id, '--reason', 'x')
      expect(text).toContain(message)
      expect(exitCode).toBe(2)
    }
    expect(running.head()).toMatchObject({ seq: 11 })
  })
})
