import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openLab, type Lab } from '../lab.ts'
import { peopleOf, type Person } from '../people.ts'
import { ms, numberRow, spreadOf, type Row, type Spread } from '../report.ts'

export interface RosterMeasured {
  readonly readyMs: readonly number[]
  readonly lookUpMicroseconds: number
  readonly longestStallMs: number
  readonly lostLookUps: number
}

const rosterProcess = fileURLToPath(new URL('../roster-process.ts', import.meta.url))

/** A fresh process for the load, so that nothing is warm; the built host for what is resident. */
export async function roster(): Promise<readonly Row[]> {
  const measured = await new Promise<RosterMeasured>((resolve, reject) => {
    const child = fork(rosterProcess, { execArgv: ['--import', 'tsx'] })
    child.once('message', (message) => resolve(message as RosterMeasured))
    child.once('exit', () => reject(new Error('The roster process ended.')))
  })
  const lab = await openLab(0)
  try {
    const staff = peopleOf(100_000, 6)
    const { host, fileProcess } = await residentMbOf(lab, staff)
    const { median: residentMb, most: mostMb } = host
    const { median: withoutMb } = (await residentMbOf(lab, peopleOf(3, 7))).host
    const [first = NaN, reload = NaN] = measured.readyMs
    return [
      numberRow('roster of 100,000 rows: ready', first, 'ms', 1000),
      numberRow('the same: one look-up', measured.lookUpMicroseconds, 'µs', 50),
      numberRow(`the same: resident, the whole host, median of ${starts}`, residentMb, 'MB', 120),
      {
        what: 'the same: of that, without the roster',
        measured: `${withoutMb.toFixed(1)} MB; the roster adds ${(residentMb - withoutMb).toFixed(1)} MB, and ${(mostMb - withoutMb).toFixed(1)} MB at the most`,
        target: '',
        numbers: { withoutMb, addedMb: residentMb - withoutMb },
      },
      {
        what: 'the same: resident beside it, the process that reads files',
        measured: `${fileProcess.median.toFixed(1)} MB`,
        target: '',
        numbers: { ...fileProcess },
      },
      {
        what: 'the same: a reload, with look-ups all the while',
        measured: `${ms(reload)}, longest stall ${ms(measured.longestStallMs)}, ${measured.lostLookUps} look-ups unanswered`,
        target: 'no stall over 50 ms, none unanswered',
        met: measured.longestStallMs <= 50 && measured.lostLookUps === 0,
        numbers: {
          reloadMs: reload,
          longestStallMs: measured.longestStallMs,
          lostLookUps: measured.lostLookUps,
        },
      },
    ]
  } finally {
    await lab.close()
  }
}

/** By then V8 has given back what it took to start. */
const settleMs = 3_000

/** One start in four or so takes 8 MB more: V8 has doubled the space for what is young once more. */
const starts = 5

/** Of several starts. proc(5): what of the process is in memory while it waits for taps. */
async function residentMbOf(
  lab: Lab,
  staff: readonly Person[],
): Promise<{ readonly host: Spread; readonly fileProcess: Spread }> {
  const host: number[] = []
  const fileProcess: number[] = []
  for (let start = 0; start < starts; start += 1) {
    const kiosk = await lab.startKiosk(staff)
    await setTimeout(settleMs)
    host.push(residentMb(kiosk.process.pid))
    fileProcess.push(residentMb(fileProcessPid(kiosk.log)))
    await kiosk.stop()
  }
  return { host: spreadOf(host), fileProcess: spreadOf(fileProcess) }
}

function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}

function fileProcessPid(log: readonly string[]): number | undefined {
  const lines = log.map((line) => JSON.parse(line) as { readonly event: string; readonly pid?: number })
  return lines.findLast(({ event }) => event === 'files.process-started')?.pid
}
