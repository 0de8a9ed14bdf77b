import type { NFC, Reader } from 'nfc-pcsc'
import type { Clock } from '../base/clock.ts'
import { errorText, isDisconnectError } from './pcsc-errors.ts'
import { PcscSlot } from './pcsc-slot.ts'
import type { FromReaderProcess } from './reader-protocol.ts'

export interface PcscSessionOptions {
  readonly newNfc: (logger: ConstructorParameters<typeof NFC>[0]) => NFC
  readonly clock: Clock
  /** Only readers whose name contains this text, in any case. */
  readonly readerName: string | undefined
  readonly send: (message: FromReaderProcess) => void
  /** The smart card service has left this session; nothing comes from it any more. Called once. */
  readonly onEnded: (detail: string) => void
}

/** How long the service may take to list its readers, before having none is told. */
const listingMs = 500
/** pcscd's end reaches readers and the session one after another: one of them ends all, after this. */
const endingMs = 50

/** One connection to the smart card service, with all its readers. Blocks for good if the service is not there. */
export function startPcscSession(options: PcscSessionOptions): void {
  const { clock, send } = options
  const slots = new Map<string, PcscSlot>()
  let ended = false

  const tellStatus = () => {
    if (!ended) send({ type: 'status', status: statusOf([...slots.values()]) })
  }
  const end = (detail: string) => {
    if (ended) return
    ended = true
    clock.after(endingMs, () => options.onEnded(detail))
  }

  const nfc = options.newNfc(quiet)
  nfc.on('error', (error) => end(error.message))
  nfc.on('reader', (reader) => {
    // Before anything else, and for readers left out too: an error nobody listens to ends the process.
    reader.on('error', (error) => end(error.message))
    if (!isWanted(reader.name, options.readerName)) return
    reader.autoProcessing = false
    const slot = new PcscSlot(reader, clock, send, tellStatus)
    reader.logger = {
      ...quiet,
      error: (error) => {
        // After a failed disconnect nfc-pcsc takes the old connection for the next badge's, which never works.
        if (isDisconnectError(error)) end(errorText(error))
        else slot.connectionFailed(error)
      },
    }
    slots.set(reader.name, slot)
    followReader(reader, slot, () => {
      if (slots.get(reader.name) === slot) slots.delete(reader.name)
      tellStatus()
    })
    tellStatus()
  })
  clock.after(listingMs, () => {
    if (slots.size === 0) tellStatus()
  })
}

function followReader(reader: Reader, slot: PcscSlot, onEnd: () => void): void {
  reader.reader.once('status', ({ state }) =>
    slot.firstSeen((state & reader.reader.SCARD_STATE_PRESENT) !== 0),
  )
  reader.on('card', () => slot.cardPresented())
  reader.on('card.off', () => slot.cardRemoved())
  reader.on('end', onEnd)
}

/** Slots for SAMs (security modules screwed into the reader) always hold a card that is no badge. */
function isWanted(name: string, readerName: string | undefined): boolean {
  if (/\bSAM\b/i.test(name)) return false
  return readerName === undefined || name.toLowerCase().includes(readerName.toLowerCase())
}

function statusOf(slots: readonly PcscSlot[]): Extract<FromReaderProcess, { type: 'status' }>['status'] {
  if (slots.length === 0) return { kind: 'no-reader' }
  const answering = slots.filter((slot) => !slot.isHung)
  if (answering.length === 0) return { kind: 'not-answering' }
  return { kind: 'ready', readers: answering.map((slot) => slot.name).sort() }
}

const nothing = () => undefined
const quiet = { log: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }
