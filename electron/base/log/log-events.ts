import type { LogFields } from './log-fields.ts'

declare const fieldsOf: unique symbol

/** The meaning of an event for the person who reads the log; the type parameter says which fields it has. */
type Meaning<Fields> = string & { readonly [fieldsOf]?: Fields }

/** No required fields. */
type None = Readonly<Partial<Record<string, never>>>

function event<Fields extends LogFields = None>(meaning: string): Meaning<Fields> {
  return meaning
}

/** Every event the kiosk may log, with its fields. None holds a badge number, a token, a key or a secret. */
export const logEvents = {
  'kiosk.starting': event<{ version: string; runtime: string; configPath: string }>(
    'The kiosk is starting: its version, its runtime and the path of its config file.',
  ),
  'kiosk.ready': event<{ waitingTaps: number }>('Startup is complete; the kiosk accepts taps.'),
  'host.fault': event<{ origin: string; error: string }>(
    'Uncaught error, with its stack; the program exits and its supervisor restarts it.',
  ),
  'host.display': event<{ display: string; width: number; height: number; others: number; wanted: string }>(
    'The display the kiosk uses: its name, its size, and how many other displays there are.',
  ),
  'host.display-missing': event<{
    display: string
    width: number
    height: number
    others: number
    wanted: string
  }>(
    'The display named in the config is not connected; the kiosk uses the primary one, whose name and size are given.',
  ),
  'host.crash-dumps': event<{ folder: string; newest?: string; problem?: string }>(
    'The folder holds crash dumps of earlier runs; the newest is named. Or crash dumps cannot be written, and why.',
  ),
  'host.stalled': event<{ ms: number; ran: string; cpuMs: number; moreSinceLast?: number }>(
    'The main thread was blocked for more than 50 ms: for how long, by what (base/measured-work.ts), and the processor time used.',
  ),
  'host.screen-lost': event<{ why: string; inARow: number; detail?: string }>(
    "The kiosk's window was lost (crash, hang, failed to load); it is reopened after a pause.",
  ),
  'host.screen-given-up': event<{ inARow: number }>(
    'The window was lost too often in a row; the program exits with exit code 3.',
  ),
  'host.not-shown': event<{ forSeconds: number }>(
    "The kiosk's page is running but its window is not visible; the kiosk shows it again.",
  ),
  'host.ended': event<{ why: string }>(
    'The system is ending the program without time for a clean shutdown: the display or the session bus was lost (Linux), or the Windows session is ending. Accepted taps are on disk.',
  ),
  'host.process-gone': event<{ type: string; name?: string; reason: string; exitCode: number }>(
    "One of Chromium's helper processes ended unexpectedly; Chromium restarts it.",
  ),
  'host.denied': event<{ what: string; scheme?: string; permission?: string; leftOut?: number }>(
    'The page, or somebody using it, tried something the kiosk does not allow; what was denied, and how.',
  ),
  'host.message-refused': event<{ channel: string; why: string; leftOut?: number }>(
    'The kiosk rejected a message that did not come from its own page or does not match the contract; why. At most 20 a minute, with the number of lines left out.',
  ),
  'log.file-unusable': event<{ path: string; code: string }>(
    'The log file cannot be written; log lines go to standard error only.',
  ),
  'log.lines-left-out': event<{ lines: number }>(
    'Standard error accepted no lines for a while; how many were left out there. The log file has them.',
  ),
  'kiosk.out-of-service': event<{ screen: string }>(
    'No tap can be accepted; see reader.status, journal.unusable or directory.* for the reason.',
  ),
  'kiosk.stopped': event('The kiosk shut down cleanly.'),
  'config.bad': event<{ path: string; problems: number; first?: string }>(
    'The config file could not be used; the screen shows "Setup needed".',
  ),
  'config.changed': event<{ outcome: string; problems?: number; first?: string }>(
    'A config file changed while the kiosk was running, and what happens to it: it waits for a quiet minute or for unsettled taps, it was applied by restarting the kiosk, it is invalid, or the change was reverted.',
  ),
  'config.warning': event<{ key: string; problem: string }>(
    'The config file is valid, but a setting may be a mistake.',
  ),
  'reader.status': event<{
    status: string
    readers?: string
    others?: string
    why?: string
    detail?: string
  }>(
    "The badge reader's status changed. `readers`: the readers in use or, with `no-such-reader`, the readers found; `others`: slots that are not badge readers, and why.",
  ),
  'reader.unreadable': event<{
    problem: string
    tapId?: string
    reader?: string
    detail?: string
    configKeys?: string
  }>(
    'A badge was presented but gave no usable number. For a keyboard reader: the shape of what it typed, never the keys, and the config keys that help.',
  ),
  'reader.process-started': event<{ pid?: number }>('The badge reader process started.'),
  'reader.process-ended': event<{ how: string; restartInMs?: number }>(
    'The badge reader process ended; it is restarted after a pause.',
  ),
  'reader.process-silent': event<{ pid?: number }>(
    'The badge reader process sent no heartbeat; it is killed.',
  ),
  'reader.process-hung': event<{ pid?: number; inARow: number }>(
    'No badge reader has answered for 15 s; the badge reader process is killed.',
  ),
  'reader.given-up': event<{ how: string; inARow: number }>(
    'The badge reader process ended repeatedly before it sent anything, or was killed because no reader answered; the program exits with exit code 8.',
  ),
  'files.process-started': event<{ pid?: number }>(
    'The process that reads the files named in the config started.',
  ),
  'files.process-ended': event<{ how: string; pauseMs: number }>(
    'The process that reads the files named in the config ended or was killed; it is restarted when the next file is read.',
  ),
  'files.no-answer': event<{ path: string }>(
    'A file named in the config did not respond within 10 s, as on a hung network share; its path.',
  ),
  'directory.loaded': event<{
    path: string
    people: number
    badges: number
    rows: number
    badRows: number
    warnings: number
  }>('The staff list was read; how many rows, and how many were invalid.'),
  'directory.bad-row': event<{ line?: number; problem: string; more?: number }>(
    'An invalid row of the staff list was skipped; its line number and the reason.',
  ),
  'directory.row-warning': event<{ line?: number; problem: string; more?: number }>(
    'A row of the staff list is used but may be a mistake; its line number and the reason.',
  ),
  'directory.unreadable': event<{ path: string; reason: string; peopleKept: number; error?: string }>(
    'The staff list could not be read; the last valid one stays in use. With the error if this program failed.',
  ),
  'people.loaded': event<{
    from: 'entra' | 'file'
    people: number
    badges: number
    readAtMs: number
    withoutBadge: number
    unreadable: number
    shared: number
    disabled: number
  }>(
    'The people of the teams were read from Entra, or from the file in the data folder: how many people and badges, and when Entra was read; how many people have no badge number, one that cannot be read, one that somebody else has too, or a disabled account.',
  ),
  'people.not-read': event<{ why: string; detail: string; retryInMs: number; requestId?: string }>(
    'The people of the teams could not be read from Entra; the list in use stays. Tried again after a pause.',
  ),
  'people.doubtful': event<{ badges: number; badgesBefore: number }>(
    'Entra shows far fewer people with a badge than before; the list in use stays until the next reading confirms it.',
  ),
  'people.file-ignored': event<{ why: string }>(
    'The file with the people of Entra in the data folder cannot be used, and is replaced after the next reading; why.',
  ),
  'people.read-requested': event('Somebody ran --read-people: the people are read from Entra again.'),
  'people.file-not-written': event<{ code: string }>(
    'The people of Entra could not be written to the data folder; after a restart the kiosk has to read them first.',
  ),
  'people.looked-up': event<{ answer: string; ms: number }>(
    'A badge that is not in the list was looked up in Entra, and the answer.',
  ),
  'memberships.loaded': event<{ from: 'entra' | 'file'; readAtMs: number; people: number }>(
    'Who is in which of the teams, for people of the roster without a team there; from Entra, or from the data folder.',
  ),
  'memberships.not-read': event<{ why: string; detail: string; retryInMs: number }>(
    'Who is in which of the teams could not be read from Entra; why, and when it is tried again. Until then the last list counts, or the cards of all teams are read.',
  ),
  'memberships.file': event<{ why: string }>(
    'The file with the memberships in the data folder cannot be used or written; why.',
  ),
  'additions.loaded': event<{ added: number; blocked: number }>(
    'The badges added or blocked, with --enroll or at the kiosk, were read; how many of each.',
  ),
  'additions.shared-loaded': event<{ files: number; added: number; blocked: number }>(
    'The files in directory.sharedAdditions were read and have changed; how many are used, and what they add and block.',
  ),
  'additions.shared-not-kept': event<{ why: string }>(
    'The copy of what was read from directory.sharedAdditions cannot be used or written; why. It counts only at a start at which the folder cannot be read.',
  ),
  'additions.ignored': event<{ why: string; kept: number }>(
    'The file with the badges that were added or blocked cannot be used, and stays where it is; why, and how many badges read before stay in use.',
  ),
  'badge.added': event<{ kioskId: string; atMs: number }>(
    'A badge was added, with --enroll or at the kiosk; at which kiosk and when (milliseconds since the Unix epoch).',
  ),
  'badge.replaced': event<{ kioskId: string; atMs: number }>(
    "A badge was added in place of the person's earlier badges, which are blocked; at which kiosk and when.",
  ),
  'badge.blocked': event<{ kioskId: string; atMs: number }>(
    'A badge was blocked, with --enroll or at the kiosk; at which kiosk and when.',
  ),
  'enrollment.opened': event<{ by: 'badge' | 'diagnostics' }>(
    'The enrollment of badges was opened at the kiosk, with an enrollment badge or from the diagnostics.',
  ),
  'enrollment.closed': event<{ why: string }>(
    'The enrollment closed: on timeout, on request, or by an enrollment or maintenance badge.',
  ),
  'enrollment.refused': event<{ why: string; detail?: string }>(
    'A badge was not added or blocked at the kiosk; why, and for one that could not be saved, the reason.',
  ),
  'enrollment.people-not-read': event<{ why: string; detail: string; requestId?: string }>(
    'The members of the teams could not be read for the enrollment, so only people known already can be found.',
  ),
  'maintenance.opened': event<{ by: 'badge' | 'pin' }>(
    'IT opened the diagnostics at the kiosk, with a badge or with the PIN.',
  ),
  'maintenance.closed': event<{ why: string }>(
    'The diagnostics closed: on timeout, because of a tap, or on request.',
  ),
  'maintenance.pin-refused': event<{ inARow: number; lockedForSeconds: number }>(
    'A wrong maintenance PIN was entered at the kiosk; how many in a row, and for how long the PIN is now locked.',
  ),
  'maintenance.lock-not-kept': event<{ problem: string }>(
    'The count of wrong PINs could not be written to disk; it is lost at the next restart.',
  ),
  'practice.begun': event<{ by: 'key' | 'touch' }>(
    'IT started a practice tap at the kiosk, by key or by touch: the next badge is only checked, nothing is sent.',
  ),
  'practice.ended': event<{ outcome?: string; why?: string }>(
    'The practice tap ended: what a real tap would have done, or why it ended without a result.',
  ),
  'kiosk.fault': event<{ detail: string; tapId?: string }>(
    'The program met an unexpected condition; what, and for which tap.',
  ),
  'health.alarm': event<{ alarm: string; detail: string }>(
    'A condition began that needs attention; see docs/operations.md.',
  ),
  'alerts.accepted': event<{ kind: string; messageId: string; taps: number; alarms: number }>(
    'The webhook accepted an alert: its kind, its id, and how many taps and alarms it covers. This does not mean that anybody has read it.',
  ),
  'alerts.not-accepted': event<{
    kind: string
    messageId: string
    problem: string
    failures: number
    nextInMs: number
  }>('The webhook did not accept an alert, or no address is configured; why, and when it is retried.'),
  'alerts.not-kept': event<{ problem: string }>(
    'The record of alerts already sent could not be written to disk; the error code. After a restart some alerts may be sent twice.',
  ),
  'health.not-written': event<{ problem: string }>('The health report could not be written; the error code.'),
  'health.cleared': event<{ alarm: string }>('The condition behind an alarm is over.'),
  'tap.heard': event<{ tapId: string }>('A badge was read.'),
  'tap.repeated': event<{ tapId: string }>('The same badge again within the repeat window; nothing is sent.'),
  'tap.badge-left-on-reader': event<{ tapId: string }>(
    'A badge was read five times in a row for ten seconds, each time within 20 s of the last: it was left on the reader, or the reader repeats it. Nothing more is sent for it.',
  ),
  'tap.not-told': event<{ tapId: string; code: string; outcome: string; reason?: string }>(
    'The outcome was visible for less than 1.5 s, because more people tapped than the screen has room for. If the tap is in the journal, it is parked there as `not-told`.',
  ),
  'tap.recorded': event<{ tapId: string }>('The tap is on disk.'),
  'tap.not-recorded': event<{ tapId: string; code: string; failure: string; detail: string }>(
    'The tap could not be written to the journal; the screen said so, with this code.',
  ),
  'tap.not-accepted': event<{ tapId: string }>(
    'A badge was read while the kiosk was out of service; the screen said so.',
  ),
  'tap.refused': event<{ tapId: string; reason: string }>(
    'The tap was refused before it was in the journal; the screen showed why.',
  ),
  'tap.settled': event<{
    tapId: string
    as: 'confirmed' | 'refused' | 'parked' | 'superseded'
    reason?: string
    detail?: string
  }>('The final outcome of the tap is known and recorded.'),
  'tap.other-open-card': event<{ tapId: string; teamId: string; cardId: string }>(
    'The person has another open time card, in this team; it stays open. The tap ends the card that was clocked in last.',
  ),
  'tap.waiting': event<{
    tapId: string
    attempts: number
    nextInMs: number
    failure?: string
    code?: string
    requestId?: string
  }>('The tap could not be delivered yet; it stays in the journal and is retried.'),
  'site-key.opened': event<{ path: string; keyId: string; made: boolean }>(
    'The site key in use: its path, its id (not a secret), and whether this start created it, as only a first start does.',
  ),
  'site-key.other': event<{ journalKeyId: string; keyId: string }>(
    'The last event of the journal was written under another site key: the key was changed, or the journal belongs to another kiosk. Both ids.',
  ),
  'journal.opened': event<{ waitingTaps: number }>('The journal was opened; how many taps are waiting.'),
  'journal.reread': event<{ waitingTaps: number }>(
    'The waiting taps were read again from the open journal: it works again after a failure, or another process (a command) wrote to it. How many taps are waiting.',
  ),
  'journal.head': event<{ seq: number; link: string }>(
    "The last event's number and link, in the form --journal verify --head accepts. Shows whether the end of the journal was cut off later.",
  ),
  'journal.set-aside': event<{
    path: string
    why: string
    detail: string
    carriedOver: number
    parked: number
    unreadableEvents: number
  }>(
    'The journal was damaged and was set aside unchanged; a new one was started. Its path, and what was carried over.',
  ),
  'journal.set-aside-tidied': event<{ path: string; what: string }>(
    'The retention time of a journal set aside is over: its names were erased, or the file was removed, or it was removed because its names could not be erased.',
  ),
  'journal.taps-restored': event<{ taps: number }>(
    'Taps that the running kiosk knew, but that were missing from the journal, were written to it again; how many.',
  ),
  'journal.names-erased': event<{ taps: number }>(
    'Names and user ids of taps settled long ago were erased; how many taps.',
  ),
  'journal.compacted': event<{ taps: number }>(
    'Taps settled more than storage.keepTapsDays ago were removed from the journal; how many.',
  ),
  'journal.not-compacted': event<{ taps: number }>(
    'Old taps stay in the journal because they differ from what was written; how many. Run --journal verify to see which.',
  ),
  'journal.not-tidied': event<{ what: 'names' | 'taps' | 'set-aside'; failure: string; detail: string }>(
    'Names could not be erased, old taps could not be removed, or a journal set aside could not be cleaned up; which, and why. Retried a day later.',
  ),
  'journal.reopening': event('The journal keeps failing, or is damaged: it is closed and reopened.'),
  'journal.unusable': event<{ failure: string; detail: string }>(
    'The journal cannot be written; the kiosk is out of service.',
  ),
  'journal.given-up': event<{ failure: string; detail: string }>(
    'The journal could not be used for 15 minutes, even after reopening; the program exits with exit code 7.',
  ),
  'certificate.taken': event<{ thumbprint: string; validTo: string }>(
    'IT replaced the certificate; the new one is used from the next token on.',
  ),
  'certificate.not-taken': event<{ problem?: string }>(
    'A new certificate cannot be used; why. The last valid one stays in use, and the files are checked again.',
  ),
  'token.acquired': event<{ livesForSeconds: number }>('An access token was acquired; its lifetime.'),
  'token.failed': event<{ why: string; code?: string; correlationId?: string; detail: string }>(
    "No access token could be acquired; Entra's error code and correlation id.",
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
  }>('A request to Microsoft Graph failed; its request-id and client-request-id.'),
  'graph.throttled': event<{
    pauseMs: number
    status?: number
    code?: string
    requestId?: string
    clientRequestId?: string
  }>('Microsoft Graph throttled the kiosk; for how long requests pause.'),
  'graph.cards-skipped': event<{ skipped: number; kept: number }>(
    'List entries without an id, a user or a clock-in were skipped; how many.',
  ),
  'graph.users-skipped': event<{ skipped: number; kept: number }>(
    'List entries without a user ID were skipped; how many.',
  ),
  'graph.connection': event<{ connection: string }>('Microsoft Graph became reachable or unreachable.'),
  'graph.reconnecting': event<{ unansweredMs: number }>(
    'Microsoft Graph has not answered for 30 s or longer; all connections are closed and reopened.',
  ),
}

export type LogEvent = keyof typeof logEvents

/** An optional field may also be undefined: the log leaves it out. */
type Loose<Fields> = {
  readonly [Name in keyof Fields]: None extends Pick<Fields, Name> ? Fields[Name] | undefined : Fields[Name]
}

/** The fields of each event. */
export type FieldsByEvent = {
  readonly [Event in LogEvent]: (typeof logEvents)[Event] extends Meaning<infer Fields>
    ? Loose<Fields>
    : never
}

/** Events that may be logged without fields. */
export type BareLogEvent = {
  [Event in LogEvent]: None extends FieldsByEvent[Event] ? Event : never
}[LogEvent]
