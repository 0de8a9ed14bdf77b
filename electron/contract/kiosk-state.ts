import type { Look, NightHours } from './look.ts'

/**
 * What main and renderer share: the one state that main owns and the renderer draws.
 * Plain data that survives structured cloning and JSON. Times are milliseconds since the Unix epoch.
 * Never holds a badge number, a token or a secret.
 */
export interface KioskState {
  readonly site: Site
  readonly screen: Screen
  readonly reader: ReaderStatus
  readonly connection: Connection
  /**
   * Fixed slots, in their order, for people who tapped before the one on `screen` and have not seen their outcome yet;
   * null: the slot is empty. A row stays in its slot until it leaves. Absent: nobody waits.
   */
  readonly slots?: readonly (SlotRow | null)[]
  /** How many taps are on disk here and not yet settled with Shifts. */
  readonly waitingTaps: number
  /**
   * How far this computer's clock is ahead of the servers' (behind: negative), in milliseconds, whole seconds of them.
   * Absent: it is right to a few seconds, or no server has been seen yet.
   */
  readonly clockAheadMs?: number
}

export interface Site {
  readonly kioskName: string
  /** BCP 47 tag, such as `en-GB` or `pt-BR`: the language of the screens, and how they write times and numbers. */
  readonly locale: string
  /** Further languages of the place, in which the idle screen also says what to do. Absent: none. */
  readonly otherLocales?: readonly string[]
  /** IANA time zone, such as `Europe/Madrid`: the zone every time on screen is shown in. */
  readonly timeZone: string
  /** Absent until the config has been read: the built-in look. */
  readonly look?: Look
  /** A wall has no mouse; the pointer shows only while IT moves one over what is for IT. Absent: it shows. */
  readonly hidesPointer?: true
  /** Absent: the kiosk makes no sound. */
  readonly sound?: SoundSettings
}

export interface SoundSettings {
  /** From 0 to 1. */
  readonly volume: number
  /** In these hours, by the site's time zone, nothing sounds. */
  readonly quietHours?: NightHours
}

/** What the whole screen says. The name is also the root element's `data-state`. */
export type Screen =
  | { readonly name: 'starting' }
  | {
      readonly name: 'setup-needed'
      readonly configPath: string
      readonly problems: readonly SetupProblem[]
      /** How many there are beside them. Absent: none. */
      readonly moreProblems?: number
    }
  | { readonly name: 'ready' }
  | { readonly name: 'heard'; readonly tap: ShownTap }
  | { readonly name: 'saved-here'; readonly tap: ShownTap }
  | {
      readonly name: 'confirmed'
      readonly tap: ShownTap
      readonly endedAtMs: number
      /** Absent where the site does not show it, and where the time card was not at hand. */
      readonly hours?: ShownHours
    }
  | { readonly name: 'refused'; readonly tap: ShownTap; readonly reason: RefusalReason }
  | { readonly name: 'out-of-service'; readonly reason: OutOfServiceReason }
  /** Somebody of IT types the maintenance PIN. The page learns how many digits there are, and none of them. */
  | { readonly name: 'maintenance-pin'; readonly digits: number; readonly pin: PinEntry }
  | { readonly name: 'diagnostics'; readonly page: DiagnosticsPage }
  /** IT holds a badge for practice: nothing is sent, and nothing is written into the journal. */
  | { readonly name: 'practice'; readonly practice: Practice }

export interface ShownTap {
  /** Identifies the tap on screen and in the journal; a UUID. */
  readonly tapId: string
  readonly tappedAtMs: number
  /** As much of the name as the site shows. Absent until the badge has been looked up, and where it is in no list. */
  readonly personName?: string
  /** BCP 47 tag of the person's own language. Absent where it is not known: the site's is taken. */
  readonly locale?: string
  /** Another number each time a receipt comes on screen: a badge that is tapped again shows the same outcome anew. */
  readonly showing?: number
}

/** One person's tap beside that of somebody else. Everybody reads it, so it has no reason, time or code. */
export interface SlotRow {
  readonly tapId: string
  /** `refused`: tapping again shows the reason in full. */
  readonly outcome: 'waiting' | 'saved' | 'confirmed' | 'refused'
  /** First name and initial at most, whatever the site shows. Absent where the badge leads to nobody. */
  readonly shortName?: string
  /** BCP 47 tag of the person's own language. Absent where it is not known: the site's is taken. */
  readonly locale?: string
}

/** What the time card that was ended comes to, in milliseconds. */
export interface ShownHours {
  readonly workedMs: number
  readonly breaksMs: number
}

/** Why a tap did not end a time card. Each has its own words and its own next step on screen. */
export type RefusalReason =
  | { readonly kind: 'random-number' }
  | { readonly kind: 'unreadable-badge' }
  | { readonly kind: 'several-badges' }
  /** The reader types, and the config keeps the kiosk from reading it. `code` stands in the log beside what helps. */
  | { readonly kind: 'reader-misconfigured'; readonly code: string }
  | { readonly kind: 'unknown-badge' }
  | { readonly kind: 'ambiguous-badge' }
  /** The same badge was read again and again: it lies on the reader. */
  | { readonly kind: 'badge-left-on-reader' }
  | { readonly kind: 'not-clocked-in' }
  /** Shifts has never had a time card of this person in this team: new here, or IT has another id in the roster. */
  | { readonly kind: 'no-time-card'; readonly code: string }
  | { readonly kind: 'already-clocked-out'; readonly clockedOutAtMs: number }
  | { readonly kind: 'open-too-long'; readonly clockedInAtMs: number }
  /** The tap could not be written to the disk: it is lost unless the person tells somebody. `code` stands in the log. */
  | { readonly kind: 'not-recorded'; readonly code: string }
  /** On disk, but Shifts refused it for good; a manager has to act. `code` is what support looks up. */
  | { readonly kind: 'parked'; readonly code: string }
  /** As `parked`, but it is the kiosk that Shifts refuses, whoever taps: IT has to act. */
  | { readonly kind: 'kiosk-refused'; readonly code: string }

/** Why no tap can be accepted at all. */
export type OutOfServiceReason =
  | { readonly kind: 'reader'; readonly status: Exclude<ReaderStatus, { kind: 'ready' }> }
  | { readonly kind: 'journal'; readonly detail: string }
  | { readonly kind: 'directory'; readonly detail: string }
  | { readonly kind: 'fault'; readonly detail: string }

/** The badge reader, as one status. */
export type ReaderStatus =
  | { readonly kind: 'starting' }
  /**
   * No smart card service. `software-missing`: nfc-pcsc is not installed, so no reader can ever answer.
   * `stopped-without-reader`: stopped on Windows, which stops the service with the last reader.
   */
  | {
      readonly kind: 'no-service'
      readonly why: 'service-stopped' | 'software-missing' | 'stopped-without-reader'
      readonly detail?: string
    }
  | { readonly kind: 'no-reader'; readonly others?: readonly OtherSlot[] }
  | { readonly kind: 'ready'; readonly readers: readonly string[]; readonly others?: readonly OtherSlot[] }
  | { readonly kind: 'failing'; readonly detail: string }
  /** The config's `reader.name` is in none of the names that are there. */
  | { readonly kind: 'no-such-reader'; readonly present: readonly string[] }
  /** The kiosk's account may not use the smart card service. */
  | { readonly kind: 'no-access'; readonly detail: string }

/** A slot of the smart card service that is not used, such as a contact slot. `why` completes "not a badge reader: …". */
export interface OtherSlot {
  readonly name: string
  readonly why: string
}

/** Whether Microsoft Graph answered last time it was asked; `signed-out`: Microsoft refuses the sign-in. */
export type Connection = 'unknown' | 'online' | 'offline' | 'signed-out'

/** One thing wrong with the config file, in words for the IT admin. Lines and columns count from 1. */
export interface SetupProblem {
  /** The file it stands in, where that is not the config file itself: the local one beside it. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Path of the value, such as `shifts.teamId`. Empty for the file as a whole. */
  readonly key: string
  readonly problem: string
  /** What would be right. */
  readonly expected?: string
}

/** How far the entry of the maintenance PIN is. */
export type PinEntry =
  | { readonly kind: 'typing' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'wrong' }
  /** After wrong PINs none is taken before `untilMs`. */
  | { readonly kind: 'locked'; readonly untilMs: number }

/** One page of what IT reads at the kiosk, in English. Holds no name, no badge number and no secret. */
export interface DiagnosticsPage {
  /** Counts from 1; there are `pages`. */
  readonly number: number
  readonly pages: number
  readonly title: string
  readonly rows: readonly DiagnosticsRow[]
  /** The same as JSON, for a QR code that a phone can read: docs/operations.md says what it holds. */
  readonly code: string
}

export interface DiagnosticsRow {
  readonly label: string
  readonly value: string
  /** Where the value comes from, or what more there is to know. */
  readonly note?: string
  /** Somebody should look at it. */
  readonly attention?: true
}

/** How far a practice tap is. */
export type Practice =
  /** The next badge is the practice tap, and only that one. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'checking' }
  | {
      readonly kind: 'done'
      readonly tappedAtMs: number
      /** As much of the name as the site shows. Absent where the badge leads to nobody. */
      readonly personName?: string
      readonly outcome: PracticeOutcome
      /**
       * For IT, who has shown a PIN or a maintenance badge: how the badge's number is written. The one badge number that
       * a page ever gets; it stands nowhere else, and goes with this screen. Absent: the badge gave none.
       */
      readonly numbers?: readonly ShownNumber[]
    }

/** A badge's number in one format. */
export interface ShownNumber {
  /** As `badgeNumberFormat` names it. */
  readonly format: string
  readonly value: string
  /** Whether the roster would know the badge if `directory.badgeNumberFormat` were this. */
  readonly isListed: boolean
}

/** What a tap of that badge would have come to, as far as reading tells. */
export type PracticeOutcome =
  | { readonly kind: 'would-clock-out'; readonly clockedInAtMs: number; readonly isOnBreak: boolean }
  | { readonly kind: 'already-clocked-out'; readonly clockedOutAtMs: number }
  | { readonly kind: 'open-too-long'; readonly clockedInAtMs: number }
  | { readonly [Kind in PlainPracticeOutcome]: { readonly kind: Kind } }[PlainPracticeOutcome]

/** Those of which there is no more to say. */
export const plainPracticeOutcomes = [
  'not-clocked-in',
  'unknown-badge',
  'ambiguous-badge',
  // As the refusals of the same names: the badge itself gave no number.
  'random-number',
  'unreadable-badge',
  'several-badges',
  // The reader types, and the config keeps the kiosk from reading it.
  'reader-misconfigured',
  // No badge can be looked up: the roster cannot be read, or has not been read yet.
  'no-roster',
  // The journal cannot be written: a real tap would not be accepted.
  'cannot-save',
  // The team's schedule or time clock is off in Shifts.
  'time-clock-off',
  // 403: consent is missing, or the team is not this app's.
  'forbidden',
  // The token lacks the permission to end a time card.
  'read-only',
  // 404: no such team, or no access.
  'team-not-found',
  // Entra gives no token, or Graph does not accept it.
  'sign-in-refused',
  'unreachable',
  'throttled',
  // Graph answered something else that is of no use.
  'unclear',
] as const

export type PlainPracticeOutcome = (typeof plainPracticeOutcomes)[number]
