/** From when on something is worth somebody's look: the same in the config's warnings, the alarms and the diagnostics. */

/** Left until the certificate expires. Time enough to have a new one made, uploaded and laid down. */
export const certificateWarningMs = 30 * 24 * 3_600_000

/** Entra refuses an assertion from a clock that is off by more than five minutes; half of that is worth a look. */
export const clockWrongMs = 150_000
