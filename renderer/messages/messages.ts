import type { EnrollmentProblem, EnrollmentTask } from '../../electron/contract/enrollment.ts'
import type {
  Connection,
  OutOfServiceReason,
  PlainPracticeOutcome,
  ReaderStatus,
  RefusalReason,
  SlotRow,
} from '../../electron/contract/kiosk-state.ts'

/** What happened, what it means, what to do. The headline has at most four words, each other line twelve. */
export interface Notice {
  readonly headline: string
  readonly meaning: string
  readonly next: string
}

/** Values are passed as text, already formatted for the site's locale. */
type Text<Values> = (values: Values) => string

/** `written`: the number as the site writes it. */
type CountText = (count: number, written: string) => string

type PlainRefusal = Exclude<
  RefusalReason['kind'],
  | 'reader-misconfigured'
  | 'no-time-card'
  | 'already-clocked-out'
  | 'open-too-long'
  | 'not-recorded'
  | 'parked'
  | 'kiosk-refused'
>

/** Practice outcomes that use the texts of the refusals. */
export type PracticeRefusal = Extract<
  PlainPracticeOutcome,
  'random-number' | 'unreadable-badge' | 'several-badges' | 'account-disabled' | 'badge-blocked'
>

/** Problems with a new badge that use the texts of the refusals. */
export type EnrollmentRefusal = Extract<
  EnrollmentProblem,
  'random-number' | 'unreadable-badge' | 'several-badges'
>

type PlainFault = Exclude<OutOfServiceReason['kind'], 'reader'>

/** All texts on the screens. Each language is one file that must provide all of them. */
export interface Messages {
  /** BCP 47 tag of this language. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'

  readonly starting: Pick<Notice, 'headline' | 'meaning'>
  /** `headline`: makes clear that this kiosk is only for clocking out. */
  readonly ready: { readonly headline: string; readonly instruction: string }
  readonly heard: Pick<Notice, 'headline' | 'next'>
  readonly savedHere: Pick<Notice, 'headline' | 'next'> & {
    /** Why Shifts does not have it yet. `unknown`: no known problem. */
    readonly meaning: Readonly<Record<Exclude<Connection, 'online'>, string>>
  }
  readonly confirmed: Pick<Notice, 'headline' | 'meaning'> & {
    /** Totals from the time card of the shift that ended. */
    readonly worked: Text<{ readonly duration: string }>
    readonly breaks: Text<{ readonly duration: string }>
    readonly noBreaks: string
  }

  /**
   * The outcomes of other people's taps, in one or two words; `title` is the list's label for screen readers.
   */
  readonly slots: Readonly<Record<SlotRow['outcome'], string>> & { readonly title: string }

  readonly refused: Readonly<Record<PlainRefusal, Notice>> & {
    readonly 'reader-misconfigured': (values: { readonly code: string }) => Notice
    readonly 'no-time-card': (values: { readonly code: string }) => Notice
    readonly 'already-clocked-out': (values: { readonly clockedOutAt: string }) => Notice
    readonly 'open-too-long': (values: { readonly clockedInAt: string }) => Notice
    readonly 'not-recorded': (values: { readonly code: string }) => Notice
    readonly parked: (values: { readonly code: string }) => Notice
    readonly 'kiosk-refused': (values: { readonly code: string }) => Notice
  }

  /** `next` is for the person who maintains the kiosk; `clockOutElsewhere` is for everyone else. */
  readonly outOfService: Readonly<Record<PlainFault, Notice>> & {
    readonly reader: {
      readonly starting: Notice
      readonly 'service-stopped': Notice
      readonly 'software-missing': Notice
      readonly 'no-reader': Notice
      readonly failing: Notice
      readonly 'no-such-reader': Notice
      readonly 'stopped-without-reader': Notice
      readonly 'no-access': Notice
    }
  }
  readonly clockOutElsewhere: string
  /** Label of the part that only IT needs. */
  readonly forIt: string

  /** For an admin who taps a badge to see what a real tap would do. */
  readonly practice: {
    /** Shown large during practice, so that nobody takes it for a clock-out. */
    readonly title: string
    readonly waiting: Pick<Notice, 'meaning' | 'next'>
    /** Shown when it is over. */
    readonly nextIsReal: string
    /** Label of the button that ends it. */
    readonly end: string
    /** Label of the list of the badge's number in the available formats. */
    readonly numbers: string
    /** Shown next to the format in which the staff list contains the badge. */
    readonly listed: string
    readonly outcomes: Readonly<Record<Exclude<PlainPracticeOutcome, PracticeRefusal>, Notice>> & {
      readonly 'would-clock-out': (values: {
        readonly clockedInAt: string
        readonly isOnBreak: boolean
      }) => Notice
      readonly 'already-clocked-out': (values: { readonly clockedOutAt: string }) => Notice
      readonly 'open-too-long': (values: { readonly clockedInAt: string }) => Notice
    }
  }

  /** For a shift lead who adds or blocks badges. */
  readonly enrollment: {
    /** Shown large while a badge is taken for the new one, so that nobody takes it for a clock-out. */
    readonly title: string
    readonly hold: Pick<Notice, 'headline' | 'next'>
    /** Tells somebody who wants to clock out what to do. */
    readonly clockOut: string
    readonly nextBadge: string
    readonly done: Readonly<
      Record<'added' | 'replaced' | 'already-added', Pick<Notice, 'headline' | 'meaning'>>
    > & { readonly blocked: CountText; readonly partial: string }
    readonly problems: Readonly<Record<Exclude<EnrollmentProblem, EnrollmentRefusal>, Notice>>
    /** `add` and `block` ask who; `instruction` stands where the typed letters will. */
    readonly pick: Readonly<Record<EnrollmentTask, string>> & {
      readonly instruction: string
      readonly nobody: string
      readonly more: CountText
      readonly reading: string
      readonly incomplete: string
      /** Next to a name: the account is disabled. */
      readonly disabled: string
    }
    /** Above and below the person's name; `yes` is the button. */
    readonly questions: Readonly<
      Record<'taken' | 'replace', Pick<Notice, 'headline' | 'meaning'> & { readonly yes: string }>
    > & {
      readonly block: { readonly headline: string; readonly meaning: CountText; readonly yes: string }
    }
    readonly buttons: Readonly<Record<'block' | 'erase' | 'space' | 'back' | 'close', string>>
  }

  readonly setupNeeded: Pick<Notice, 'headline' | 'meaning' | 'next'> & {
    readonly file: string
    readonly wholeFile: string
    readonly place: Text<{ readonly line: string; readonly column: string | undefined }>
    readonly expected: Text<{ readonly expected: string }>
    readonly problems: (count: number, written: string) => string
  }

  readonly status: {
    readonly reader: Readonly<Record<ReaderStatus['kind'], string>>
    readonly connection: Readonly<Record<Connection, string>>
    /** The list in use was read on that day. */
    readonly staffListOf: (day: string) => string
    readonly waitingTaps: (count: number, written: string) => string
  }
}
