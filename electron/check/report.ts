import type { CheckResult, CheckState } from './check-result.ts'

const labels: Readonly<Record<CheckState, string>> = {
  good: 'ok',
  warning: 'warning',
  problem: 'problem',
  'not-checked': 'not checked',
}
const width = 13

/** For people: one line per check, with the fix below it. */
export function reportText(results: readonly CheckResult[]): string {
  const counts = (['problem', 'warning', 'not-checked'] as const).flatMap((state) => {
    const count = results.filter((result) => result.state === state).length
    return count === 0
      ? []
      : [`${count} ${labels[state]}${state === 'not-checked' || count === 1 ? '' : 's'}`]
  })
  const summary = counts.length === 0 ? 'No problems found.' : `${counts.join(', ')}.`
  return [...results.flatMap(linesOf), '', summary].join('\n')
}

function linesOf({ state, title, detail, fix }: CheckResult): readonly string[] {
  const [first = '', ...rest] = detail.split('\n')
  const indent = ' '.repeat(width)
  return [
    `${labels[state].padEnd(width)}${title}: ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...(fix === undefined ? [] : [`${indent}Fix: ${fix}`]),
  ]
}

/** For scripts: one JSON document. */
export function reportJson(results: readonly CheckResult[]): string {
  const checks = results.map(({ id, state, title, detail, fix }) => ({
    id,
    state,
    title,
    detail,
    fix: fix ?? null,
  }))
  return `${JSON.stringify({ checks }, undefined, 2)}\n`
}
