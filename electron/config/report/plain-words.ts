import type { z } from 'zod'
import type { SetupProblem } from '../../contract/kiosk-state.ts'
import type { ConfigDocument } from '../document/config-document.ts'
import { keyName } from '../key-name.ts'
import type { KeyPath } from '../key-name.ts'
import { expectedAt, groupsHolding, keysAt } from '../schema/schema-lookup.ts'
import { nearest } from '../../base/text/nearest.ts'
import { soundsSecret } from './sounds-secret.ts'

type Issue = z.core.$ZodIssue

/**
 * The schema's issues in words for the IT admin, each with its position in the file. A misspelled key is not
 * also reported as missing. Never repeats a value: it may be a secret. Reports at most `most` unknown keys
 * per group; `left` is how many are left out.
 */
export function inPlainWords(
  issues: readonly Issue[],
  document: ConfigDocument,
  most: number,
): { readonly problems: SetupProblem[]; readonly left: number } {
  const problems: SetupProblem[] = []
  const meant = new Set<string>()
  let left = 0
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue
    left += Math.max(0, issue.keys.length - most)
    for (const key of issue.keys.slice(0, most)) {
      const path = [...pathOf(issue), key]
      const near = nearestKey(path)
      if (near !== undefined) meant.add(keyName([...pathOf(issue), near]))
      problems.push(unknownKey(path, document))
    }
  }
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') continue
    const path = pathOf(issue)
    const isMissing = document.positionOfValue(path) === undefined
    if (isMissing && meant.has(keyName(path))) continue
    const expected = expectedOf(issue, path)
    problems.push({
      ...document.nearestPosition(path),
      key: keyName(path),
      problem: wording(issue, document.valueAt(path), isMissing),
      ...(expected === undefined ? {} : { expected }),
    })
  }
  return { problems, left }
}

/** Whether the issue is a missing or unknown key, which is uncertain if the file has syntax errors. */
export function isAboutKeys(issue: Issue, document: ConfigDocument): boolean {
  if (issue.code === 'unrecognized_keys') return true
  return document.positionOfValue(pathOf(issue)) === undefined
}

function pathOf(issue: Issue): KeyPath {
  return issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
}

function wording(issue: Issue, value: unknown, isMissing: boolean): string {
  if (isMissing) return issue.code === 'custom' ? issue.message : 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' && typeof value === 'number'
        ? 'is not a whole number'
        : `is ${nameOfType(value)}, not ${nameOfExpected(issue.expected)}`
    case 'invalid_format':
      return issue.format === 'guid' ? 'is not a GUID' : issue.message
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum} characters`
      return issue.origin === 'array'
        ? `has more than ${issue.maximum} entries`
        : `is more than ${issue.maximum}`
    case 'too_small':
      if (issue.origin === 'string') return 'is empty'
      return issue.origin === 'array' ? 'is an empty list' : `is less than ${issue.minimum}`
    case 'invalid_value':
      return notAChoice(value, issue.values)
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? notAChoice(value, issue.options)
        : 'is not valid'
    case 'custom':
      return issue.message
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
      return 'is not valid'
    default:
      return issue satisfies never
  }
}

function notAChoice(value: unknown, choices: readonly unknown[]): string {
  if (typeof value !== 'string') return `is ${nameOfType(value)}, not text in quotes`
  const near = nearest(
    value,
    choices.filter((choice) => typeof choice === 'string'),
  )
  return `is not a valid value${near === undefined ? '' : `; did you mean "${near}"?`}`
}

function expectedOf(issue: Issue, path: KeyPath): string | undefined {
  const expected = expectedAt(path)
  if (expected !== undefined) return expected
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options.map((option) => JSON.stringify(option)).join(' or ')
  if (issue.code === 'invalid_type' && issue.expected === 'object') {
    const keys = namesAt(path)
    return keys.length === 0 ? 'a group in braces' : `a group in braces with ${keys.join(', ')}`
  }
  return undefined
}

/** Keys of earlier versions, and what replaces them. */
const renamedKeys: ReadonlyMap<string, Pick<SetupProblem, 'problem' | 'expected'>> = new Map([
  [
    'screen.locale',
    {
      problem: 'has been replaced by screen.languages',
      expected: 'a list, the main language first, such as "languages": ["en"]',
    },
  ],
])

function unknownKey(path: KeyPath, document: ConfigDocument): SetupProblem {
  const key = String(path.at(-1))
  const group = path.slice(0, -1)
  const known = keysAt(group)
  const at = { ...document.positionOfKey(path), key: keyName(path) }
  const otherKind = known.find((entry) => entry.key === key)?.of
  if (otherKind !== undefined) return { ...at, problem: `belongs only to "kind": "${otherKind}"` }
  if (soundsSecret(key)) {
    return {
      ...at,
      problem: 'secrets do not belong in this file',
      expected:
        'a certificate (certificatePath, privateKeyPath), or the secret in the environment variable ' +
        'SHIFTS_KIOSK_CLIENT_SECRET; replace this secret, since others may have read it here',
    }
  }
  const renamed = renamedKeys.get(keyName(path))
  if (renamed !== undefined) return { ...at, ...renamed }
  const near = nearestKey(path)
  if (near !== undefined) return { ...at, problem: `is not a known key; did you mean ${near}?` }
  const elsewhere = groupsHolding(key).filter((name) => name !== group[0])
  if (elsewhere.length > 0)
    return {
      ...at,
      problem: `does not belong here; did you mean ${elsewhere.map((g) => `${g}.${key}`).join(' or ')}?`,
    }
  return { ...at, problem: 'is not a known key', expected: `one of ${namesAt(group).join(', ')}` }
}

/** The key of the group that was probably meant. */
function nearestKey(path: KeyPath): string | undefined {
  const key = String(path.at(-1))
  if (soundsSecret(key)) return undefined
  return nearest(key, namesAt(path.slice(0, -1)))
}

function namesAt(group: KeyPath): string[] {
  return [...new Set(keysAt(group).map((entry) => entry.key))].filter((name) => name !== '$schema')
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'text in quotes'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'a group in braces'
  }
}

function nameOfExpected(expected: string): string {
  switch (expected) {
    case 'string':
      return 'text in quotes'
    case 'number':
    case 'int':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list in square brackets'
    default:
      return 'a group in braces'
  }
}
