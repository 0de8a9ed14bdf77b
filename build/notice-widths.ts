import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LanguageWidths, NoticeWidths, WordWidths } from '../electron/config/look/panel-fit.ts'
import { sampleStates } from '../renderer/dev/sample-states.ts'
import { formatFor } from '../renderer/format.ts'
import { everyLanguage } from '../renderer/messages/index.ts'
import type { Messages, Notice } from '../renderer/messages/messages.ts'
import { outOfServiceNotice, refusalNotice } from '../renderer/messages/notices.ts'

/**
 * Width of each letter of Inter at the headlines' weight, in thousandths of an em, as rendered by a browser.
 */
export const letterWidths = JSON.parse(
  readFileSync(fileURLToPath(new URL('letter-widths.json', import.meta.url)), 'utf8'),
) as Readonly<Record<string, number>>

/** For scripts rendered in a system font: an upper bound of the average width in any known font. */
const arabicLetterWidth = 600
const ideographWidth = 1000

/** Width of a text in em, never less than a browser renders it. */
export function textWidth(text: string): number {
  let thousandths = 0
  for (const letter of text) {
    if (/\p{M}/u.test(letter)) continue
    thousandths +=
      letterWidths[letter] ?? (/\p{Script=Arabic}/u.test(letter) ? arabicLetterWidth : ideographWidth)
  }
  return thousandths / 1000
}

/** The text of `electron/config/look/notice-widths.ts`: the widest texts of each language. */
export function noticeWidthsModule(): string {
  const widths = Object.fromEntries(everyLanguage.map((messages) => [messages.language, widthsOf(messages)]))
  return [
    "import type { LanguageWidths } from './panel-fit.ts'",
    '',
    '/** The widest texts of each language, in em. Generated from renderer/messages by `npm run schema`. */',
    `export const noticeWidths: Readonly<Record<string, LanguageWidths>> = ${JSON.stringify(widths)}`,
    '',
  ].join('\n')
}

function widthsOf(messages: Messages): LanguageWidths {
  const format = formatFor({ locale: messages.language, timeZone: 'Europe/Madrid' })
  const { starting, heard, savedHere, confirmed } = messages
  const saved = Object.values(savedHere.meaning).map((meaning) => ({ ...savedHere, meaning }))
  const screens = Object.values(sampleStates).map(({ screen }) => screen)
  const widest = (notices: readonly Partial<Notice>[]): NoticeWidths => {
    const of = (part: keyof Notice) => widestOf(notices.map((notice) => notice[part] ?? ''))
    return { headline: of('headline'), meaning: of('meaning'), next: of('next') }
  }
  return {
    space: isWithoutSpaces(confirmed.meaning) ? 0 : textWidth(' '),
    receipt: widest([starting, heard, ...saved, confirmed]),
    refusal: widest(
      screens.flatMap((screen) =>
        screen.name === 'refused'
          ? [refusalNotice(screen.reason, screen.tap.tappedAtMs, messages, format)]
          : [],
      ),
    ),
    outOfService: widest(
      screens.flatMap((screen) =>
        screen.name === 'out-of-service'
          ? [{ ...outOfServiceNotice(screen.reason, messages), next: messages.clockOutElsewhere }]
          : [],
      ),
    ),
  }
}

function widestOf(texts: readonly string[]): WordWidths {
  const all = texts.map((text) => wordsOf(text).map(textWidth))
  const sum = (widths: WordWidths) => widths.reduce((total, width) => total + width, 0)
  const longest = all.reduce((a, b) => (sum(b) > sum(a) ? b : a))
  // A short text may contain the widest word, which must fit as well.
  const widestWord = Math.max(...all.flat())
  const at = longest.indexOf(Math.max(...longest))
  return longest.map((width, i) => Number((i === at ? widestWord : width).toFixed(2)))
}

/** The unbreakable parts of a line: words, or single characters in a script without spaces. */
function wordsOf(text: string): string[] {
  if (!isWithoutSpaces(text)) return text.split(/\s+/u).filter((word) => word !== '')
  return (
    text.match(/[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]|[^\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]+/gu) ??
    []
  )
}

function isWithoutSpaces(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}
