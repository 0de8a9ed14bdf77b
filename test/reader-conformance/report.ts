import { z } from 'zod'

const seen = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    name: z.string(),
    detail: z.string(),
    measuredMs: z.record(z.string(), z.number()).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('unforeseen'), description: z.string() }),
  z.strictObject({ kind: z.literal('not-seen'), why: z.string() }),
])

/** What was seen of a case. */
export type Seen<Name extends string = string> =
  | {
      readonly kind: 'answer'
      /** The key of the case's `answers`. */
      readonly name: Name
      readonly detail: string
      readonly measuredMs?: Readonly<Record<string, number>>
    }
  /** An answer that the kiosk is not ready for. */
  | { readonly kind: 'unforeseen'; readonly description: string }
  | { readonly kind: 'not-seen'; readonly why: string }

export const seenSchema = seen

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** What `--report` writes. It contains no badge number. */
export const reportSchema = z.strictObject({
  tool: z.literal('probe:reader'),
  /** The project's version. */
  version: z.string(),
  date: day,
  /** The operating system with its version, and the processor. */
  os: z.string(),
  node: z.string(),
  /** The readers' names; a serial number in parentheses is left out. */
  readers: z.array(z.string()),
  /** The badges met, by pseudonyms that hold for this report alone. */
  badges: z.array(
    z.strictObject({
      name: z.string(),
      lengthBytes: z.number(),
      firstByte: z.enum(['random', 'cascade-tag', 'manufacturer', 'other']),
    }),
  ),
  cases: z.array(z.strictObject({ id: z.string(), seen })),
})

export type Report = z.infer<typeof reportSchema>

/** The report in `text`, or what is wrong with it. */
export function parseReport(
  text: string,
): { kind: 'report'; report: Report } | { kind: 'bad'; problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { kind: 'bad', problem: 'It is not JSON.' }
  }
  const parsed = reportSchema.safeParse(json)
  if (parsed.success) return { kind: 'report', report: parsed.data }
  return { kind: 'bad', problem: `It is not a report of probe:reader:\n${z.prettifyError(parsed.error)}` }
}
