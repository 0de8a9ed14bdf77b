import { createScanner, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import type { SetupProblem } from '../contract/kiosk-state.ts'
import type { Locate } from './position.ts'

/** Real files need four levels; a bound keeps the recursive parser off the end of the stack. */
const maximumDepth = 32

/** One mistake often makes the parser stumble several times in a line; the first is the one to mend. */
export function syntaxProblems(text: string, errors: readonly ParseError[], locate: Locate): SetupProblem[] {
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
      return { problem: 'a text is not closed on its line', expected: 'a " at its end' }
    case 'UnexpectedEndOfComment':
      return { problem: 'a comment is not closed', expected: '*/ at its end' }
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return { problem: 'a backslash stands alone in a text', expected: '\\\\ or / in its place' }
    case 'InvalidCharacter':
      return { problem: 'a tab or another control character stands in a text', expected: 'text on one line' }
    case 'InvalidSymbol':
      return symbol.startsWith("'") || symbol.startsWith('\u201C') || symbol.startsWith('\u201D')
        ? { problem: 'the quotes are of the wrong kind', expected: 'straight double quotes: "…"' }
        : { problem: 'this is neither a key nor a value', expected: 'keys and texts in double quotes' }
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
