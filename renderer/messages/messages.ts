import type {
  Connection,
  OutOfServiceReason,
  PlainPracticeOutcome,
  ReaderStatus,
  RefusalReason,
  SlotRow,
} from '../../electron/contract/kiosk-state.ts'

/** What happened, what it means, what to do: a headline of four words at most, each other line twelve. */
export interface Notice {
  readonly headline: string
  readonly meaning: string
  readonly next: string
}

/** Values are handed in as text, already written the way the site writes times and numbers. */
type Text<Values> = (values: Values) => string

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

/** Outcomes of a practice tap that are said in the words of the refusal. */
export type PracticeRefusal = Extract<
  PlainPracticeOutcome,
  'random-number' | 'unreadable-badge' | 'several-badges'
>

type PlainFault = Exclude<OutOfServiceReason['kind'], 'reader'>

/** Every word on the screens. One file a language has to fill all of it. */
export interface Messages {
  /** BCP 47 tag of the language these words are in. */
  readonly language: string
  readonly direction: 'ltr' | 'rtl'

  readonly starting: Pick<Notice, 'headline' | 'meaning'>
  /** `headline`: says that this kiosk is for leaving alone. */
  readonly ready: { readonly headline: string; readonly instruction: string }
  readonly heard: Pick<Notice, 'headline' | 'next'>
  readonly savedHere: Pick<Notice, 'headline' | 'next'> & {
    /** Why it is not with Shifts yet. `unknown`: nothing is known to be wrong. */
    readonly meaning: Readonly<Record<Exclude<Connection, 'online'>, string>>
  }
  readonly confirmed: Pick<Notice, 'headline' | 'meaning'> & {
    /** What the time card says of the shift that ends. */
    readonly worked: Text<{ readonly duration: string }>
    readonly breaks: Text<{ readonly duration: string }>
    readonly noBreaks: string
  }

  /** What became of the taps of others, each in one word or two; `title` is what a screen reader calls their list. */
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

  /** `next` is for whoever looks after the kiosk; `clockOutElsewhere` stands beside it for everyone else. */
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
  /** Stands before what only the IT admin needs. */
  readonly forIt: string

  /** For the admin who holds a badge to see what a tap would come to. */
  readonly practice: {
    /** In large letters while it lasts: nobody may take it for a clock-out. */
    readonly title: string
    readonly waiting: Pick<Notice, 'meaning' | 'next'>
    /** Said once it is over. */
    readonly nextIsReal: string
    /** What is touched to end it. */
    readonly end: string
    /** Stands before the badge's number in the formats there are. */
    readonly numbers: string
    /** Stands beside a number in whose format the roster knows the badge. */
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
    readonly waitingTaps: (count: number, written: string) => string
  }
}
