import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Row } from '../report.ts'

export interface MemoryMeasured {
  readonly taps: number
  readonly seconds: number
  readonly residentBeforeMb: number
  readonly residentAfterMb: number
  readonly descriptorsBefore: number
  readonly descriptorsAfter: number
}

const memoryProcess = fileURLToPath(new URL('../memory-process.ts', import.meta.url))

/** 100,000 taps through the kiosk and a real journal in virtual time, in a process of its own. */
export async function memory(): Promise<readonly Row[]> {
  const measured = await new Promise<MemoryMeasured>((resolve, reject) => {
    const child = fork(memoryProcess, { execArgv: ['--import', 'tsx', '--expose-gc'] })
    child.once('message', (message) => resolve(message as MemoryMeasured))
    child.once('exit', () => reject(new Error('The memory process ended.')))
  })
  const { taps, seconds, residentBeforeMb, residentAfterMb, descriptorsBefore, descriptorsAfter } = measured
  const grown = residentAfterMb - residentBeforeMb
  return [
    {
      what: `${taps.toLocaleString('en')} taps: resident memory and descriptors`,
      measured:
        `${grown < 0 ? '' : '+'}${grown.toFixed(1)} MB (${residentBeforeMb.toFixed(0)} to ${residentAfterMb.toFixed(0)}), ` +
        `${descriptorsAfter - descriptorsBefore} descriptors more; ${Math.round(taps / seconds)} taps/s`,
      target: '≤ 10 MB more, no descriptor more',
      met: grown <= 10 && descriptorsAfter <= descriptorsBefore,
      numbers: { ...measured },
    },
  ]
}
