import { createScanner, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { Locate } from './position.ts'

/** Real files need four levels; a bound keeps the recursive parser off the end of the stack. */
const maximumDepth = 32
/** `SyntaxKind.EOF`: jsonc-parser declares it as a const enum, which cannot be imported here. */
const endOfFile = 17

/** What word processors and chats make of straight quotes, in any language. */
const wrongQuotes = /['`\u00B4\u2018-\u201F\u00AB\u00BB\u2039\u203A\uFF02]/
/** What looks like a space or like nothing, and is neither in JSON: from web pages, PDFs and joined files. */
const oddSpace = /(?! )[\p{Zs}\p{Zl}\p{Zp}\p{Cf}]/u

/** One mistake often makes the parser stumble several times in a line; the first is the one to fix. */
export function syntaxProblems(text: string, errors: readonly ParseError[], locate: Locate): SetupProblem[] {
  const firstToken: number = createScanner(text, true).scan()
  if (firstToken === endOfFile && errors.every(({ error }) => printParseErrorCode(error) === 'ValueExpected'))
    return [{ ...locate(0), key: '', problem: 'holds nothing but comments', expected: '{ … }' }]
  const byLine = new Map<number, SetupProblem>()
  for (const error of errors) {
    const position = locate(Math.min(error.offset, text.length))
    if (byLine.has(position.line)) continue
    const symbol = text.slice(error.offset, error.offset + error.length)
    byLine.set(position.line, { ...position, key: '', ...wording(printParseErrorCode(error.error), symbol) })
  }
  return [...byLine.values()]
}

function wording(
  code: ReturnType<typeof printParseErrorCode>,
  symbol: string,
): Pick<SetupProblem, 'problem' | 'expected'> {
  switch (code) {
    case 'CommaExpected':
      return { problem: 'a comma is missing before this', expected: 'a comma after each value' }
    case 'ColonExpected':
      return { problem: 'a colon is missing before this', expected: '"key": value' }
    case 'PropertyNameExpected':
      return { problem: 'a key is missing here', expected: '"key": value' }
    case 'ValueExpected':
      return { problem: 'a value is missing here', expected: '"key": value' }
    case 'CloseBraceExpected':
      return { problem: 'a closing brace is missing', expected: '}' }
    case 'CloseBracketExpected':
      return { problem: 'a closing square bracket is missing', expected: ']' }
    case 'EndOfFileExpected':
      return { problem: 'there is something after the end', expected: 'one pair of braces around everything' }
    case 'UnexpectedEndOfString':
      return wrongQuotes.test(symbol.slice(1).replaceAll(/['`]/g, ''))
        ? wrongKindOfQuotes
        : { problem: 'a text is not closed on its line', expected: 'a " at its end' }
    case 'UnexpectedEndOfComment':
      return { problem: 'a comment is not closed', expected: '*/ at its end' }
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return { problem: 'a backslash stands alone in a text', expected: '\\\\ or / in its place' }
    case 'InvalidCharacter':
      return { problem: 'a tab or another control character stands in a text', expected: 'text on one line' }
    case 'InvalidSymbol':
      return wordingOfSymbol(symbol)
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return { problem: 'this is not a number', expected: 'digits alone' }
    case 'InvalidCommentToken':
    case '<unknown ParseErrorCode>':
      return { problem: 'this is not JSON', expected: '"key": value' }
    default:
      return code satisfies never
  }
}

const wrongKindOfQuotes = {
  problem: 'the quotes are of the wrong kind',
  expected: 'straight double quotes: "…"',
}

function wordingOfSymbol(symbol: string): Pick<SetupProblem, 'problem' | 'expected'> {
  if (wrongQuotes.test(symbol.charAt(0)) || wrongQuotes.test(symbol.charAt(symbol.length - 1)))
    return wrongKindOfQuotes
  const [space] = oddSpace.exec(symbol) ?? []
  if (space === undefined)
    return { problem: 'this is neither a key nor a value', expected: 'keys and texts in double quotes' }
  const code = space.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return { problem: `an unusual space (U+${code}) stands here`, expected: 'an ordinary space in its place' }
}

/** Where a text goes deeper than any config does; undefined where it stays within bounds. */
export function offsetBeyondDepth(text: string): number | undefined {
  const scanner = createScanner(text, true)
  const opening = new Set(['{', '['])
  const closing = new Set(['}', ']'])
  let depth = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    if (scanner.getTokenLength() !== 1) continue
    const token = text.charAt(scanner.getTokenOffset())
    if (opening.has(token)) depth += 1
    if (closing.has(token)) depth = Math.max(0, depth - 1)
    if (depth > maximumDepth) return scanner.getTokenOffset()
  }
  return undefined
}
