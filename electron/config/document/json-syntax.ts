import { createScanner, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { Locate } from './position.ts'

/** Real files need four levels; the limit protects the recursive parser from a stack overflow. */
const maxDepth = 32
/** `SyntaxKind.EOF`: jsonc-parser declares it as a const enum, which cannot be imported here. */
const endOfFile = 17

/** Typographic quotes that word processors and chats put in place of straight ones, in any language. */
const wrongQuotes = /['`\u00B4\u2018-\u201F\u00AB\u00BB\u2039\u203A\uFF02]/
/**
 * Characters that look like a space or are invisible but are not JSON white space: from web pages and PDFs.
 */
const oddSpace = /(?! )[\p{Zs}\p{Zl}\p{Zp}\p{Cf}]/u

/** At most one problem per line: a mistake often causes several errors, and the first is the one to fix. */
export function syntaxProblems(text: string, errors: readonly ParseError[], locate: Locate): SetupProblem[] {
  const firstToken: number = createScanner(text, true).scan()
  if (firstToken === endOfFile && errors.every(({ error }) => printParseErrorCode(error) === 'ValueExpected'))
    return [{ ...locate(0), key: '', problem: 'holds only comments', expected: '{ … }' }]
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
      return {
        problem: 'there is text after the closing brace',
        expected: 'one pair of braces around everything',
      }
    case 'UnexpectedEndOfString':
      return wrongQuotes.test(symbol.slice(1).replaceAll(/['`]/g, ''))
        ? wrongKindOfQuotes
        : { problem: 'a text has no closing quote on its line', expected: 'a " at its end' }
    case 'UnexpectedEndOfComment':
      return { problem: 'a comment is not closed', expected: '*/ at its end' }
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return { problem: 'a single backslash in a text', expected: '\\\\ or / instead' }
    case 'InvalidCharacter':
      return { problem: 'a tab or another control character in a text', expected: 'text on one line' }
    case 'InvalidSymbol':
      return wordingOfSymbol(symbol)
    case 'InvalidNumberFormat':
    case 'UnexpectedEndOfNumber':
      return { problem: 'this is not a number', expected: 'only digits' }
    case 'InvalidCommentToken':
    case '<unknown ParseErrorCode>':
      return { problem: 'this is not JSON', expected: '"key": value' }
    default:
      return code satisfies never
  }
}

const wrongKindOfQuotes = {
  problem: 'the wrong kind of quotes',
  expected: 'straight double quotes: "…"',
}

function wordingOfSymbol(symbol: string): Pick<SetupProblem, 'problem' | 'expected'> {
  if (wrongQuotes.test(symbol.charAt(0)) || wrongQuotes.test(symbol.charAt(symbol.length - 1)))
    return wrongKindOfQuotes
  const [space] = oddSpace.exec(symbol) ?? []
  if (space === undefined)
    return { problem: 'this is neither a key nor a value', expected: 'keys and texts in double quotes' }
  const code = space.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return { problem: `an unusual space (U+${code}) here`, expected: 'an ordinary space instead' }
}

/** Offset where the nesting exceeds `maxDepth`; undefined if it does not. */
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
    if (depth > maxDepth) return scanner.getTokenOffset()
  }
  return undefined
}
