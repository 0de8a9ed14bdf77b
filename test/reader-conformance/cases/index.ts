import type { ReaderCase } from '../reader-case.ts'
import { atrs } from './atr.ts'
import { numbers } from './numbers.ts'
import { others } from './others.ts'
import { presence } from './presence.ts'
import { replug } from './replug.ts'
import { slots } from './slots.ts'

/** Every belief about readers and badges that a walk can show, in the order it shows them. */
export const readerCases: readonly ReaderCase[] = [
  ...slots,
  ...atrs,
  ...numbers,
  ...presence,
  ...others,
  ...replug,
]
