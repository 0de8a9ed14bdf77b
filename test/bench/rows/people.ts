import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PreviewProcess } from '../../support/preview-process.ts'
import { openLab, type Lab } from '../lab.ts'
import { peopleOf, type Person } from '../people.ts'
import { numberRow, spreadOf, timesRow, type Row } from '../report.ts'
import { pause, tap } from './taps.ts'

const teams = 40
const ours = 12
const peopleATeam = 500
const taps = 24
/** All of them while the people are being read. */
const everyMs = 150

/**
 * The people of twelve teams of a large tenant, read from Entra by the built host: how long the first reading
 * takes and what it costs, and whether taps notice a later one.
 */
export async function people(roundTripMs: number): Promise<readonly Row[]> {
  const lab = await openLab(roundTripMs)
  const dataFolder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bench-'))
  try {
    const all = Array.from({ length: teams }, (_, index) => ({
      id: teamIdOf(index),
      people: peopleOf(peopleATeam, 20 + index),
    }))
    await lab.addTeams(all, ours)
    const first = await firstReading(lab, dataFolder, all.slice(0, ours))
    const tapped = await tapsInReading(lab, dataFolder, all[0]?.people ?? [])
    return [
      {
        what: `first reading of ${(ours * peopleATeam).toLocaleString('en')} people of ${ours} teams, 20,000 users in the tenant`,
        measured: `${first.requests} requests, ${(first.readMs / 1000).toFixed(1)} s from the start of the program`,
        target: '≤ 30 s',
        met: first.readMs <= 30_000,
        numbers: { requests: first.requests, readMs: first.readMs },
      },
      numberRow('the same: resident, the whole host', first.residentMb, 'MB', 150),
      timesRow('tap → heard, in the middle of a reading', tapped.heardMs, { of: 'p95', ms: 100 }),
      timesRow('tap → confirmed, in the middle of a reading', tapped.readingMs),
      timesRow('the same without a reading', tapped.quietMs),
      {
        what: 'delay of a tap by the reading, by the medians',
        measured: `${tapped.delayMs.toFixed(0)} ms; ${tapped.inReading} of ${taps} taps before the reading ended`,
        target: '≤ 50 ms',
        met: tapped.delayMs <= 50 && tapped.inReading > taps / 2,
        numbers: { delayMs: tapped.delayMs, inReading: tapped.inReading },
      },
    ]
  } finally {
    await lab.close()
    rmSync(dataFolder, { recursive: true, force: true })
  }
}

function teamIdOf(index: number): string {
  return `af3b8c92-4d5e-4f70-9b82-${String(index + 1).padStart(12, '0')}`
}

function start(lab: Lab, dataFolder: string): Promise<PreviewProcess> {
  const named = Array.from({ length: ours }, (_, index) => ({
    id: teamIdOf(index),
    name: `Team ${index + 1}`,
  }))
  return lab.startKiosk([], {
    dataFolder,
    waitUntilReady: false,
    config: {
      shifts: { teams: named, atApprovedLocation: true },
      directory: { kind: 'entra', badgeNumberFormat: 'hex' },
    },
  })
}

async function firstReading(
  lab: Lab,
  dataFolder: string,
  read: readonly { readonly people: readonly Person[] }[],
): Promise<{ readonly requests: number; readonly readMs: number; readonly residentMb: number }> {
  const mark = await lab.mark()
  const startedAt = performance.now()
  const kiosk = await start(lab, dataFolder)
  await readsPeople(kiosk, 120_000)
  const readMs = performance.now() - startedAt
  const requests = (await lab.requestsSince(mark)).filter(({ route }) => route === 'list-members').length
  // A look-up of somebody in each team, then what V8 gives back.
  const [person] = read.at(-1)?.people ?? []
  if (person !== undefined) await tap(kiosk, person)
  await pause(5_000)
  const residentMb =
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${kiosk.process.pid}/status`, 'utf8'))?.[1]) / 1024
  await kiosk.stop()
  return { requests, readMs, residentMb }
}

/** The list of the first reading is on disk: the next start takes taps at once, and reads everybody again. */
async function tapsInReading(
  lab: Lab,
  dataFolder: string,
  staff: readonly Person[],
): Promise<{
  readonly heardMs: readonly number[]
  readonly readingMs: readonly number[]
  readonly quietMs: readonly number[]
  readonly delayMs: number
  readonly inReading: number
}> {
  const kiosk = await start(lab, dataFolder)
  await kiosk.reaches('ready', ({ screen }) => screen.name === 'ready', 60_000)
  // The first tap waits for the sign-in.
  const [early, ...others] = staff
  if (early !== undefined) await tap(kiosk, early)
  const heardMs: number[] = []
  const readingMs: number[] = []
  const quietMs: number[] = []
  let inReading = 0
  for (const person of others.slice(0, taps)) {
    const tapped = await tap(kiosk, person)
    if (hasRead(kiosk)) {
      quietMs.push(tapped.confirmedMs)
    } else {
      inReading += 1
      heardMs.push(tapped.heardMs)
      readingMs.push(tapped.confirmedMs)
    }
    await pause(everyMs)
  }
  await readsPeople(kiosk, 120_000)
  for (const person of others.slice(taps, 2 * taps)) {
    quietMs.push((await tap(kiosk, person)).confirmedMs)
    await pause(everyMs)
  }
  await kiosk.stop()
  const delayMs = spreadOf(readingMs).median - spreadOf(quietMs).median
  return { heardMs, readingMs, quietMs, delayMs, inReading }
}

function hasRead({ log }: PreviewProcess): boolean {
  return log.some((line) => line.includes('"people.loaded"') && line.includes('"from":"entra"'))
}

async function readsPeople(kiosk: PreviewProcess, limitMs: number): Promise<void> {
  for (const startedAt = performance.now(); !hasRead(kiosk);) {
    if (performance.now() - startedAt > limitMs) throw new Error(`No people:\n${kiosk.log.join('\n')}`)
    await pause(20)
  }
}
