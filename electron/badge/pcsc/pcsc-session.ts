import type { NFC, Reader } from 'nfc-pcsc'
import type { Clock } from '../../base/time/clock.ts'
import { errorText, isDisconnectError } from './pcsc-errors.ts'
import { PcscSlot } from './pcsc-slot.ts'
import type { FromReaderProcess } from './reader-protocol.ts'
import { SlotChoice } from '../pcsc-slots/slot-choice.ts'

export interface PcscSessionOptions {
  readonly newNfc: (logger: ConstructorParameters<typeof NFC>[0]) => NFC
  readonly clock: Clock
  /** Only readers whose name contains this text, case-insensitive. */
  readonly readerName: string | undefined
  readonly send: (message: FromReaderProcess) => void
  /** The connection to the smart card service is lost; nothing more comes from this session. Called once. */
  readonly onEnded: (detail: string) => void
}

/** How long the service may take to list its readers before `no-reader` is reported. */
const listingMs = 500
/** When pcscd stops, readers and session end one by one: the first one ends everything after this delay. */
const endingMs = 50

/**
 * One connection to the smart card service, with all its slots. Blocks forever if the service is not running.
 */
export function startPcscSession(options: PcscSessionOptions): void {
  const { clock, send } = options
  const choice = new SlotChoice<PcscSlot>(options.readerName)
  let ended = false
  let isListed = false

  const reportStatus = () => {
    if (ended) return
    const status = choice.status()
    // Another reader may still be added.
    if (isListed || status.kind === 'ready') send({ type: 'status', status })
  }
  const end = (detail: string) => {
    if (ended) return
    ended = true
    clock.after(endingMs, () => options.onEnded(detail))
  }

  const nfc = options.newNfc(quiet)
  nfc.on('error', (error) => end(error.message))
  nfc.on('reader', (reader) => {
    // First of all: an unhandled 'error' event ends the process.
    reader.on('error', (error) => end(error.message))
    // Otherwise nfc-pcsc sends its own commands.
    reader.autoProcessing = false
    const slot: PcscSlot = new PcscSlot(reader, {
      clock,
      send,
      isUsed: () => choice.isUsed(slot),
      onChanged: reportStatus,
    })
    reader.logger = {
      ...quiet,
      error: (error) => {
        if (!isDisconnectError(error)) slot.connectionFailed(error)
        // After a failed disconnect, nfc-pcsc reuses the old connection for the next badge, which never
        // works.
        else if (choice.isUsed(slot)) end(errorText(error))
      },
    }
    choice.add(slot)
    if (choice.isWanted(slot)) followReader(reader, slot)
    reader.on('end', () => {
      slot.ended()
      choice.remove(slot)
      reportStatus()
    })
    // Several readers may be added in one turn of the event loop: report the status after it.
    clock.after(0, reportStatus)
  })
  clock.after(listingMs, () => {
    isListed = true
    reportStatus()
  })
}

function followReader(reader: Reader, slot: PcscSlot): void {
  let isFirst = true
  reader.reader.on('status', ({ state, atr }) => {
    const isCardThere = (state & reader.reader.SCARD_STATE_PRESENT) !== 0
    if (isFirst) slot.firstSeen(isCardThere)
    isFirst = false
    slot.cardSeen(isCardThere ? atr : undefined)
  })
  reader.on('card', () => slot.cardPresented())
  reader.on('card.off', () => slot.cardRemoved())
}

const nothing = () => undefined
const quiet = { log: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }
