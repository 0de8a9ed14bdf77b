import type { GraphCase } from '../graph-case.ts'
import { answerCases } from './answers.ts'
import { scheduleCases } from './schedule.ts'
import { signInCases } from './sign-in.ts'

/** Every behaviour of Entra and Graph that this project relies on. What reads stands first: a probe begins with it. */
export const graphCases: readonly GraphCase[] = [...signInCases, ...answerCases, ...scheduleCases]
