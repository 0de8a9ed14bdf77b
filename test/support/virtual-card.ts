import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { vpcdPorts } from './pcscd.ts'

/** A contactless card for vpcd, which plays the reader: the card is a TCP client of it. */
export interface VirtualCard {
  /** Answer To Reset, as a reader constructs it for the chip (PC/SC part 3). */
  readonly atr: Buffer
  /** Answers a command; `undefined`: never; `leave`: the card is taken away at that moment. */
  answer(command: Buffer): Buffer | undefined | 'leave'
}

const mifareClassicAtr = Buffer.from('3B8F8001804F0CA000000306030001000000006A', 'hex')
const isoDepAtr = Buffer.from('3B8180018080', 'hex')
/** A Java card with contacts: TD1 says T=1, and there are no PC/SC historical bytes. */
const contactAtr = Buffer.from('3BF81300008131FE454A434F5076323431B7', 'hex')
const success = Buffer.from('9000', 'hex')
const functionNotSupported = Buffer.from('6A81', 'hex')
const unknownClass = Buffer.from('6E00', 'hex')
const unknownInstruction = Buffer.from('6D00', 'hex')

const getUid = Buffer.from('FFCA000000', 'hex')

/** `uid` in hex, 4 bytes. */
export function mifareClassic(uid: string): VirtualCard {
  return cardWithUid(mifareClassicAtr, uid)
}

/** `uid` in hex, 7 bytes. ISO 14443-4, as DESFire EV1 and later. */
export function desfire(uid: string): VirtualCard {
  return cardWithUid(isoDepAtr, uid)
}

/** A phone: has a new UID of 4 bytes, starting with 08, at each call. */
export function phone(): VirtualCard {
  const random = Buffer.from(Array.from({ length: 3 }, () => Math.floor(Math.random() * 256)))
  return cardWithUid(isoDepAtr, `08${random.toString('hex')}`)
}

/** A card with contacts: it does not know the reader's command, so it gives no UID. */
export const contactCard = (): VirtualCard => ({ atr: contactAtr, answer: () => unknownClass })

/** Answers every command with `bytes`. */
export function answering(bytes: Buffer): VirtualCard {
  return { atr: mifareClassicAtr, answer: () => bytes }
}

/** Answers with bytes that mean nothing. */
export const garbage = (): VirtualCard => answering(Buffer.from('A5F00D5EED1E55BADC0FFEE00DDF00D1', 'hex'))

/** Gives no UID: answers that the function is not supported. */
export const wrongStatusWord = (): VirtualCard => answering(functionNotSupported)

/** Claims success with nothing in it. */
export const emptyAnswer = (): VirtualCard => answering(success)

/** Is present, but never answers a command. */
export const silent = (): VirtualCard => ({ atr: mifareClassicAtr, answer: () => undefined })

/** Removed at the moment its number is requested. */
export const removedMidRead = (): VirtualCard => ({ atr: mifareClassicAtr, answer: () => 'leave' })

function cardWithUid(atr: Buffer, uid: string): VirtualCard {
  const answer = Buffer.concat([Buffer.from(uid, 'hex'), success])
  return { atr, answer: (command) => (command.equals(getUid) ? answer : unknownInstruction) }
}

/** pcscd checks every 400 ms whether a card is there; after this it has noticed a card or its removal. */
const noticeMs = 800

/**
 * Holds `card` to the reader and takes it away; resolves once pcscd has had time to notice. `holdMs`: at least 600,
 * or pcscd may miss the card.
 */
export async function present(
  card: VirtualCard,
  { holdMs = 700, reader = 0 }: { readonly holdMs?: number; readonly reader?: 0 | 1 } = {},
): Promise<void> {
  const laid = await lay(card, { reader })
  await pause(holdMs)
  await laid.takeAway()
}

export interface LaidCard {
  /** Resolves once pcscd has had time to notice the card. */
  noticed(): Promise<void>
  /** Removes the card; resolves once pcscd has had time to notice. */
  takeAway(): Promise<void>
}

/** Lays `card` on the reader and leaves it there. */
export async function lay(
  card: VirtualCard,
  { reader = 0 }: { readonly reader?: 0 | 1 } = {},
): Promise<LaidCard> {
  const socket = connect(vpcdPorts[reader], '127.0.0.1')
  await once(socket, 'connect')
  socket.setNoDelay(true)
  // pcscd closes it when it ends.
  socket.on('error', () => undefined)
  converse(socket, card)
  return {
    noticed: () => pause(noticeMs),
    takeAway: async () => {
      socket.destroy()
      await pause(noticeMs)
    },
  }
}

/** vpcd's messages: two bytes of length, then payload. One byte of payload is a control, anything else a command. */
function converse(socket: Socket, card: VirtualCard): void {
  let received = Buffer.alloc(0)
  const reply = (payload: Buffer) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(payload.length)
    socket.write(Buffer.concat([length, payload]))
  }
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      const payload = received.subarray(2, end)
      received = received.subarray(end)
      take(payload)
    }
  })
  const take = (payload: Buffer) => {
    if (payload.length <= 1) {
      if (payload[0] === sendAtr) reply(card.atr)
      return
    }
    const answer = card.answer(payload)
    if (answer === 'leave') socket.destroy()
    else if (answer !== undefined) reply(answer)
  }
}

/** The control that requests the ATR, also to check whether a card is present. Power and reset need no answer. */
const sendAtr = 0x04

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
