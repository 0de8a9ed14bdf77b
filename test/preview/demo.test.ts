import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Enrollment } from '../../electron/contract/enrollment.ts'
import { startPreview, type PreviewProcess } from '../support/preview-process.ts'

/** The built demo, as `npm run demo` runs it in a browser. */

let demo: PreviewProcess

beforeAll(async () => {
  const preview = fileURLToPath(new URL('../../out/preview/demo.js', import.meta.url))
  demo = await startPreview({ configPath: 'not-read.json', preview })
  await demo.reaches('ready', ({ screen }) => screen.name === 'ready')
})
afterAll(() => demo.stop())

async function post(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${demo.url}${path}`, { method: 'POST', body: JSON.stringify(body) })
  if (answer.status !== 204) throw new Error(`${path}: ${answer.status}`)
}

const tap = (id: string): Promise<void> => post('dev/demo/tap', { id })

async function enrollment<Kind extends Enrollment['kind']>(
  kind: Kind,
  fits: (shown: Extract<Enrollment, { kind: Kind }>) => boolean = () => true,
): Promise<Extract<Enrollment, { kind: Kind }>> {
  let found: Extract<Enrollment, { kind: Kind }> | undefined
  await demo.reaches(`the enrollment's ${kind}`, ({ screen }) => {
    const shown = screen.name === 'enrollment' ? screen.enrollment : undefined
    const isIt = (step?: Enrollment): step is Extract<Enrollment, { kind: Kind }> => step?.kind === kind
    if (!isIt(shown) || !fits(shown)) return false
    found = shown
    return true
  })
  if (found === undefined) throw new Error('cannot happen')
  return found
}

async function lastEntry(): Promise<unknown> {
  const answer = await fetch(`${demo.url}dev/demo/ledger`)
  return ((await answer.json()) as { readonly entries: readonly unknown[] }).entries.at(-1)
}

test('a person of the second team is clocked out there', async () => {
  await tap('other-team')
  await demo.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
  expect(await lastEntry()).toMatchObject({ what: 'clockOut', who: 'Priya Raman', team: 'Store' })
})

test("the shift lead's badge gives the badge that nobody has to somebody, whose next tap counts", async () => {
  await tap('enrollment-badge')
  await enrollment('hold')
  await tap('not-in-roster')
  await enrollment('pick', ({ people }) => people === 'complete')
  for (const text of ['t', 'o']) {
    await enrollment('pick', ({ keys }) => keys.includes(text))
    await post('enroll', { kind: 'type', text })
  }
  const { matches } = await enrollment('pick', (shown) => shown.matches.length === 1)
  await post('enroll', { kind: 'pick', id: matches[0]?.id })
  await enrollment('hold', ({ done }) => done?.kind === 'added' && done.personName === 'Tomasz Nowak')
  await post('enroll', { kind: 'close' })
  await demo.reaches('ready', ({ screen }) => screen.name === 'ready')
  await tap('not-in-roster')
  await demo.reaches('confirmed', ({ screen }) => screen.name === 'confirmed')
  expect(await lastEntry()).toMatchObject({ what: 'clockOut', who: 'Tomasz Nowak', team: 'Warehouse' })
})
