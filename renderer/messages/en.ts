import type { Messages } from './messages.ts'
import { pluralsOf } from './plural.ts'

const plural = pluralsOf<'one'>('en')

export const en = {
  language: 'en',
  direction: 'ltr',

  starting: { headline: 'Starting', meaning: 'This kiosk will be ready in a moment.' },
  ready: { instruction: 'Hold your badge to the reader' },
  heard: { headline: 'Badge read', next: 'One moment…' },
  savedHere: {
    headline: 'Saved here',
    meaning: 'Will be sent to Shifts by itself.',
    next: 'Nothing else to do.',
  },
  confirmed: {
    headline: 'Clocked out',
    meaning: 'Confirmed by Shifts.',
    worked: ({ duration }) => `Worked: ${duration}`,
    breaks: ({ duration }) => `Breaks: ${duration}`,
    noBreaks: 'No breaks',
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
    'unknown-badge': {
      headline: 'Badge not known',
      meaning: 'It is not on the staff list of this kiosk.',
      next: 'Ask your shift lead to have it added.',
    },
    'ambiguous-badge': {
      headline: 'Badge listed twice',
      meaning: 'It belongs to more than one name. Nobody was clocked out.',
      next: 'Ask your shift lead to have this put right.',
    },
    'not-clocked-in': {
      headline: 'Not clocked in',
      meaning: 'Shifts shows no open time card for you.',
      next: 'Ask your shift lead to add your hours.',
    },
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
      meaning: 'This kiosk could not write it down.',
      next: `Clock out in Teams. Tell your shift lead: ${code}`,
    }),
    parked: ({ code }) => ({
      headline: 'Shifts said no',
      meaning: 'Your tap is kept here. A manager has to act.',
      next: `Tell your shift lead this code: ${code}`,
    }),
  },

  outOfService: {
    reader: {
      starting: {
        headline: 'Reader is starting',
        meaning: 'The badge reader is not ready yet.',
        next: 'It goes on by itself. If not, restart the kiosk.',
      },
      'service-stopped': {
        headline: 'Reader service stopped',
        meaning: 'The smart card service of this computer is not running.',
        next: 'Start the smart card service. The kiosk goes on by itself.',
      },
      'software-missing': {
        headline: 'Reader software missing',
        meaning: 'This kiosk was installed without the software for its badge reader.',
        next: 'Install the kiosk again with nfc-pcsc, or choose another reader.',
      },
      'no-reader': {
        headline: 'No badge reader',
        meaning: 'No badge reader is plugged into this kiosk.',
        next: 'Plug the reader in. The kiosk goes on by itself.',
      },
      failing: {
        headline: 'Badge reader failing',
        meaning: 'The badge reader is there but does not work.',
        next: 'Unplug the reader and plug it in again.',
      },
    },
    journal: {
      headline: 'Cannot save taps',
      meaning: 'This kiosk cannot write to its disk.',
      next: 'Free disk space and check who may write the data folder.',
    },
    directory: {
      headline: 'No staff list',
      meaning: 'This kiosk cannot look up whose badge it is.',
      next: 'Put the staff list right. The kiosk goes on by itself.',
    },
    fault: {
      headline: 'Kiosk stopped',
      meaning: 'Something went wrong inside this kiosk.',
      next: 'Restart the kiosk. Its log says what happened.',
    },
  },
  clockOutElsewhere: 'Please clock out in Teams meanwhile.',
  forIt: 'For IT',

  setupNeeded: {
    headline: 'Setup needed',
    meaning: 'This kiosk cannot start with its config file.',
    next: 'Once it is mended, check it by starting the kiosk with',
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
    },
    connection: {
      unknown: 'Not connected yet',
      online: 'Connected to Shifts',
      offline: 'Offline, taps are kept',
      'signed-out': 'No sign-in, taps are kept',
    },
    waitingTaps: (count, written) =>
      plural(count, { one: `${written} tap to be sent`, other: `${written} taps to be sent` }),
  },
} as const satisfies Messages
