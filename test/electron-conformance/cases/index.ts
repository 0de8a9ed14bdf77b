import type { ConformanceCase } from '../conformance-case.ts'
import { messages } from './messages.ts'
import { network } from './network.ts'

/** Every behaviour of Electron that this project relies on. */
export const conformanceCases: readonly ConformanceCase[] = [...messages, ...network]
