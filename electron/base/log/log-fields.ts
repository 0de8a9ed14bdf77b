/** Fields of any log event. Never a badge number, a token or a secret; see `log-events.ts`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
