import { readFileSync, writeFileSync } from 'node:fs'
import { graphCases } from '../cases/index.ts'
import { readSeen, seenPath, withReport } from '../seen.ts'
import { reportSchema, type Report } from './report.ts'

export type Adopted =
  { readonly kind: 'ok'; readonly count: number } | { readonly kind: 'bad'; readonly problem: string }

/** Records what a report has seen in seen.json. */
export function adopt(reportPath: string): Adopted {
  const report = readReport(reportPath)
  if (report === undefined) return { kind: 'bad', problem: 'the file is not a report of this probe' }
  const problem = whyNotAdopted(report)
  if (problem !== undefined) return { kind: 'bad', problem }
  writeFileSync(seenPath, `${JSON.stringify(withReport(readSeen(), report), undefined, 2)}\n`)
  return { kind: 'ok', count: report.cases.filter(({ seen }) => seen.kind === 'answer').length }
}

function readReport(path: string): Report | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Why the report cannot be adopted; undefined: it can. */
export function whyNotAdopted(report: Report): string | undefined {
  if (!report.isMicrosoft) return "the report is of a stand-in, not of Microsoft's own hosts"
  const unknown = report.cases.filter(({ id, seen }) => {
    const given = graphCases.find((one) => one.id === id)
    return given === undefined || (seen.kind === 'answer' && !Object.hasOwn(given.answers, seen.name))
  })
  return unknown.length === 0
    ? undefined
    : `the report names ${unknown.length} cases or answers that are not on the list`
}
