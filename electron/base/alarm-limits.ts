/** Thresholds shared by the config warnings, the alarms and the diagnostics. */

/** Warn when the certificate expires within this time: enough to create, upload and install a new one. */
export const certificateWarningMs = 30 * 24 * 3_600_000

/** Entra rejects an assertion when the clock is off by more than five minutes; warn at half of that. */
export const clockSkewWarningMs = 150_000
