/** The part of nfc-pcsc 0.8 that is used here; the package has no types. */
declare module 'nfc-pcsc' {
  interface Logger {
    log(...details: unknown[]): void
    debug(...details: unknown[]): void
    info(...details: unknown[]): void
    warn(...details: unknown[]): void
    error(...details: unknown[]): void
  }

  /** The underlying reader of `@pokusew/pcsclite`. `state` is a bit field (SCARD_STATE_…). */
  interface PcscliteReader {
    readonly SCARD_STATE_PRESENT: number
    /** `atr`: the card's Answer To Reset, empty or absent if there is no card. */
    on(event: 'status', listener: (status: { readonly state: number; readonly atr?: Buffer }) => void): void
  }

  export class Reader {
    readonly name: string
    readonly reader: PcscliteReader
    /** Replaceable, so that a failed connection can be attributed to its reader. */
    logger: Logger
    autoProcessing: boolean
    on(event: 'card' | 'card.off' | 'end', listener: () => void): this
    on(event: 'error', listener: (error: Error) => void): this
    /** Rejects with an Error whose `previous` is the PC/SC error. */
    transmit(data: Buffer, responseMaxLength: number): Promise<Buffer>
  }

  export class NFC {
    /** Blocks the event loop until the smart card service is available. */
    constructor(logger?: Logger)
    on(event: 'reader', listener: (reader: Reader) => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }
}
