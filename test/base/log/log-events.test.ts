import { expect, test } from 'vitest'
import type { Log } from '../../../electron/base/log/log.ts'
import { observeLog } from '../../../electron/base/log/observed-log.ts'
import { createCollectedLog } from '../../support/collected-log.ts'

test('an event is logged with the fields that the list gives it, and with no others', () => {
  const { log } = observeLog(createCollectedLog())
  const wrong = (to: Log): void => {
    // @ts-expect-error: a field that has to be there.
    to.info('tap.heard')
    // @ts-expect-error: a field of another type.
    to.info('tap.heard', { tapId: 7 })
    // @ts-expect-error: a field that the event does not have.
    to.info('tap.heard', { tapId: 'a', badge: 'b' })
    // @ts-expect-error: an event that is not in the list.
    to.info('tap.invented')
  }
  expect(() => wrong(log)).not.toThrow()
})

test('a subscriber gets an event after it was written, with its fields, until it unsubscribes', () => {
  const written = createCollectedLog()
  const observed = observeLog(written)
  const heard: unknown[] = []
  const end = observed.subscribe('token.acquired', ({ livesForSeconds }, level) => {
    heard.push([livesForSeconds.toFixed(0), level, written.lines.length])
  })
  observed.log.info('tap.heard', { tapId: 'a' })
  observed.log.info('token.acquired', { livesForSeconds: 60 })
  end()
  observed.log.info('token.acquired', { livesForSeconds: 61 })
  expect(heard).toEqual([['60', 'info', 2]])
})

test('a subscriber to all events can distinguish them, and what is logged is what was passed in', () => {
  const written = createCollectedLog()
  const observed = observeLog(written)
  const seen: string[] = []
  observed.subscribeAll((entry) => {
    seen.push(entry.event === 'tap.settled' ? `settled as ${entry.fields.as}` : entry.event)
  })
  observed.log.warn('journal.reopening')
  observed.log.info('tap.settled', { tapId: 'a', as: 'confirmed' })
  expect(seen).toEqual(['journal.reopening', 'settled as confirmed'])
  expect(written.lines).toEqual([
    { level: 'warn', event: 'journal.reopening', fields: {} },
    { level: 'info', event: 'tap.settled', fields: { tapId: 'a', as: 'confirmed' } },
  ])
})
