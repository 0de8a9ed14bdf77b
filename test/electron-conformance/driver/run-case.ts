import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConformanceCase } from '../conformance-case.ts'
import { readReport } from './report.ts'

/** A program that is meant to live on is watched for so long; one that is meant to end gets as long as the latter. */
const watchedMs = 3_000
const maxMs = 30_000

export interface CaseProgram {
  /** What runs the driver, such as Electron's executable. */
  readonly command: string
  /** Everything before the driver's own arguments; ends with the driver's path. */
  readonly args: readonly string[]
  /** Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv
  /** A folder of this run's own. */
  readonly folder: string
}

/** Runs the case with `index` in a program of its own. Throws where Electron does something else than it says. */
export async function runCase(given: ConformanceCase, index: number, program: CaseProgram): Promise<void> {
  const reportPath = join(program.folder, `report-${index}.jsonl`)
  const args = [...program.args, `--case=${index}`, `--report=${reportPath}`]
  const child = spawn(program.command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(program.env !== undefined && { env: program.env }),
  })
  const code = given.livesOn === true ? await aliveAfterRun(child, reportPath) : await endOf(child)
  const report = readReport(reportPath)
  if (report.failure !== undefined) throw new Error(report.failure)
  if (given.livesOn === true) {
    if (code !== undefined) throw new Error(`The program has ended, with code ${code}`)
    if (!report.hasRun) throw new Error('The case did not come to its end')
  } else if (given.afterTheEnd !== undefined) {
    if (typeof code !== 'number') throw new Error(`The program was ended from outside (${code})`)
    await given.afterTheEnd({ code, notes: report.notes, lives })
  } else if (code !== 0 || !report.hasRun) {
    throw new Error(`The program ended with code ${code}, and the case does not say so`)
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

type Code = number | NodeJS.Signals

/** Undefined where it still lives a while after its case has run; it is ended then. */
async function aliveAfterRun(child: ChildProcess, reportPath: string): Promise<Code | undefined> {
  const ended = endOf(child)
  const hasRun = async (): Promise<undefined> => {
    while (!readReport(reportPath).hasRun) await pause(50)
    await pause(watchedMs)
    return undefined
  }
  const code = await Promise.race([ended, hasRun()])
  if (code === undefined) child.kill('SIGKILL')
  await ended
  return code
}

async function endOf(child: ChildProcess): Promise<Code> {
  const timer = setTimeout(() => child.kill('SIGKILL'), maxMs)
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  clearTimeout(timer)
  return code ?? signal ?? 'SIGKILL'
}
