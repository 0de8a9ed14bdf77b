import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one'>('en')

export const en = {
  language: 'en',
  direction: 'ltr',

  starting: { headline: 'Starting', meaning: 'This kiosk will be ready in a moment.' },
  ready: { headline: 'Leaving? Tap to clock out', instruction: 'Hold your badge to the reader' },
  heard: { headline: 'Badge read', next: 'One moment…' },
  savedHere: {
    headline: 'Saved here',
    meaning: {
      unknown: 'Shifts has not confirmed it yet. It will be sent automatically.',
      offline: 'No connection. It will be sent once there is one.',
      'signed-out': 'IT must fix the sign-in. It will be sent then.',
    },
    next: 'You can go.',
  },
  confirmed: {
    headline: 'Clocked out',
    meaning: 'Confirmed by Shifts.',
    worked: ({ duration }) => `Worked: ${duration}`,
    breaks: ({ duration }) => `Breaks: ${duration}`,
    noBreaks: 'No breaks',
  },

  slots: {
    title: 'Others who tapped',
    waiting: 'Wait',
    saved: 'Saved',
    confirmed: 'Out',
    refused: 'Tap again',
  },

  refused: {
    'random-number': {
      headline: 'Not a staff badge',
      meaning: 'Phones and some cards give a new number at each tap.',
      next: 'Hold only your staff badge to the reader.',
    },
    'unreadable-badge': {
      headline: 'Badge not read',
      meaning: 'It left too soon, or did not answer.',
      next: 'Hold it flat on the reader a second longer.',
    },
    'several-badges': {
      headline: 'Several badges at once',
      meaning: 'The reader cannot tell which one is yours.',
      next: 'Take your badge out and tap it alone.',
    },
    'reader-misconfigured': ({ code }) => ({
      headline: 'Reader needs IT',
      meaning: 'Badge not read: the kiosk cannot read what the reader sends.',
      next: `Clock out in Teams. Tell IT: ${code}`,
    }),
    'unknown-badge': {
      headline: 'Badge not known',
      meaning: 'It is not on the staff list of this kiosk.',
      next: 'Ask your shift lead to have it added.',
    },
    'ambiguous-badge': {
      headline: 'Badge listed twice',
      meaning: 'It belongs to more than one name. Nobody was clocked out.',
      next: 'Ask your shift lead to get this fixed.',
    },
    'account-disabled': {
      headline: 'Account turned off',
      meaning: 'Your work account is disabled.',
      next: 'Ask your shift lead to tell IT.',
    },
    'badge-blocked': {
      headline: 'Badge blocked',
      meaning: 'It was reported lost or replaced. You are not clocked out.',
      next: 'Ask your shift lead.',
    },
    'badge-not-checked': {
      headline: 'Badge not checked',
      meaning: 'The staff list did not answer. You are not clocked out.',
      next: 'Tap again, or clock out in Teams.',
    },
    'badge-left-on-reader': {
      headline: 'Badge left on reader',
      meaning: 'It is being read again and again.',
      next: 'Take your badge off the reader.',
    },
    'not-clocked-in': {
      headline: 'Not clocked in',
      meaning: 'Shifts shows no open time card for you.',
      next: 'Starting? Clock in in Teams. Leaving? See your shift lead.',
    },
    'no-time-card': ({ code }) => ({
      headline: 'No time card',
      meaning: 'Shifts has no time card of yours in this team.',
      next: `New here? Clock in in Teams. Else tell IT: ${code}`,
    }),
    'already-clocked-out': ({ clockedOutAt }) => ({
      headline: 'Already clocked out',
      meaning: `Your time card ended: ${clockedOutAt}.`,
      next: 'If that is wrong, tell your shift lead.',
    }),
    'open-too-long': ({ clockedInAt }) => ({
      headline: 'Shift open too long',
      meaning: `You have been clocked in since ${clockedInAt}.`,
      next: 'Ask your shift lead to set when it ended.',
    }),
    'not-recorded': ({ code }) => ({
      headline: 'Tap not saved',
      meaning: 'This kiosk could not save it.',
      next: `Clock out in Teams. Tell your shift lead: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Shifts said no',
      meaning: 'Your tap is kept here. A manager has to act.',
      next: `Tell your shift lead this code: ${code}`,
    }),
    'kiosk-refused': ({ code }) => ({
      headline: 'Kiosk needs IT',
      meaning: 'IT must fix this kiosk. Your tap is kept here.',
      next: `Clock out in Teams. Tell IT this code: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Reader is starting',
        meaning: 'The badge reader is not ready yet.',
        next: 'It recovers by itself. If not, restart the kiosk.',
      },
      'service-stopped': {
        headline: 'Reader service stopped',
        meaning: 'The smart card service of this computer is not running.',
        next: 'Start the smart card service. The kiosk then continues.',
      },
      'software-missing': {
        headline: 'Reader software missing',
        meaning: 'This kiosk was installed without the software for its badge reader.',
        next: 'Install the kiosk again with nfc-pcsc, or choose another reader.',
      },
      'no-reader': {
        headline: 'No badge reader',
        meaning: 'No badge reader is plugged into this kiosk.',
        next: 'Plug the reader in. The kiosk then continues.',
      },
      failing: {
        headline: 'Badge reader failing',
        meaning: 'The badge reader is connected but does not work.',
        next: 'Unplug the reader and plug it in again.',
      },
      'no-such-reader': {
        headline: 'Named reader not found',
        meaning: 'No connected reader has the name in the config.',
        next: 'Plug in the reader of that name, or correct reader.name.',
      },
      'stopped-without-reader': {
        headline: 'Reader not plugged in',
        meaning: 'Windows stops its smart card service without a reader.',
        next: 'Plug the reader in. If it is, start the service.',
      },
      'no-access': {
        headline: 'Reader access denied',
        meaning: 'This kiosk may not use the smart card service.',
        next: 'Allow the kiosk account to use it (Linux: polkit rule).',
      },
    },
    journal: {
      headline: 'Cannot save taps',
      meaning: 'This kiosk cannot write to its disk.',
      next: 'Free disk space and check write access to the data folder.',
    },
    directory: {
      headline: 'No staff list',
      meaning: 'This kiosk cannot look up whose badge it is.',
      next: 'Fix the staff list. The kiosk then continues.',
    },
    fault: {
      headline: 'Kiosk stopped',
      meaning: 'Something went wrong inside this kiosk.',
      next: 'Restart the kiosk. Its log says what happened.',
    },
  },
  clockOutElsewhere: 'Please clock out in Teams meanwhile.',
  forIt: 'For IT',

  practice: {
    title: 'Practice: nothing is sent',
    waiting: { meaning: 'The next badge clocks nobody out.', next: 'Hold one badge to the reader.' },
    nextIsReal: 'The next badge is a real tap.',
    end: 'End practice',
    numbers: 'Number of this badge:',
    listed: 'in the staff list',
    outcomes: {
      'would-clock-out': ({ clockedInAt, isOnBreak }) => ({
        headline: 'Would clock out',
        meaning: isOnBreak
          ? `Time card open since ${clockedInAt}, now on a break.`
          : `Time card open since ${clockedInAt}.`,
        next: 'This badge is ready for real taps.',
      }),
      'already-clocked-out': ({ clockedOutAt }) => ({
        headline: 'Time card already ended',
        meaning: `Shifts shows that it ended: ${clockedOutAt}.`,
        next: 'Clock in with Teams, then practice again.',
      }),
      'open-too-long': ({ clockedInAt }) => ({
        headline: 'Time card too old',
        meaning: `Open since ${clockedInAt}, longer than shifts.maxOpenHours allows.`,
        next: 'Set its end in Teams, then practice again.',
      }),
      'not-clocked-in': {
        headline: 'No open time card',
        meaning: 'Shifts shows none for this person in this team.',
        next: 'Clock in with Teams, then practice again.',
      },
      'unknown-badge': {
        headline: 'Badge not listed',
        meaning: 'No line of the staff list contains this badge.',
        next: 'Add it, or check directory.badgeNumberFormat.',
      },
      'ambiguous-badge': {
        headline: 'Listed more than once',
        meaning: 'Several people in the staff list have this badge.',
        next: 'Correct the staff list. The log names the lines.',
      },
      'no-roster': {
        headline: 'Staff list not readable',
        meaning: 'No badge can be looked up.',
        next: 'Check directory.path and the file. The log says why.',
      },
      'reader-misconfigured': {
        headline: 'Reader setting is wrong',
        meaning: 'Badge not read: the kiosk cannot read what the reader sends.',
        next: 'See reader.unreadable in the log: it names the setting.',
      },
      'cannot-save': {
        headline: 'Taps cannot be saved',
        meaning: 'The kiosk cannot write its journal and accepts no tap.',
        next: 'Free disk space and check write access to the data folder.',
      },
      'time-clock-off': {
        headline: 'Time clock is off',
        meaning: 'In Shifts, the schedule or time clock of this team is off.',
        next: 'Turn it on in the settings of Shifts.',
      },
      forbidden: {
        headline: 'Permission missing',
        meaning: 'Microsoft Graph does not let this app read the team.',
        next: 'Grant Schedule.ReadWrite.All with admin consent in Entra.',
      },
      'read-only': {
        headline: 'Read-only permission',
        meaning: 'This app may read time cards, but not end them.',
        next: 'Grant Schedule.ReadWrite.All with admin consent in Entra.',
      },
      'team-not-found': {
        headline: 'Team not found',
        meaning: 'Microsoft Graph shows no schedule for this team.',
        next: 'Check shifts.teamId, and that the team uses Shifts.',
      },
      'sign-in-refused': {
        headline: 'Sign-in refused',
        meaning: 'Microsoft does not accept the sign-in of this kiosk.',
        next: 'Check ids, certificate and clock. The log says why.',
      },
      unreachable: {
        headline: 'Microsoft not reachable',
        meaning: 'No usable answer from Entra or Microsoft Graph.',
        next: 'Check network, proxy and firewall. Real taps are kept here.',
      },
      throttled: {
        headline: 'Microsoft asks to wait',
        meaning: 'There were too many requests.',
        next: 'Practice again in a minute. Real taps are kept here.',
      },
      unclear: {
        headline: 'Unexpected answer',
        meaning: 'Microsoft Graph gave an unusable answer.',
        next: 'See last failures in the diagnostics.',
      },
    },
  },

  enrollment: {
    title: 'Adding badges: no clock-out',
    hold: { headline: 'Hold the new badge', next: 'Then choose whose it is.' },
    clockOut: 'Clocking out? Close this, then tap.',
    nextBadge: 'Hold the next new badge.',
    done: {
      added: { headline: 'Badge added', meaning: 'It works from now on.' },
      replaced: { headline: 'Badge replaced', meaning: 'The new badge works. The old one is blocked.' },
      'already-added': { headline: 'Already added', meaning: 'This person had the badge before.' },
      blocked: (count, written) =>
        plural(count, { one: `${written} badge blocked`, other: `${written} badges blocked` }),
      partial: 'The person has more badges. IT must block those.',
    },
    problems: {
      'reader-misconfigured': {
        headline: 'Badge reader needs IT',
        meaning: 'The kiosk cannot read what the reader sends.',
        next: 'Tell IT. The log names the setting.',
      },
      'ambiguous-badge': {
        headline: 'Several people have it',
        meaning: 'The staff list has this badge more than once.',
        next: 'Ask IT to correct the staff list.',
      },
      'not-checked': {
        headline: 'Badge cannot be checked',
        meaning: 'Microsoft did not answer whose badge it is.',
        next: 'Hold it to the reader again.',
      },
      'account-disabled': {
        headline: 'Work account turned off',
        meaning: 'This person cannot clock out with a badge.',
        next: 'Ask IT to turn the account on.',
      },
      'no-badge': {
        headline: 'No badge to block',
        meaning: 'This kiosk knows no badge of this person.',
        next: 'Choose somebody else, or ask IT.',
      },
      'not-saved': {
        headline: 'Nothing was saved',
        meaning: 'The kiosk could not write the change.',
        next: 'Try again. If it fails again, tell IT.',
      },
    },
    pick: {
      add: 'Whose badge is it?',
      block: 'Who lost a badge?',
      instruction: 'First letters of the name, or the employee ID',
      nobody: 'Nobody found',
      more: (_count, written) => `and ${written} more`,
      reading: 'More names are being read…',
      incomplete: 'Names may be missing: the teams could not be read.',
      disabled: 'account turned off',
    },
    questions: {
      taken: {
        headline: 'Block this badge?',
        meaning: 'This person has it already. Nobody was clocked out.',
        yes: 'Block the badge',
      },
      replace: {
        headline: 'Replace the old badge?',
        meaning: 'The old badge is blocked, and the new one works.',
        yes: 'Replace',
      },
      block: {
        headline: 'Block all their badges?',
        meaning: (count, written) =>
          plural(count, {
            one: `${written} badge will stop working.`,
            other: `${written} badges will stop working.`,
          }),
        yes: 'Block',
      },
    },
    buttons: {
      block: 'Block a lost badge',
      erase: 'Erase',
      space: 'Space',
      back: 'Back',
      close: 'Close',
    },
  },

  setupNeeded: {
    headline: 'Setup needed',
    meaning: 'This kiosk cannot start with its config file.',
    next: 'Once fixed, check it by starting the kiosk with',
    file: 'File',
    wholeFile: 'Whole file',
    place: ({ line, column }) => (column === undefined ? `Line ${line}` : `Line ${line}, column ${column}`),
    expected: ({ expected }) => `Expected: ${expected}`,
    problems: (count, written) => plural(count, { one: `${written} problem`, other: `${written} problems` }),
  },

  status: {
    reader: {
      starting: 'Reader starting',
      'no-service': 'Reader off',
      'no-reader': 'No reader',
      ready: 'Reader ready',
      failing: 'Reader failing',
      'no-such-reader': 'Reader not found',
      'no-access': 'Reader denied',
    },
    connection: {
      unknown: 'Not connected yet',
      online: 'Connected to Shifts',
      offline: 'Offline, taps are kept',
      'signed-out': 'No sign-in, taps are kept',
    },
    staffListOf: (day) => `Staff list of ${day}`,
    waitingTaps: (count, written) =>
      plural(count, { one: `${written} tap to be sent`, other: `${written} taps to be sent` }),
  },
} as const satisfies Messages
