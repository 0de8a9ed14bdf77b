import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Report } from './probe/report.ts'

export const seenPath = fileURLToPath(new URL('seen.json', import.meta.url))

/** What was seen on real tenants, by case. */
const seenCases = z.strictObject({
  cases: z.record(
    z.string(),
    z.strictObject({
      answer: z.string(),
      /** The day. */
      date: z.iso.date(),
      /** The report's pseudonym. */
      tenant: z.string(),
      api: z.string(),
    }),
  ),
})
export type SeenCases = z.infer<typeof seenCases>

export function readSeen(path = seenPath): SeenCases {
  return seenCases.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** What is known once a report is taken in: the newest answer of each case. */
export function withReport(seen: SeenCases, report: Report): SeenCases {
  const fresh = report.cases.flatMap(({ id, seen: one }) =>
    one.kind === 'answer'
      ? [
          [
            id,
            { answer: one.name, date: report.date.slice(0, 10), tenant: report.tenant, api: report.api },
          ] as const,
        ]
      : [],
  )
  const cases = { ...seen.cases, ...Object.fromEntries(fresh) }
  return { cases: Object.fromEntries(Object.entries(cases).sort(([a], [b]) => a.localeCompare(b, 'en'))) }
}
