import type { GraphCase } from '../graph-case.ts'
import { answerCases } from './answers.ts'
import { breakCases } from './breaks.ts'
import { clockInCases } from './clock-in.ts'
import { clockOutCases } from './clock-out.ts'
import { directoryCases } from './directory.ts'
import { listCases } from './lists.ts'
import { memberCases } from './members.ts'
import { replacementCases } from './replacements.ts'
import { scheduleCases } from './schedule.ts'
import { signInCases } from './sign-in.ts'
import { throttlingCases } from './throttling.ts'
import { timeCardCases } from './time-cards.ts'

/** Every behaviour of Entra and Graph that this project relies on. What reads stands first: a probe begins with it. */
export const graphCases: readonly GraphCase[] = [
  ...signInCases,
  ...directoryCases,
  ...memberCases,
  ...scheduleCases,
  ...answerCases,
  ...clockInCases,
  ...timeCardCases,
  ...clockOutCases,
  ...breakCases,
  ...replacementCases,
  ...listCases,
  ...throttlingCases,
]

/** Those that no document settles. */
export const silentCases = graphCases.filter(({ source }) => source === 'silent')
