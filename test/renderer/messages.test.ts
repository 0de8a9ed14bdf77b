import { describe, expect, it } from 'vitest'
import { formatFor } from '../../renderer/format.ts'
import { everyLanguage, messagesFor } from '../../renderer/messages/index.ts'
import type { Messages, Notice } from '../../renderer/messages/messages.ts'
import { outOfServiceNotice, refusalNotice } from '../../renderer/messages/notices.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'

const format = formatFor({ locale: 'en-GB', timeZone: 'Europe/Madrid' })
const screens = Object.values(sampleStates).map((state) => state.screen)

function noticesOf(messages: Messages): readonly Partial<Notice>[] {
  const { starting, heard, savedHere, confirmed, setupNeeded } = messages
  return [
    starting,
    heard,
    savedHere,
    confirmed,
    { headline: setupNeeded.headline, meaning: setupNeeded.meaning, next: setupNeeded.next },
    { next: messages.ready.instruction },
    { next: messages.clockOutElsewhere },
    ...refusalsOf(messages),
    ...faultsOf(messages),
  ]
}

function refusalsOf(messages: Messages): readonly Notice[] {
  return screens.flatMap((screen) =>
    screen.name === 'refused' ? [refusalNotice(screen.reason, screen.tap.tappedAtMs, messages, format)] : [],
  )
}

function faultsOf(messages: Messages): readonly Notice[] {
  return screens.flatMap((screen) =>
    screen.name === 'out-of-service' ? [outOfServiceNotice(screen.reason, messages)] : [],
  )
}

const words = (text: string) => text.split(/\s+/u).filter((word) => word !== '')

describe.each(everyLanguage.map((messages) => [messages.language, messages] as const))(
  'the words in %s',
  (_language, messages) => {
    it('has no headline of more than four words and no other line of more than twelve', () => {
      const tooLong = noticesOf(messages).flatMap(({ headline = '', meaning = '', next = '' }) => [
        ...[headline].filter((line) => words(line).length > 4),
        ...[meaning, next].filter((line) => words(line).length > 12),
      ])
      expect(tooLong).toEqual([])
    })

    it('has a headline, a meaning and a next step of its own for each reason', () => {
      for (const notices of [refusalsOf(messages), faultsOf(messages)]) {
        for (const part of ['headline', 'meaning', 'next'] as const) {
          const lines = notices.map((notice) => notice[part])
          expect(lines.every((line) => line.trim() !== '')).toBe(true)
          expect(new Set(lines).size).toBe(lines.length)
        }
      }
    })

    it('never says the same headline for two receipts', () => {
      const headlines = noticesOf(messages).flatMap(({ headline }) => headline ?? [])
      expect(new Set(headlines).size).toBe(headlines.length)
    })
  },
)

describe('picking the words', () => {
  it('takes those of a wider language where there are none for the region', () => {
    expect(messagesFor('en-GB').language).toBe('en')
    expect(messagesFor('EN-us-u-hc-h23').language).toBe('en')
  })

  it('takes English for a language that has no file, and for no language at all', () => {
    expect(messagesFor('eu-ES').language).toBe('en')
    expect(messagesFor('').language).toBe('en')
    expect(messagesFor('-').language).toBe('en')
  })

  it('says one tap and two taps rightly', () => {
    const { waitingTaps } = messagesFor('en').status
    expect(waitingTaps(1, '1')).toBe('1 tap to be sent')
    expect(waitingTaps(2, '2')).toBe('2 taps to be sent')
  })
})

describe('a refusal that names a time', () => {
  it('gives the time alone where it is the day of the tap', () => {
    const notice = refusalNotice(
      { kind: 'already-clocked-out', clockedOutAtMs: Date.UTC(2025, 2, 5, 15, 42) },
      Date.UTC(2025, 2, 5, 16, 2),
      messagesFor('en'),
      format,
    )
    expect(notice.meaning).toBe('Your time card ended: 16:42.')
  })

  it('gives the day as well where it is another', () => {
    const notice = refusalNotice(
      { kind: 'open-too-long', clockedInAtMs: Date.UTC(2025, 2, 4, 7, 0) },
      Date.UTC(2025, 2, 5, 16, 2),
      messagesFor('en'),
      format,
    )
    expect(notice.meaning).toBe('You have been clocked in since Tue 4 Mar, 08:00.')
  })

  it('shows the code that support looks up', () => {
    const notice = refusalNotice({ kind: 'parked', code: 'Forbidden' }, 0, messagesFor('en'), format)
    expect(notice.next).toContain('Forbidden')
  })
})
