import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSync } from 'recheck'
import { parse as parseSvelte } from 'svelte/compiler'
import ts from 'typescript'

/** A regular expression in the source. `pattern`: undefined if it is constructed at run time. */
export interface Pattern {
  /** Such as `electron/badge/badge-id.ts:33`. */
  readonly place: string
  readonly pattern: { readonly source: string; readonly flags: string } | undefined
}

/** Every regular expression under `folder` of the project at `root`: literals, and calls of `RegExp`. */
export function patternsUnder(root: string, folder: string): Pattern[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js|mjs|svelte)$/.test(name))
    .sort()
    .flatMap((name) => {
      const path = `${folder}/${name.replaceAll('\\', '/')}`
      const text = readFileSync(join(root, path), 'utf8')
      return name.endsWith('.svelte') ? patternsOfSvelte(text, path) : patternsOfScript(text, path)
    })
}

export function patternsOfScript(text: string, path: string): Pattern[] {
  const found: Pattern[] = []
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    const place = (): string => `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
    if (ts.isRegularExpressionLiteral(node)) found.push({ place: place(), pattern: literal(node.text) })
    else if (makesRegExp(node)) found.push({ place: place(), pattern: undefined })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** `text`: the literal with its slashes and flags. */
function literal(text: string): { source: string; flags: string } {
  const end = text.lastIndexOf('/')
  return { source: text.slice(1, end), flags: text.slice(end + 1) }
}

function makesRegExp(node: ts.Node): boolean {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'RegExp'
  )
}

/** Uses the Svelte compiler's AST (ESTree), because the markup contains patterns too. */
export function patternsOfSvelte(text: string, path: string): Pattern[] {
  const found: Pattern[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, start, regex, callee } = node as Record<string, unknown>
    const place = (): string =>
      `${path}:${text.slice(0, typeof start === 'number' ? start : 0).split('\n').length}`
    if (type === 'Literal' && isRegex(regex))
      found.push({ place: place(), pattern: { source: regex.pattern, flags: regex.flags } })
    else if ((type === 'NewExpression' || type === 'CallExpression') && isRegExpName(callee))
      found.push({ place: place(), pattern: undefined })
    for (const child of Object.values(node)) visit(child)
  }
  visit(parseSvelte(text, { modern: true }))
  return found
}

function isRegex(value: unknown): value is { readonly pattern: string; readonly flags: string } {
  return typeof value === 'object' && value !== null && 'pattern' in value && 'flags' in value
}

function isRegExpName(callee: unknown): boolean {
  return typeof callee === 'object' && callee !== null && 'name' in callee && callee.name === 'RegExp'
}

/** Long enough for the slowest machine, so that the result does not depend on speed. */
const checkTimeoutMs = 300_000
/** Above recheck's default it guesses by fuzzing, whose answer is random; up to this count it proves. */
const maxRepeatCount = 200

/** What is wrong with a pattern; undefined if its time is linear in the text's length for any text. */
export function problemOfPattern({ pattern }: Pattern): string | undefined {
  if (pattern === undefined) return 'is constructed at run time and cannot be checked: use a literal'
  // In this process, without the native binary or Java that recheck would look for.
  process.env['RECHECK_SYNC_BACKEND'] = 'pure'
  const result = checkSync(pattern.source, pattern.flags, { timeout: checkTimeoutMs, maxRepeatCount })
  switch (result.status) {
    case 'safe':
      return undefined
    case 'vulnerable':
      return `takes ${result.complexity.summary} time, for example for ${result.attack.pattern}`
    case 'unknown':
      return `cannot be checked (${result.error.kind})`
    default:
      return result satisfies never
  }
}
