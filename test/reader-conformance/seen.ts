import { z } from 'zod'
import { readerCases } from './cases/index.ts'
import { modelOf } from './reader-names.ts'
import { parseReport, seenSchema, type Report } from './report.ts'

/** `seen.json`: beside each case what was seen of it, on which reader and system, the newest last. */
const seenFileSchema = z.array(
  z.strictObject({
    id: z.string(),
    seen: z.array(z.strictObject({ date: z.string(), reader: z.string(), os: z.string(), seen: seenSchema })),
  }),
)

export type SeenFile = z.infer<typeof seenFileSchema>

export function parseSeenFile(text: string): SeenFile {
  return seenFileSchema.parse(JSON.parse(text))
}

export type Adopted =
  | { readonly kind: 'adopted'; readonly file: SeenFile; readonly count: number }
  | { readonly kind: 'bad'; readonly problem: string }

/** vpcd's readers, of which the tests' virtual cards are: they say nothing of any reader. */
const isVirtual = (name: string) => name.startsWith('Virtual PCD')

/** `before` with what `reportText` has seen. What it has not seen is left out; the same reader and system again replaces. */
export function adoptReport(reportText: string, before: SeenFile): Adopted {
  const parsed = parseReport(reportText)
  if (parsed.kind === 'bad') return parsed
  const { report } = parsed
  const unknown = report.cases.filter(({ id }) => !readerCases.some((known) => known.id === id))
  if (unknown.length > 0) {
    return {
      kind: 'bad',
      problem: `It has cases that are not known: ${unknown.map(({ id }) => id).join(', ')}.`,
    }
  }
  const strange = report.cases.filter(({ id, seen }) => seen.kind === 'answer' && !hasAnswer(id, seen.name))
  if (strange.length > 0) {
    return {
      kind: 'bad',
      problem: `It has answers that are none of their case: ${strange.map(({ id }) => id).join(', ')}.`,
    }
  }
  if (report.readers.length === 0 || report.readers.some(isVirtual)) {
    return {
      kind: 'bad',
      problem: 'It was made with a virtual reader or none, which shows nothing of a real one.',
    }
  }
  const seenCases = report.cases.filter(({ seen }) => seen.kind !== 'not-seen')
  if (seenCases.length === 0) return { kind: 'bad', problem: 'It has seen nothing.' }
  return {
    kind: 'adopted',
    file: readerCases.flatMap(({ id }) => entry(id, report, before)),
    count: seenCases.length,
  }
}

function hasAnswer(id: string, name: string): boolean {
  return Object.hasOwn(readerCases.find((one) => one.id === id)?.answers ?? {}, name)
}

function entry(id: string, report: Report, before: SeenFile): SeenFile {
  const old = before.find((known) => known.id === id)?.seen ?? []
  const now = report.cases.find((reported) => reported.id === id)?.seen
  const reader = [...new Set(report.readers.map(modelOf))].join(', ')
  const seen =
    now === undefined || now.kind === 'not-seen'
      ? old
      : [
          ...old.filter((known) => known.reader !== reader || known.os !== report.os),
          { date: report.date, reader, os: report.os, seen: now },
        ]
  return seen.length === 0 ? [] : [{ id, seen }]
}
