import type { BadgeReader } from './badge/badge-reader.ts'
import { KeyboardReader, type KeyboardReaderOptions } from './badge/keyboard/keyboard-reader.ts'
import { PcscReader } from './badge/pcsc/pcsc-reader.ts'
import type { KioskConfig } from './config/config.ts'
import { exitCodes } from './ops/cli/exit-codes.ts'
import type { NumberFormats } from './directory/badge-format/format-fits.ts'
import type { KioskHost } from './kiosk-host.ts'

/** The number formats of roster and reader. A demo's own reader gives UIDs, so it has no format. */
export function numberFormats({ reader, directory }: KioskConfig, host: KioskHost): NumberFormats {
  const isTyped = reader.kind === 'keyboard' && host.openReader === undefined
  return { directory: directory.badgeNumberFormat, ...(isTyped && { reader: reader.badgeNumberFormat }) }
}

export function openReader(
  reader: KioskConfig['reader'],
  {
    readerProcesses,
    keys,
    clock,
    log,
    leave,
    ...typing
  }: KioskHost & Required<Pick<KeyboardReaderOptions, 'unreadable' | 'isPersonTyping'>>,
): BadgeReader {
  switch (reader.kind) {
    case 'pcsc':
      return new PcscReader({
        host: readerProcesses,
        clock,
        log,
        giveUp: () => leave(exitCodes.readerLost),
        ...(reader.name !== '' && { readerName: reader.name }),
      })
    case 'keyboard':
      return new KeyboardReader({
        keys,
        clock,
        log,
        format: reader.badgeNumberFormat,
        prefix: reader.prefix,
        suffix: reader.suffix,
        unreadable: typing.unreadable,
        minimumLength: reader.minimumLength,
        averageGapMs: reader.maximumKeyGapMs,
        maxGapMs: reader.maximumKeyGapMs,
        ending: reader.ending,
        keyboardLayout: reader.keyboardLayout,
        isPersonTyping: typing.isPersonTyping,
      })
    default:
      return reader satisfies never
  }
}
