import { PcscReader } from '../../../electron/badge/pcsc/pcsc-reader.ts'
import { createCollectedLog } from '../../support/collected-log.ts'
import { createVirtualClock } from '../../support/virtual-clock.ts'
import { FakeReaderProcessHost } from '../fake-reader-process.ts'
import { createReaderRecorder } from '../reader-recorder.ts'

export const at = { wallMs: 1_700_000_000_000, monotonicMs: 5 }
export const heartbeat = { type: 'heartbeat' }
export const ready = { type: 'status', status: { kind: 'ready', readers: ['R1'] } }
export const notAnswering = { type: 'status', status: { kind: 'not-answering' } }
export const serviceStopped = { type: 'status', status: { kind: 'no-service', why: 'service-stopped' } }
export const badge = (uid: string, alreadyThere = false) => ({
  type: 'badge',
  reader: 'R1',
  uid,
  at,
  alreadyThere,
})
export const failure = (problem: string) => ({
  type: 'failure',
  reader: 'R1',
  problem,
  detail: 'so it is',
  at,
  alreadyThere: false,
})

/** The reader, with a stand-in for its process, in virtual time. */
export function reader(readerName?: string) {
  const host = new FakeReaderProcessHost()
  const clock = createVirtualClock()
  const log = createCollectedLog()
  const givenUp: number[] = []
  const pcsc = new PcscReader({
    host,
    clock,
    log,
    giveUp: () => void givenUp.push(clock.now().monotonicMs),
    ...(readerName === undefined ? {} : { readerName }),
  })
  const heard = createReaderRecorder()
  /** Lets time pass while the process is alive and says so. */
  const live = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      host.latest.say(heartbeat)
      await clock.advance(1000)
    }
  }
  return { pcsc, host, clock, log, heard, live, givenUp, start: () => pcsc.start(heard) }
}
