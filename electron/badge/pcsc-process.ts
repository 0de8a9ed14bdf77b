import { systemClock } from '../base/clock.ts'
import { parentLink, type ParentLink } from '../base/parent-link.ts'
import { findPcscService } from './pcsc-service.ts'
import { startPcscSession } from './pcsc-session.ts'
import {
  loadOnlyArgument,
  parseToReaderProcess,
  readerNameFrom,
  type FromReaderProcess,
} from './reader-protocol.ts'

/**
 * The reader process: nfc-pcsc in a process of its own, since it can freeze, crash and leak. Reads badges and
 * tells the kiosk, until the kiosk says stop or goes, or the smart card service leaves; the kiosk then starts
 * another one.
 */

const heartbeatMs = 1000
const servicePollMs = 1000
/** The last messages need a moment to get out; and ending inside a callback of nfc-pcsc can hang. */
const leavingMs = 100

const link = parentLink<FromReaderProcess>()
if (link === undefined) {
  process.stderr.write('The reader process is started by the kiosk, not by hand.\n')
  process.exitCode = 2
} else {
  void run(link)
}

async function run(kiosk: ParentLink<FromReaderProcess>): Promise<void> {
  const leave = (code: number) => systemClock.after(leavingMs, () => process.exit(code))
  const fail = (detail: string) => {
    kiosk.send({ type: 'status', status: { kind: 'failing', detail } })
    leave(1)
  }
  process.on('uncaughtException', (error) => fail(error.message))
  kiosk.onMessage((message) => {
    if (parseToReaderProcess(message) !== undefined) leave(0)
  })
  kiosk.onClosed(() => leave(0))
  kiosk.send({ type: 'heartbeat' })
  setInterval(() => kiosk.send({ type: 'heartbeat' }), heartbeatMs)

  const software = await loadSoftware()
  if (typeof software === 'string') {
    kiosk.send({ type: 'software-missing', detail: software })
    leave(0)
    return
  }
  if (process.argv.includes(loadOnlyArgument)) {
    leave(0)
    return
  }
  await serviceIsThere(kiosk)
  startPcscSession({
    newNfc: (logger) => new software.NFC(logger),
    clock: systemClock,
    readerName: readerNameFrom(process.argv),
    send: (message) => kiosk.send(message),
    onEnded: (detail) => {
      void tellWhy(kiosk, detail).then(() => leave(0))
    },
  })
}

/** nfc-pcsc, or why it cannot be loaded: not installed, built for another Node, or PC/SC's library missing. */
async function loadSoftware(): Promise<typeof import('nfc-pcsc') | string> {
  try {
    return await import('nfc-pcsc')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function serviceIsThere(kiosk: ParentLink<FromReaderProcess>): Promise<void> {
  for (;;) {
    const service = await findPcscService()
    if (service.kind === 'running') return
    kiosk.send({
      type: 'status',
      status:
        service.kind === 'stopped'
          ? { kind: 'no-service', why: 'service-stopped' }
          : { kind: 'failing', detail: service.detail },
    })
    await new Promise<void>((resolve) => {
      systemClock.after(servicePollMs, resolve)
    })
  }
}

async function tellWhy(kiosk: ParentLink<FromReaderProcess>, detail: string): Promise<void> {
  const service = await findPcscService()
  kiosk.send({
    type: 'status',
    status:
      service.kind === 'stopped'
        ? { kind: 'no-service', why: 'service-stopped' }
        : { kind: 'failing', detail },
  })
}
