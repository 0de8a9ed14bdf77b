import type { ConformanceCase } from '../conformance-case.ts'
import { messages } from './messages.ts'

/** Every behaviour of Electron that this project relies on. */
export const conformanceCases: readonly ConformanceCase[] = [...messages]
