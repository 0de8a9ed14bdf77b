import type { EnrollmentInput } from '../../electron/contract/enrollment.ts'

/** Passes on what was touched. */
export type Touch = (input: EnrollmentInput) => void

/**
 * How long a button that has just appeared ignores touches, in milliseconds. A finger that comes down within
 * this time was on its way before the button was there, to what was in its place: nobody reacts to what they
 * see in less.
 */
export const settleMs = 300
