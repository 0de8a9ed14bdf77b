/** What goes beside an event, whichever it is. Never a badge number, a token or a secret; see `log-events.ts`. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
