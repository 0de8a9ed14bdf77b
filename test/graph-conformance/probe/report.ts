import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Seen } from '../graph-case.ts'
import type { CaseResult } from '../run-cases.ts'

const measuredMs = z.record(z.string(), z.number())

const seen = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), name: z.string(), measuredMs: measuredMs.optional() }),
  z.strictObject({ kind: z.literal('unforeseen'), description: z.string() }),
  z.strictObject({ kind: z.literal('not-seen'), why: z.string() }),
])

/** What a probe has seen. Names nobody: see docs/verification.md. */
export const reportSchema = z.strictObject({
  format: z.literal(1),
  /** When the probe began. */
  date: z.iso.datetime(),
  /** Version of the kiosk whose cases these are. */
  tool: z.string(),
  api: z.literal('v1.0'),
  /** Stands for the tenant in this report alone. */
  tenant: z.string().regex(/^tenant-[0-9a-f]{12}$/),
  /** Whether Microsoft's own hosts were asked. A report of a stand-in is not adopted. */
  isMicrosoft: z.boolean(),
  cases: z.array(z.strictObject({ id: z.string(), seen })),
})
export type Report = z.infer<typeof reportSchema>

/** Pseudonyms that hold for one run: the salt is never written down. */
export function createPseudonyms(): (kind: 'tenant', value: string) => string {
  const salt = randomBytes(32)
  return (kind, value) =>
    `${kind}-${createHmac('sha256', salt).update(value.toLowerCase()).digest('hex').slice(0, 12)}`
}

/** Everything else in it is a number, or from the list of cases. */
function reported(seen: Seen, clean: (text: string) => string): Report['cases'][number]['seen'] {
  switch (seen.kind) {
    case 'answer': {
      const { kind, name, measuredMs } = seen
      return measuredMs === undefined ? { kind, name } : { kind, name, measuredMs }
    }
    case 'unforeseen':
      return { kind: seen.kind, description: clean(seen.description) }
    case 'not-seen':
      return { kind: seen.kind, why: clean(seen.why) }
    default:
      return seen satisfies never
  }
}

export function reportOf(
  about: Omit<Report, 'format' | 'api' | 'cases'>,
  results: readonly CaseResult[],
  /** Leaves out of what a case has described what names somebody. */
  clean: (text: string) => string,
): Report {
  const cases = results.map(({ given, seen }) => ({
    id: given.id,
    seen: reported(seen, clean),
  }))
  return { format: 1, api: 'v1.0', ...about, cases }
}
