import type { LogFields } from './log-fields.ts'

declare const fieldsOf: unique symbol

/** What an event means to the person who reads the log; its type says which fields go beside it. */
type Meaning<Fields> = string & { readonly [fieldsOf]?: Fields }

/** What may stand for fields that may all be left out. */
type None = Readonly<Partial<Record<string, never>>>

function event<Fields extends LogFields = None>(meaning: string): Meaning<Fields> {
  return meaning
}

/**
 * Every event the kiosk may log: the fields that go beside it, and what it means to the person who reads the log.
 * No field of any event holds a badge number, a token, a key or a secret.
 */
export const logEvents = {
  'kiosk.starting': event<{ version: string; runtime: string; configPath: string }>(
    'The kiosk starts: its version, what runs it, and where its config file is looked for.',
  ),
  'kiosk.ready': event<{ waitingTaps: number }>('Every part is up; the kiosk accepts taps.'),
  'host.fault': event<{ origin: string; error: string }>(
    'An error nobody caught; the program ends and its supervisor starts it again. With its stack.',
  ),
  'host.display': event<{ display: string; width: number; height: number; others: number; wanted: string }>(
    'Which display the kiosk takes; its name, its size, and how many others there are.',
  ),
  'host.display-missing': event<{
    display: string
    width: number
    height: number
    others: number
    wanted: string
  }>(
    'The display that the config names is not there; the kiosk takes the primary one, whose name and size are told.',
  ),
  'host.crash-dumps': event<{ folder: string; newest?: string; problem?: string }>(
    'Crash dumps of earlier runs lie in the folder, the newest of which is named; or none can be kept, and why.',
  ),
  'host.stalled': event<{ ms: number; ran: string; cpuMs: number; moreSinceLast?: number }>(
    'Nothing else could run for longer than 50 ms: for how long, what ran (base/measured-work.ts), and the processor time used.',
  ),
  'host.screen-lost': event<{ why: string; inARow: number; detail?: string }>(
    "The kiosk's window was lost (crash, hang, failed to load); it is opened again after a pause.",
  ),
  'host.screen-given-up': event<{ inARow: number }>(
    'The window was lost too often in a row; the program ends with exit code 3.',
  ),
  'host.not-shown': event<{ forSeconds: number }>(
    "The kiosk's page runs but its window does not show; it is shown again.",
  ),
  'host.ended': event<{ why: string }>(
    'The system ends the program without time to stop in good order: the display or the session bus is lost (Linux), or the Windows session ends. Accepted taps are on disk.',
  ),
  'host.process-gone': event<{ type: string; name?: string; reason: string; exitCode: number }>(
    "One of Chromium's helper processes ended unasked; Chromium starts it again.",
  ),
  'host.denied': event<{ what: string; scheme?: string; permission?: string; leftOut?: number }>(
    'The page, or somebody at it, tried what a kiosk does not do; it was denied. What, and how.',
  ),
  'host.message-refused': event<{ channel: string; why: string; leftOut?: number }>(
    'A message to the kiosk came from elsewhere than its own page, or is none of the contract; why. At most 20 a minute, with how many were left out.',
  ),
  'log.file-unusable': event<{ path: string; code: string }>(
    'The log file cannot be written; the log goes to standard error alone.',
  ),
  'log.lines-left-out': event<{ lines: number }>(
    'Standard error took no lines for a while; how many were left out there. The log file has them.',
  ),
  'kiosk.out-of-service': event<{ screen: string }>(
    'No tap can be accepted; reader.status, journal.unusable or directory.* tells why.',
  ),
  'kiosk.stopped': event('The kiosk has stopped in good order.'),
  'config.bad': event<{ path: string; problems: number; first?: string }>(
    'The config file could not be used; the screen says Setup needed.',
  ),
  'config.changed': event<{ outcome: string; problems?: number; first?: string }>(
    'A config file was changed while the kiosk runs; what becomes of it: it waits for a quiet minute or for taps that are not settled, it was taken by a restart of the kiosk, it cannot be used, or it was taken back.',
  ),
  'config.warning': event<{ key: string; problem: string }>(
    'The config file works, but something in it deserves a look.',
  ),
  'reader.status': event<{
    status: string
    readers?: string
    others?: string
    why?: string
    detail?: string
  }>(
    "The badge reader's status changed. `readers`: those in use, or with `no-such-reader` those that are there; `others`: slots that are no badge readers, and why.",
  ),
  'reader.unreadable': event<{
    problem: string
    tapId?: string
    reader?: string
    detail?: string
    configKeys?: string
  }>(
    'A badge was presented but gave no usable number. Of a reader that types: the shape of what it typed, never which keys, and the keys of the config that help.',
  ),
  'reader.process-started': event<{ pid?: number }>("The badge reader's process was started."),
  'reader.process-ended': event<{ how: string; restartInMs?: number }>(
    "The badge reader's process ended; it is started again after a pause.",
  ),
  'reader.process-silent': event<{ pid?: number }>(
    "The badge reader's process gave no sign of life and is ended.",
  ),
  'reader.process-hung': event<{ pid?: number; inARow: number }>(
    "No badge reader has answered for 15 s; the badge reader's process is ended.",
  ),
  'reader.given-up': event<{ how: string; inARow: number }>(
    "The badge reader's process ended again and again without a word, or was ended because no reader answered; the program ends with exit code 8.",
  ),
  'files.process-started': event<{ pid?: number }>(
    'The process that reads the files IT names by path was started.',
  ),
  'files.process-ended': event<{ how: string; pauseMs: number }>(
    'The process that reads the files IT names by path ended, or was ended; it is started again when one is to be read.',
  ),
  'files.no-answer': event<{ path: string }>(
    'A file that IT names by path did not answer within 10 s, as on a share that hangs; which one.',
  ),
  'directory.loaded': event<{
    path: string
    people: number
    badges: number
    rows: number
    badRows: number
    warnings: number
  }>('The list of people was read; how many rows, how many were bad.'),
  'directory.bad-row': event<{ line?: number; problem: string; more?: number }>(
    'A row of the list of people was left out, with its line number and why.',
  ),
  'directory.row-warning': event<{ line?: number; problem: string; more?: number }>(
    'A row of the list of people counts, but deserves a look; its line number and why.',
  ),
  'directory.unreadable': event<{ path: string; reason: string; peopleKept: number; error?: string }>(
    'The list of people could not be read; the last good one is kept. With the error where the program failed over it.',
  ),
  'maintenance.opened': event<{ by: 'badge' | 'pin' }>(
    'Somebody of IT opened the diagnostics at the kiosk: by a badge, or by the PIN.',
  ),
  'maintenance.closed': event<{ why: string }>(
    'The diagnostics were closed: by themselves, by a tap, or because that was asked for.',
  ),
  'maintenance.pin-refused': event<{ inARow: number; lockedForSeconds: number }>(
    'A wrong maintenance PIN was typed at the kiosk; how many in a row, and for how long none is taken now.',
  ),
  'maintenance.lock-not-kept': event<{ problem: string }>(
    'How many wrong PINs there were could not be written to the disk; it is known until the next start.',
  ),
  'practice.begun': event<{ by: 'key' | 'touch' }>(
    'Somebody of IT began a practice tap at the kiosk: the next badge is only tried out. By a key or by touch.',
  ),
  'practice.ended': event<{ outcome?: string; why?: string }>(
    'The practice tap is over: what a tap would have come to, or that it ended without a result, and why.',
  ),
  'kiosk.fault': event<{ detail: string; tapId?: string }>(
    'Something happened that the program does not expect; what, and for which tap.',
  ),
  'health.alarm': event<{ alarm: string; detail: string }>(
    'Something began that somebody should look at; see docs/operations.md.',
  ),
  'alerts.accepted': event<{ kind: string; messageId: string; taps: number; alarms: number }>(
    'The webhook took an alert; which kind, its id, and of how many taps and alarms. It does not say that anybody has read it.',
  ),
  'alerts.not-accepted': event<{
    kind: string
    messageId: string
    problem: string
    failures: number
    nextInMs: number
  }>(
    'The webhook did not take an alert, or there is no address to send it to; why, and when it is tried again.',
  ),
  'alerts.not-kept': event<{ problem: string }>(
    'How far alerts were told could not be written to the disk; the error code. After a restart some are told twice.',
  ),
  'health.not-written': event<{ problem: string }>('The health report could not be written; the error code.'),
  'health.cleared': event<{ alarm: string }>('What an alarm told of is over.'),
  'tap.heard': event<{ tapId: string }>('A badge was read.'),
  'tap.repeated': event<{ tapId: string }>('The same badge again within the repeat window; nothing is sent.'),
  'tap.badge-lies': event<{ tapId: string }>(
    'A badge was read five times in a row, each within five seconds: it lies on the reader, or the reader repeats it. Nothing more is sent for it.',
  ),
  'tap.not-told': event<{ tapId: string; code: string; outcome: string; reason?: string }>(
    'The outcome was in sight for less than 1.5 s, since more people tapped than there is room for. Whose tap is in the journal, it is parked there as `not-told`.',
  ),
  'tap.recorded': event<{ tapId: string }>('The tap is on disk.'),
  'tap.not-recorded': event<{ tapId: string; code: string; failure: string; detail: string }>(
    'The tap could not be written to the journal; the person was told so, with this code.',
  ),
  'tap.not-accepted': event<{ tapId: string }>(
    'A badge was read while the kiosk was out of service; the screen said so.',
  ),
  'tap.refused': event<{ tapId: string; reason: string }>('The person was told why nothing was clocked out.'),
  'tap.settled': event<{
    tapId: string
    as: 'confirmed' | 'refused' | 'parked' | 'superseded'
    reason?: string
    detail?: string
  }>('What became of the tap is known and recorded.'),
  'tap.waiting': event<{
    tapId: string
    attempts: number
    nextInMs: number
    failure?: string
    code?: string
    requestId?: string
  }>('The tap could not be delivered now; it stays in the journal and is tried again.'),
  'site-key.opened': event<{ path: string; keyId: string; made: boolean }>(
    'The site key in use: where it lies, its id (which is no secret), and whether this start made it, as only a first start does.',
  ),
  'site-key.other': event<{ journalKeyId: string; keyId: string }>(
    'The last event of the journal was written under another site key: the key was changed, or the journal is not this kiosk’s. Both ids.',
  ),
  'journal.opened': event<{ waitingTaps: number }>(
    'The journal is open; its schema version and how many taps wait.',
  ),
  'journal.head': event<{ seq: number; link: string }>(
    "The last event's number and link, in the form --journal verify --head takes: shows an end cut off later.",
  ),
  'journal.set-aside': event<{
    path: string
    why: string
    detail: string
    carriedOver: number
    parked: number
    unreadableEvents: number
  }>(
    'The journal was damaged and was set aside untouched; a new one was begun. Where it lies, and what was saved.',
  ),
  'journal.set-aside-tidied': event<{ path: string; what: string }>(
    'The time of a journal that was set aside is up: its names were erased, the file was removed, or it was removed because its names could not be erased.',
  ),
  'journal.taps-restored': event<{ taps: number }>(
    'Taps that the running kiosk knew of, and that the journal it found did not hold any more, were written down again; how many.',
  ),
  'journal.names-erased': event<{ taps: number }>(
    'Names and user ids of taps settled long ago were erased; how many.',
  ),
  'journal.compacted': event<{ taps: number }>(
    'Taps settled longer ago than storage.keepTapsDays were taken out of the journal; how many.',
  ),
  'journal.not-compacted': event<{ taps: number }>(
    'Old taps stay in the journal because they are not as they were written; how many. --journal verify tells which.',
  ),
  'journal.not-tidied': event<{ what: 'names' | 'taps' | 'set-aside'; failure: string; detail: string }>(
    'Names could not be erased, or old taps not taken out, or a journal that was set aside not tidied; which, and why. It is tried again a day later.',
  ),
  'journal.reopening': event('The journal goes on failing, or is damaged: it is closed and opened anew.'),
  'journal.unusable': event<{ failure: string; detail: string }>(
    'The journal cannot be written; the kiosk is out of service.',
  ),
  'journal.given-up': event<{ failure: string; detail: string }>(
    'The journal could not be used for a quarter of an hour, also opened anew; the program ends with exit code 7.',
  ),
  'certificate.taken': event<{ thumbprint: string; validTo: string }>(
    'IT has replaced the certificate; the new one is used from the next token on.',
  ),
  'certificate.not-taken': event<{ problem?: string }>(
    'A certificate was put in place that cannot be used; why. The last good one is used, and the files are looked at again.',
  ),
  'token.acquired': event<{ livesForSeconds: number }>('An access token was acquired; how long it lives.'),
  'token.failed': event<{ why: string; code?: string; correlationId?: string; detail: string }>(
    "No access token could be had; Entra's error code and correlation id.",
  ),
  'graph.failed': event<{
    kind: string
    method: string
    path: string
    priority: string
    detail: string
    ms: number
    status?: number
    code?: string
    requestId?: string
    clientRequestId?: string
  }>('A request to Microsoft Graph failed; with request-id and client-request-id.'),
  'graph.throttled': event<{
    pauseMs: number
    status?: number
    code?: string
    requestId?: string
    clientRequestId?: string
  }>('Microsoft Graph asked to slow down; for how long.'),
  'graph.cards-skipped': event<{ skipped: number; kept: number }>(
    'Entries of a list lacked an id, a user or a clock-in and were left out; how many.',
  ),
  'graph.connection': event<{ connection: string }>('Whether Microsoft Graph can be reached changed.'),
  'graph.reconnecting': event<{ unansweredMs: number }>(
    'Microsoft Graph has not answered for half a minute or longer; all connections are closed and made anew.',
  ),
}

export type LogEvent = keyof typeof logEvents

/** A field that may be left out may be undefined as well: the log leaves it out. */
type Loose<Fields> = {
  readonly [Name in keyof Fields]: None extends Pick<Fields, Name> ? Fields[Name] | undefined : Fields[Name]
}

/** By event: what goes beside it. */
export type FieldsByEvent = {
  readonly [Event in LogEvent]: (typeof logEvents)[Event] extends Meaning<infer Fields>
    ? Loose<Fields>
    : never
}

/** Those that may be logged without a field. */
export type BareLogEvent = {
  [Event in LogEvent]: None extends FieldsByEvent[Event] ? Event : never
}[LogEvent]
