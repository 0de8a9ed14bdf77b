import { describe, expect, it } from 'vitest'
import { textWidth } from '../../build/notice-widths.ts'
import { languageOf, languages } from '../../electron/contract/languages.ts'
import { formatFor } from '../../renderer/format.ts'
import { everyLanguage, messagesFor } from '../../renderer/messages/index.ts'
import type { Messages, Notice } from '../../renderer/messages/messages.ts'
import { outOfServiceNotice, practiceNotice, refusalNotice } from '../../renderer/messages/notices.ts'
import { enrollmentProblems } from '../../electron/contract/enrollment.ts'
import { doneSamples, questionSamples } from '../../renderer/dev/sample-enrollment.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { doneNotice, problemNotice, questionNotice } from '../../renderer/messages/enrollment-notices.ts'

const format = formatFor({ locale: 'en-GB', timeZone: 'Europe/Madrid' })
/** Each once: beside others, the same receipts stand again. */
const screens = Object.values(sampleStates)
  .filter(({ slots }) => slots === undefined)
  .map(({ screen }) => screen)

function noticesOf(messages: Messages): readonly Partial<Notice>[] {
  const { starting, heard, confirmed, setupNeeded, practice } = messages
  const duration = formatFor({ locale: messages.language, timeZone: 'UTC' }).duration(7.5 * 3_600_000)
  return [
    { meaning: confirmed.worked({ duration }), next: confirmed.breaks({ duration }) },
    { next: confirmed.noBreaks },
    starting,
    heard,
    { headline: messages.savedHere.headline, next: messages.savedHere.next },
    ...Object.values(messages.savedHere.meaning).map((meaning) => ({ meaning })),
    confirmed,
    { headline: setupNeeded.headline, meaning: setupNeeded.meaning, next: setupNeeded.next },
    { meaning: messages.ready.headline, next: messages.ready.instruction },
    { next: messages.clockOutElsewhere },
    ...refusalsOf(messages),
    ...faultsOf(messages),
    { headline: practice.title, ...practice.waiting },
    { next: practice.nextIsReal },
    { next: practice.end },
    ...practiceOf(messages),
    ...enrollmentOf(messages),
  ]
}

/** Without those that are said in the words of a refusal, and with each once. */
function enrollmentOf(messages: Messages): readonly Partial<Notice>[] {
  const { enrollment } = messages
  const problems = enrollmentProblems
    .filter((problem) => !(problem in messages.refused) || problem in enrollment.problems)
    .map((problem) => problemNotice(problem, messages))
  const done = Object.values(doneSamples).map((each) => doneNotice(each, messages, format))
  const questions = Object.values(questionSamples).map((each) => questionNotice(each, messages, format))
  const { add, block, ...lines } = enrollment.pick
  return [
    { meaning: enrollment.title, next: enrollment.clockOut },
    enrollment.hold,
    { next: enrollment.nextBadge },
    { next: enrollment.done.partial },
    ...done,
    ...questions,
    ...problems,
    { headline: add },
    { headline: block },
    ...Object.values({ ...lines, more: lines.more(1204, '1,204') }).map((meaning) => ({ meaning })),
  ]
}

/** Without those that are said in the words of a refusal, and with each outcome once. */
function practiceOf(messages: Messages): readonly Notice[] {
  const notices = screens.flatMap((screen) => {
    if (screen.name !== 'practice' || screen.practice.kind !== 'done') return []
    const { outcome, tappedAtMs } = screen.practice
    if (outcome.kind in messages.refused && !(outcome.kind in messages.practice.outcomes)) return []
    if (outcome.kind === 'would-clock-out' && outcome.isOnBreak) return []
    return [practiceNotice(outcome, tappedAtMs, messages, format)]
  })
  return notices
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

/** Words as a reader counts them: a colon or a dash on its own is none. */
const words = (text: string) => text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))

/**
 * Chinese is written without spaces and says in one or two characters what English says in a word: eight to a
 * headline and thirty to a line take no longer to read than four and twelve words. What stands in Latin
 * letters within it, such as a code, counts as one.
 */
const limits = {
  words: { of: words, headline: 4, line: 12 },
  characters: { of: (text: string) => text.match(/[A-Za-z0-9]+|\S/gu) ?? [], headline: 8, line: 30 },
}
const limitsOf = ({ language }: Messages) => (language === 'zh-Hans' ? limits.characters : limits.words)

describe.each(everyLanguage.map((messages) => [messages.language, messages] as const))(
  'the words in %s',
  (_language, messages) => {
    it('has no headline of more than four words and no other line of more than twelve', () => {
      const limit = limitsOf(messages)
      const tooLong = noticesOf(messages).flatMap(({ headline = '', meaning = '', next = '' }) => [
        ...[headline].filter((line) => limit.of(line).length > limit.headline),
        ...[meaning, next].filter((line) => limit.of(line).length > limit.line),
      ])
      expect(tooLong).toEqual([])
    })

    it('has its own headline, meaning and next step for each reason', () => {
      for (const notices of [refusalsOf(messages), faultsOf(messages)]) {
        for (const part of ['headline', 'meaning', 'next'] as const) {
          const lines = notices.map((notice) => notice[part])
          expect(lines.every((line) => line.trim() !== '')).toBe(true)
          expect(new Set(lines).size).toBe(lines.length)
        }
      }
    })

    it('has its own text for each outcome of a practice tap, and mentions a break', () => {
      for (const part of ['headline', 'meaning'] as const) {
        const lines = practiceOf(messages).map((notice) => notice[part])
        expect(new Set(lines).size).toBe(lines.length)
      }
      const onCard = (isOnBreak: boolean) =>
        practiceNotice({ kind: 'would-clock-out', clockedInAtMs: 0, isOnBreak }, 0, messages, format).meaning
      expect(onCard(true)).not.toBe(onCard(false))
      expect(onCard(true)).toContain(format.moment(0, 0))
    })

    it('tells people that they may go once their clock-out is saved, whatever it still waits for', () => {
      const going = /go\.|irse|partir|gehen|pode ir|odejść|الانصراف|离开/u
      expect(messages.savedHere.next).toMatch(going)
    })

    it('has one short, distinct word for each outcome of a slot', () => {
      const { title, ...outcomes } = messages.slots
      expect(title).toMatch(/\p{L}/u)
      const said = Object.values(outcomes)
      expect(new Set(said).size).toBe(4)
      for (const word of said) {
        expect(words(word).length, word).toBeLessThanOrEqual(2)
        expect(textWidth(word), word).toBeLessThan(6)
      }
    })

    it('has its own text for each outcome of an enrollment, and short labels for its buttons', () => {
      const headlines = enrollmentOf(messages).flatMap(({ headline }) => headline ?? [])
      expect(headlines.length).toBeGreaterThan(15)
      expect(new Set(headlines).size).toBe(headlines.length)
      const { questions, buttons } = messages.enrollment
      const labels = [...Object.values(buttons), ...Object.values(questions).map(({ yes }) => yes)]
      for (const label of labels) {
        expect(limitsOf(messages).of(label).length, label).toBeLessThanOrEqual(limitsOf(messages).headline)
        expect(label).toMatch(/\p{L}/u)
      }
    })

    it('never uses the same headline for two receipts', () => {
      const headlines = noticesOf(messages).flatMap(({ headline }) => headline ?? [])
      expect(new Set(headlines).size).toBe(headlines.length)
    })
  },
)

describe('picking the words', () => {
  it.each(languages)('has a file for %s', (language) => {
    expect(messagesFor(language).language).toBe(language)
  })

  it.each([
    ['en-GB', 'en'],
    ['EN-us-u-hc-h23', 'en'],
    ['es-MX', 'es'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['zh', 'zh-Hans'],
    ['zh-CN', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['ar-EG', 'ar'],
  ])("for %s uses the language's, in the same script: %s", (tag, language) => {
    expect(languageOf(tag)).toBe(language)
  })

  it.each(['zh-TW', 'zh-Hant', 'en-Shaw', 'eu', '', '-', 'not a tag'])('has none for "%s"', (tag) => {
    expect(languageOf(tag)).toBeUndefined()
  })

  it('uses English for a language without a file, and without a language', () => {
    expect(messagesFor('eu-ES').language).toBe('en')
    expect(messagesFor('').language).toBe('en')
    expect(messagesFor('-').language).toBe('en')
  })

  it('gets the plural right for one tap and two taps', () => {
    const { waitingTaps } = messagesFor('en').status
    expect(waitingTaps(1, '1')).toBe('1 tap to be sent')
    expect(waitingTaps(2, '2')).toBe('2 taps to be sent')
  })
})

describe('a count', () => {
  const written = (language: string, count: number) =>
    messagesFor(language).status.waitingTaps(
      count,
      formatFor({ locale: language, timeZone: 'UTC' }).count(count),
    )

  it("uses each of Polish's three plural forms", () => {
    expect([1, 2, 5, 22, 112].map((count) => written('pl', count))).toEqual([
      '1 rejestracja do wysłania',
      '2 rejestracje do wysłania',
      '5 rejestracji do wysłania',
      '22 rejestracje do wysłania',
      '112 rejestracji do wysłania',
    ])
  })

  it("uses each of Arabic's five plural forms", () => {
    const forms = [1, 2, 3, 11, 100].map((count) => written('ar', count))
    expect(forms).toEqual([
      'تسجيل واحد بانتظار الإرسال',
      'تسجيلان بانتظار الإرسال',
      '3 تسجيلات بانتظار الإرسال',
      '11 تسجيلًا بانتظار الإرسال',
      '100 تسجيل بانتظار الإرسال',
    ])
  })

  it.each(everyLanguage.map((messages) => [messages.language, messages] as const))(
    'is written in %s for any number',
    (language, { status, setupNeeded, enrollment }) => {
      const inLanguage = formatFor({ locale: language, timeZone: 'UTC' })
      for (const number of [0, 1, 2, 3, 5, 11, 21, 22, 100, 1000, 1_000_000]) {
        expect(status.waitingTaps(number, inLanguage.count(number))).toMatch(/\p{L}/u)
        expect(setupNeeded.problems(number, inLanguage.count(number))).toMatch(/\p{L}/u)
        expect(enrollment.pick.more(number, inLanguage.count(number))).toMatch(/\p{L}/u)
        expect(enrollment.done.blocked(number, inLanguage.count(number))).toMatch(/\p{L}/u)
        expect(enrollment.questions.block.meaning(number, inLanguage.count(number))).toMatch(/\p{L}/u)
      }
    },
  )
})

describe('right-to-left words', () => {
  it('isolate a code or a time, so that its parts are not reordered', () => {
    const messages = messagesFor('ar')
    const code = refusalNotice({ kind: 'parked', code: '5B1C9A1E' }, 0, messages, format)
    expect(code.next).toContain('\u20685B1C9A1E\u2069')
    const time = refusalNotice({ kind: 'already-clocked-out', clockedOutAtMs: 0 }, 0, messages, format)
    expect(time.meaning).toContain('\u206801:00\u2069')
  })
})

describe('a refusal that names a time', () => {
  it('shows only the time if it is on the day of the tap', () => {
    const notice = refusalNotice(
      { kind: 'already-clocked-out', clockedOutAtMs: Date.UTC(2025, 2, 5, 15, 42) },
      Date.UTC(2025, 2, 5, 16, 2),
      messagesFor('en'),
      format,
    )
    expect(notice.meaning).toBe('Your time card ended: 16:42.')
  })

  it('shows the day too if it is another one', () => {
    const notice = refusalNotice(
      { kind: 'open-too-long', clockedInAtMs: Date.UTC(2025, 2, 4, 7, 0) },
      Date.UTC(2025, 2, 5, 16, 2),
      messagesFor('en'),
      format,
    )
    expect(notice.meaning).toBe('You have been clocked in since yesterday, 08:00.')
  })

  it.each(['parked', 'not-recorded'] as const)('shows the code that support looks up: %s', (kind) => {
    const notice = refusalNotice({ kind, code: '5B1C9A1E' }, 0, messagesFor('en'), format)
    expect(notice.next).toContain('5B1C9A1E')
  })
})
