/**
 * Every event the kiosk may log, with what it means to the person who reads the log.
 * No field of any event holds a badge number, a token, a key or a secret.
 */
export const logEvents = {
  'kiosk.starting': 'The kiosk starts: its version, what runs it, and where its config file is looked for.',
  'kiosk.ready': 'Every part is up; the kiosk accepts taps.',
  'host.fault':
    'An error nobody caught; the program ends and its supervisor starts it again. With its stack.',
  'host.display': 'Which display the kiosk takes; its name, its size, and how many others there are.',
  'host.display-missing':
    'The display that the config names is not there; the kiosk takes the primary one, whose name and size are told.',
  'host.crash-dumps':
    'Crash dumps of earlier runs lie in the folder, the newest of which is named; or none can be kept, and why.',
  'host.stalled':
    'Nothing else could run for longer than 50 ms: for how long, what ran (base/work.ts), and the processor time used.',
  'host.screen-lost':
    "The kiosk's window was lost (crash, hang, failed to load); it is opened again after a pause.",
  'host.screen-given-up': 'The window was lost too often in a row; the program ends with exit code 3.',
  'host.not-shown': "The kiosk's page runs but its window does not show; it is shown again.",
  'host.ended':
    'The system ends the program without time to stop in good order: the display or the session bus is lost (Linux), or the Windows session ends. Accepted taps are on disk.',
  'host.process-gone': "One of Chromium's helper processes ended unasked; Chromium starts it again.",
  'host.denied': 'The page, or somebody at it, tried what a kiosk does not do; it was denied. What, and how.',
  'host.message-refused':
    'A message to the kiosk came from elsewhere than its own page, or is none of the contract; why. At most 20 a minute, with how many were left out.',
  'log.file-unusable': 'The log file can not be written; the log goes to standard error alone.',
  'log.lines-left-out':
    'Standard error took no lines for a while; how many were left out there. The log file has them.',
  'kiosk.out-of-service': 'No tap can be accepted; reader.status, journal.unusable or directory.* tells why.',
  'kiosk.stopped': 'The kiosk has stopped in good order.',
  'config.bad': 'The config file could not be used; the screen says Setup needed.',
  'config.changed':
    'A config file was changed while the kiosk runs; what becomes of it: it waits for a quiet minute or for taps that are not settled, it was taken by a restart of the kiosk, it cannot be used, or it was taken back.',
  'config.warning': 'The config file works, but something in it deserves a look.',
  'reader.status': "The badge reader's status changed.",
  'reader.unreadable': 'A badge was presented but gave no usable number.',
  'reader.process-started': "The badge reader's process was started.",
  'reader.process-ended': "The badge reader's process ended; it is started again after a pause.",
  'reader.process-silent': "The badge reader's process gave no sign of life and is ended.",
  'reader.process-hung': "No badge reader has answered for 15 s; the badge reader's process is ended.",
  'reader.given-up':
    "The badge reader's process ended again and again without a word, or was ended because no reader answered; the program ends with exit code 8.",
  'files.process-started': 'The process that reads the files IT names by path was started.',
  'files.process-ended':
    'The process that reads the files IT names by path ended, or was ended; it is started again when one is to be read.',
  'files.no-answer':
    'A file that IT names by path did not answer within 10 s, as on a share that hangs; which one.',
  'directory.loaded': 'The list of people was read; how many rows, how many were bad.',
  'directory.bad-row': 'A row of the list of people was left out, with its line number and why.',
  'directory.row-warning':
    'A row of the list of people counts, but deserves a look; its line number and why.',
  'directory.unreadable':
    'The list of people could not be read; the last good one is kept. With the error where the program failed over it.',
  'maintenance.opened': 'Somebody of IT opened the diagnostics at the kiosk: by a badge, or by the PIN.',
  'maintenance.closed':
    'The diagnostics were closed: by themselves, by a tap, or because that was asked for.',
  'maintenance.pin-refused':
    'A wrong maintenance PIN was typed at the kiosk; how many in a row, and for how long none is taken now.',
  'maintenance.lock-not-kept':
    'How many wrong PINs there were could not be written to the disk; it is known until the next start.',
  'practice.begun':
    'Somebody of IT began a practice tap at the kiosk: the next badge is only tried out. By a key or by touch.',
  'practice.ended':
    'The practice tap is over: what a tap would have come to, or that it ended without a result, and why.',
  'kiosk.fault': 'Something happened that the program does not expect; what, and for which tap.',
  'health.alarm': 'Something began that somebody should look at; see docs/operations.md.',
  'health.not-written': 'The health report could not be written; the error code.',
  'health.cleared': 'What an alarm told of is over.',
  'tap.heard': 'A badge was read.',
  'tap.repeated': 'The same badge again within the repeat window; nothing is sent.',
  'tap.recorded': 'The tap is on disk.',
  'tap.not-recorded': 'The tap could not be written to the journal; the person was told so, with this code.',
  'tap.not-accepted': 'A badge was read while the kiosk was out of service; the screen said so.',
  'tap.refused': 'The person was told why nothing was clocked out.',
  'tap.settled': 'What became of the tap is known and recorded.',
  'tap.waiting': 'The tap could not be delivered now; it stays in the journal and is tried again.',
  'site-key.opened':
    'The site key in use: where it lies, its id (which is no secret), and whether this start made it, as only a first start does.',
  'site-key.other':
    'The last event of the journal was written under another site key: the key was changed, or the journal is not this kiosk’s. Both ids.',
  'journal.opened': 'The journal is open; its schema version and how many taps wait.',
  'journal.head':
    "The last event's number and link, in the form --journal verify --head takes: shows an end cut off later.",
  'journal.set-aside':
    'The journal was damaged and was set aside untouched; a new one was begun. Where it lies, and what was saved.',
  'journal.set-aside-tidied':
    'The time of a journal that was set aside is up: its names were erased, the file was removed, or it was removed because its names could not be erased.',
  'journal.taps-restored':
    'Taps that the running kiosk knew of, and that the journal it found did not hold any more, were written down again; how many.',
  'journal.names-erased': 'Names and user ids of taps settled long ago were erased; how many.',
  'journal.compacted':
    'Taps settled longer ago than storage.keepTapsDays were taken out of the journal; how many.',
  'journal.not-compacted':
    'Old taps stay in the journal because they are not as they were written; how many. --journal verify tells which.',
  'journal.not-tidied':
    'Names could not be erased, or old taps not taken out, or a journal that was set aside not tidied; which, and why. It is tried again a day later.',
  'journal.reopening': 'The journal goes on failing, or is damaged: it is closed and opened anew.',
  'journal.unusable': 'The journal can not be written; the kiosk is out of service.',
  'journal.given-up':
    'The journal could not be used for a quarter of an hour, also opened anew; the program ends with exit code 7.',
  'certificate.taken': 'IT has replaced the certificate; the new one is used from the next token on.',
  'certificate.not-taken':
    'A certificate was put in place that can not be used; why. The last good one is used, and the files are looked at again.',
  'token.acquired': 'An access token was acquired; how long it lives.',
  'token.failed': "No access token could be had; Entra's error code and correlation id.",
  'graph.failed': 'A request to Microsoft Graph failed; with request-id and client-request-id.',
  'graph.throttled': 'Microsoft Graph asked to slow down; for how long.',
  'graph.cards-skipped': 'Entries of a list lacked an id, a user or a clock-in and were left out; how many.',
  'graph.connection': 'Whether Microsoft Graph can be reached changed.',
  'graph.reconnecting':
    'Microsoft Graph has not answered for half a minute or longer; all connections are closed and made anew.',
} as const

export type LogEvent = keyof typeof logEvents
