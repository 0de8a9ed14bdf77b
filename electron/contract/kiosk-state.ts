import type { Enrollment } from './enrollment.ts'
import type { Look, NightHours } from './look.ts'

/**
 * The state that main owns and the renderer draws.
 * Plain data that survives structured cloning and JSON. Times are milliseconds since the Unix epoch.
 * Never contains a badge number, a token or a secret.
 */
export interface KioskState {
  readonly site: Site
  readonly screen: Screen
  readonly reader: ReaderStatus
  readonly connection: Connection
  /**
   * Fixed slots, in order, for people who tapped before the one on `screen` and have not seen their outcome
   * yet; null: an empty slot. A row keeps its slot until it leaves. Absent: nobody is waiting.
   */
  readonly slots?: readonly (SlotRow | null)[]
  /** Number of taps on disk that are not yet settled with Shifts. */
  readonly waitingTaps: number
  /**
   * When the people were last read from Entra, if that is longer ago than the daily reading explains.
   */
  readonly listedAtMs?: number
  /**
   * How far this computer's clock is ahead of the servers' (negative: behind), in milliseconds, whole seconds
   * only. Absent: it is right to within a few seconds, or no server has been reached yet.
   */
  readonly clockAheadMs?: number
}

export interface Site {
  readonly kioskName: string
  /**
   * BCP 47 tag, such as `en-GB` or `pt-BR`: the language of the screens, and the format of times and numbers.
   */
  readonly locale: string
  /** Further languages in which the idle screen also says what to do. Absent: none. */
  readonly otherLocales?: readonly string[]
  /** IANA time zone, such as `Europe/Madrid`, for every time on screen. */
  readonly timeZone: string
  /** Absent until the config has been read: the built-in look. */
  readonly look?: Look
  /** Hides the mouse pointer, except while IT moves it on a screen for IT. Absent: it is visible. */
  readonly hidesPointer?: true
  /** Absent: the kiosk makes no sound. */
  readonly sound?: SoundSettings
}

export interface SoundSettings {
  /** From 0 to 1. */
  readonly volume: number
  /** Silent hours, in the site's time zone. */
  readonly quietHours?: NightHours
}

/** What the screen shows. The name is also the root element's `data-state`. */
export type Screen =
  | { readonly name: 'starting' }
  | {
      readonly name: 'setup-needed'
      readonly configPath: string
      readonly problems: readonly SetupProblem[]
      /** Number of problems not listed. Absent: none. */
      readonly moreProblems?: number
    }
  | { readonly name: 'ready' }
  | { readonly name: 'heard'; readonly tap: ShownTap }
  | { readonly name: 'saved-here'; readonly tap: ShownTap }
  | {
      readonly name: 'confirmed'
      readonly tap: ShownTap
      readonly endedAtMs: number
      /** Absent if the site does not show hours, or the time card was not available. */
      readonly hours?: ShownHours
    }
  | { readonly name: 'refused'; readonly tap: ShownTap; readonly reason: RefusalReason }
  | { readonly name: 'out-of-service'; readonly reason: OutOfServiceReason }
  /** IT enters the maintenance PIN. The page gets the number of digits, never the digits. */
  | { readonly name: 'maintenance-pin'; readonly digits: number; readonly pin: PinEntry }
  /** `canEnroll`: badges can be added and blocked from here. */
  | { readonly name: 'diagnostics'; readonly page: DiagnosticsPage; readonly canEnroll?: true }
  /** IT practices with a badge: nothing is sent or written to the journal. */
  | { readonly name: 'practice'; readonly practice: Practice }
  /** A badge is added or blocked. */
  | { readonly name: 'enrollment'; readonly enrollment: Enrollment }

export interface ShownTap {
  /** Identifies the tap on screen and in the journal; a UUID. */
  readonly tapId: string
  readonly tappedAtMs: number
  /** The name in the form the site shows. Absent until the badge has been looked up, and if it is unknown. */
  readonly personName?: string
  /** BCP 47 tag of the person's own language. Absent if unknown: the site's is used. */
  readonly locale?: string
  /** A new number each time a receipt appears: another tap of the badge shows the same outcome again. */
  readonly showing?: number
}

/** Another person's tap. Visible to everybody, so it has no reason, time or code. */
export interface SlotRow {
  readonly tapId: string
  /** `refused`: another tap shows the full reason. */
  readonly outcome: 'waiting' | 'saved' | 'confirmed' | 'refused'
  /** At most first name and initial, whatever the site shows. Absent if the badge is unknown. */
  readonly shortName?: string
  /** BCP 47 tag of the person's own language. Absent if unknown: the site's is used. */
  readonly locale?: string
}

/** Totals of the time card that was ended, in milliseconds. */
export interface ShownHours {
  readonly workedMs: number
  readonly breaksMs: number
}

/** Why a tap did not end a time card. Each has its own text and next step on screen. */
export type RefusalReason =
  | { readonly kind: 'random-number' }
  | { readonly kind: 'unreadable-badge' }
  | { readonly kind: 'several-badges' }
  /**
   * A keyboard reader sends something that the current config cannot read. `code` is in the log next to the
   * fix.
   */
  | { readonly kind: 'reader-misconfigured'; readonly code: string }
  | { readonly kind: 'unknown-badge' }
  | { readonly kind: 'ambiguous-badge' }
  /** The badge belongs to an account that is disabled in Entra. */
  | { readonly kind: 'account-disabled' }
  /** The badge was lost or replaced, and blocked. */
  | { readonly kind: 'badge-blocked' }
  /** Whose badge it is could not be asked, so nothing was recorded. Another tap may succeed. */
  | { readonly kind: 'badge-not-checked' }
  /** The same badge was read repeatedly: it was left on the reader. */
  | { readonly kind: 'badge-left-on-reader' }
  | { readonly kind: 'not-clocked-in' }
  /** Shifts has no time card of this person in this team: a new employee, or a wrong id in the roster. */
  | { readonly kind: 'no-time-card'; readonly code: string }
  | { readonly kind: 'already-clocked-out'; readonly clockedOutAtMs: number }
  | { readonly kind: 'open-too-long'; readonly clockedInAtMs: number }
  /**
   * The tap could not be written to disk: it is lost unless the person tells somebody. `code` is in the log.
   */
  | { readonly kind: 'not-recorded'; readonly code: string }
  /** On disk, but Shifts refused it permanently; a manager has to act. `code` is for support. */
  | { readonly kind: 'parked'; readonly code: string }
  /** Like `parked`, but Shifts refuses the kiosk itself, whoever taps: IT has to act. */
  | { readonly kind: 'kiosk-refused'; readonly code: string }

/** Why no tap can be accepted at all. */
export type OutOfServiceReason =
  | { readonly kind: 'reader'; readonly status: Exclude<ReaderStatus, { kind: 'ready' }> }
  | { readonly kind: 'journal'; readonly detail: string }
  | { readonly kind: 'directory'; readonly detail: string }
  | { readonly kind: 'fault'; readonly detail: string }

/** The status of the badge reader. */
export type ReaderStatus =
  | { readonly kind: 'starting' }
  /**
   * No smart card service. `software-missing`: nfc-pcsc is not installed, so no reader can work.
   * `stopped-without-reader`: stopped by Windows, which stops the service with the last reader.
   */
  | {
      readonly kind: 'no-service'
      readonly why: 'service-stopped' | 'software-missing' | 'stopped-without-reader'
      readonly detail?: string
    }
  | { readonly kind: 'no-reader'; readonly others?: readonly OtherSlot[] }
  | { readonly kind: 'ready'; readonly readers: readonly string[]; readonly others?: readonly OtherSlot[] }
  | { readonly kind: 'failing'; readonly detail: string }
  /** No reader name contains the config's `reader.name`. */
  | { readonly kind: 'no-such-reader'; readonly present: readonly string[] }
  /** The kiosk's account may not use the smart card service. */
  | { readonly kind: 'no-access'; readonly detail: string }

/**
 * An unused slot of the smart card service, such as a contact slot. `why` completes "not a badge reader: …".
 */
export interface OtherSlot {
  readonly name: string
  readonly why: string
}

/** Whether Microsoft Graph answered the last request; `signed-out`: Microsoft rejects the sign-in. */
export type Connection = 'unknown' | 'online' | 'offline' | 'signed-out'

/** One problem of the config file, in words for the IT admin. Lines and columns count from 1. */
export interface SetupProblem {
  /** The file, if it is not the config file itself but the local one next to it. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Path of the setting, such as `shifts.teamId`. Empty for the whole file. */
  readonly key: string
  readonly problem: string
  /** A valid value. */
  readonly expected?: string
}

/** The state of entering the maintenance PIN. */
export type PinEntry =
  | { readonly kind: 'typing' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'wrong' }
  /** After wrong PINs, no PIN is accepted until `untilMs`. */
  | { readonly kind: 'locked'; readonly untilMs: number }

/** One page of diagnostics for IT, in English. Contains no name, no badge number and no secret. */
export interface DiagnosticsPage {
  /** From 1 to `pages`. */
  readonly number: number
  readonly pages: number
  readonly title: string
  readonly rows: readonly DiagnosticsRow[]
  /** The same as JSON for a QR code; docs/operations.md describes it. */
  readonly code: string
}

export interface DiagnosticsRow {
  readonly label: string
  readonly value: string
  /** The source of the value, or further details. */
  readonly note?: string
  /** Needs attention. */
  readonly attention?: true
}

/** The state of a practice tap. */
export type Practice =
  /** The next badge is the practice tap, and only that one. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'done'
      readonly tappedAtMs: number
      /** The name in the form the site shows. Absent if the badge is unknown. */
      readonly personName?: string
      readonly outcome: PracticeOutcome
      /**
       * For IT, who has entered a PIN or tapped a maintenance badge: the badge's number in all formats. The
       * only badge number a page ever gets; it appears nowhere else, and disappears with this screen. Absent:
       * the badge gave none.
       */
      readonly numbers?: readonly ShownNumber[]
    }

/** A badge's number in one format. */
export interface ShownNumber {
  /** A value of `badgeNumberFormat`. */
  readonly format: string
  readonly value: string
  /** Whether the roster would contain the badge if `directory.badgeNumberFormat` were this format. */
  readonly isListed: boolean
}

/** What a real tap of the badge would have done, as far as reading can tell. */
export type PracticeOutcome =
  | { readonly kind: 'would-clock-out'; readonly clockedInAtMs: number; readonly isOnBreak: boolean }
  | { readonly kind: 'already-clocked-out'; readonly clockedOutAtMs: number }
  | { readonly kind: 'open-too-long'; readonly clockedInAtMs: number }
  | { readonly [Kind in PlainPracticeOutcome]: { readonly kind: Kind } }[PlainPracticeOutcome]

/** Outcomes without further data. */
export const plainPracticeOutcomes = [
  'not-clocked-in',
  'unknown-badge',
  'ambiguous-badge',
  'account-disabled',
  'badge-blocked',
  // Like the refusals of the same names: the badge itself gave no number.
  'random-number',
  'unreadable-badge',
  'several-badges',
  // A keyboard reader sends something that the current config cannot read.
  'reader-misconfigured',
  // No badge can be looked up: the roster cannot be read, or has not been read yet.
  'no-roster',
  // The journal cannot be written: a real tap would not be accepted.
  'cannot-save',
  // The team's schedule or time clock is off in Shifts.
  'time-clock-off',
  // 403: consent is missing, or the app has no access to the team.
  'forbidden',
  // The token lacks the permission to end a time card.
  'read-only',
  // 404: no such team, or no access.
  'team-not-found',
  // Entra issues no token, or Graph does not accept it.
  'sign-in-refused',
  'unreachable',
  'throttled',
  // Graph gave another unusable answer.
  'unclear',
] as const

export type PlainPracticeOutcome = (typeof plainPracticeOutcomes)[number]
