import { systemClock } from '../../base/time/clock.ts'
import { parentLink, type ParentLink } from '../../base/process/parent-link.ts'
import { isAccessDenied } from './access-errors.ts'
import { findPcscService, serviceStatus } from './pcsc-service.ts'
import { startPcscSession } from './pcsc-session.ts'
import {
  listOnlyArgument,
  loadOnlyArgument,
  parseToReaderProcess,
  readerNameFrom,
  type FromReaderProcess,
  type ProcessStatus,
} from './reader-protocol.ts'

/** nfc-pcsc in a process of its own: reports badges until the kiosk or the smart card service stops. */

const heartbeatMs = 1000
const servicePollMs = 1000
/** With `--list-only`. Longer than the session waits for the first reader. */
const listingMs = 1000
/** The last messages need a moment to be sent, and exiting inside a callback of nfc-pcsc can hang. */
const leavingMs = 100

const link = parentLink<FromReaderProcess>()
if (link === undefined) {
  process.stderr.write('The kiosk starts the reader process; do not start it by hand.\n')
  process.exitCode = 2
} else {
  void run(link)
}

async function run(kiosk: ParentLink<FromReaderProcess>): Promise<void> {
  const leave = (code: number) => systemClock.after(leavingMs, () => process.exit(code))
  const fail = (detail: string) => {
    kiosk.send({ type: 'status', status: faultStatus(detail) })
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
  const isListing = process.argv.includes(listOnlyArgument)
  if (!(await waitForService(kiosk, isListing))) {
    leave(0)
    return
  }
  startPcscSession({
    newNfc: (logger) => new software.NFC(logger),
    clock: systemClock,
    readerName: readerNameFrom(process.argv),
    send: (message) => {
      if (!isListing || message.type === 'status') kiosk.send(message)
    },
    onEnded: (detail) => {
      void reportWhy(kiosk, detail).then(() => leave(0))
    },
  })
  if (isListing) systemClock.after(listingMs, () => leave(0))
}

/** nfc-pcsc, or why it cannot be loaded: not installed, built for another Node, no PC/SC library. */
async function loadSoftware(): Promise<typeof import('nfc-pcsc') | string> {
  try {
    return await import('nfc-pcsc')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Waits for the service; with `once`, checks only once. False: the service is not available. */
async function waitForService(kiosk: ParentLink<FromReaderProcess>, once: boolean): Promise<boolean> {
  for (;;) {
    const service = await findPcscService()
    if (service.kind === 'running') return true
    kiosk.send({ type: 'status', status: serviceStatus(service) })
    if (once) return false
    await new Promise<void>((resolve) => {
      systemClock.after(servicePollMs, resolve)
    })
  }
}

async function reportWhy(kiosk: ParentLink<FromReaderProcess>, detail: string): Promise<void> {
  const service = await findPcscService()
  kiosk.send({
    type: 'status',
    status: service.kind === 'running' ? faultStatus(detail) : serviceStatus(service),
  })
}

function faultStatus(detail: string): ProcessStatus {
  return { kind: isAccessDenied(detail) ? 'no-access' : 'failing', detail }
}
