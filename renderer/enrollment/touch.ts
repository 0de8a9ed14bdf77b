import type { EnrollmentInput } from '../../electron/contract/enrollment.ts'

/** Sends what was touched to main. */
export type Touch = (input: EnrollmentInput) => void

/**
 * How long a button that has just appeared ignores touches, in milliseconds. Nobody reacts faster than this, so an
 * earlier touch was meant for what was there before.
 */
export const settleMs = 300
