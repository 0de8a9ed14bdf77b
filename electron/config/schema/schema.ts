import { z } from 'zod'
import { languageOf, languages } from '../../contract/languages.ts'
import { lookKeys } from './look-schema.ts'
import { keyEndings } from '../../badge/keyboard/key-burst.ts'
import { keyboardLayouts } from '../../badge/keyboard/us-keyboard.ts'
import { maintenanceBadgePattern } from '../../badge/maintenance-badge.ts'
import { parsePinHash } from '../../base/pin-hash.ts'
import { notePlaceholders, unknownPlaceholders } from '../note-template.ts'
import { signerKeys } from './signer-schema.ts'
import {
  affix,
  badgeNumberFormat,
  columnNames,
  endpoint,
  expectations,
  guid,
  isTimeZone,
  languageTag,
  noControlCharacters,
  oneOf,
  path,
  timeOfDay,
  wholeNumber,
} from './value-kinds.ts'
import { echoed } from '../../base/text/echo.ts'
import { cut } from '../../base/text/cut.ts'

/**
 * The config file: the one home of its defaults and of the words that describe each key.
 * `build/config.schema.json` is generated from here (`npm run schema`).
 */

/** How much of a name a receipt shows. */
const namesShown = ['full', 'first', 'initials'] as const
/** What may become of displays the kiosk does not take. */
export const otherDisplays = ['cover', 'leave'] as const

export const defaultRosterPath = 'roster.csv'

const kiosk = z
  .strictObject({
    id: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
        error:
          'may hold only letters, digits, dots, underscores and hyphens, and starts with a letter or digit',
      })
      .meta({
        description:
          'Tells this kiosk from all others in logs and notes. Letters, digits, . _ - (at most 64), once its ' +
          'placeholders are filled in: {computerName} is the name of this computer without its domain, {env:NAME} an ' +
          'environment variable.',
        examples: ['dock-3', '{computerName}'],
        // For editors, which see the file before anything is filled in.
        pattern:
          '^([A-Za-z0-9]|\\{(computerName|env:[^{}]+)\\})([A-Za-z0-9._-]|\\{(computerName|env:[^{}]+)\\})*$',
        maxLength: undefined,
      })
      .register(expectations, { expected: 'a short name without spaces, such as dock-3' }),
    name: z
      .string()
      .max(100)
      .regex(/\S/, { error: 'is empty' })
      .regex(noControlCharacters, { error: 'holds a line break or another control character' })
      .meta({
        description:
          'The name of the place, as people know it. Stands on the screen. Placeholders: {computerName}, {env:NAME}.',
        examples: ['Warehouse, dock 3'],
      })
      .register(expectations, { expected: 'the name of the place, such as Warehouse, dock 3' }),
  })
  .describe('Which kiosk this is.')

const signIn = z
  .strictObject({
    tenantId: guid('Directory (tenant) ID of your Microsoft Entra tenant.'),
    clientId: guid('Application (client) ID of the app registration the kiosk signs in as.'),
    certificatePath: path('the path of a certificate, such as kiosk.pem')
      .optional()
      .describe(
        'The certificate that is uploaded to the app registration, in PEM or DER; of a chain in any order, the one that ' +
          'the key belongs to. Needs privateKeyPath or signer beside it. ' +
          'Without both, the environment variable SHIFTS_KIOSK_CLIENT_SECRET has to hold a client secret.',
      ),
    privateKeyPath: path('the path of a private key, such as kiosk.key')
      .optional()
      .describe(
        "The certificate's RSA private key, in PEM or DER, not protected by a passphrase. One that other accounts " +
          'may read is refused.',
      ),
    ...signerKeys,
  })
  .refine(
    ({ certificatePath, privateKeyPath, signer }) =>
      certificatePath === undefined || privateKeyPath !== undefined || signer !== undefined,
    {
      path: ['privateKeyPath'],
      error: 'is missing; certificatePath stands alone',
      when: isPlainValue,
    },
  )
  .refine((value) => !(value.privateKeyPath !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; privateKeyPath stands alone',
    when: isPlainValue,
  })
  .refine((value) => !(value.signer !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; the signer signs for a certificate',
    when: isPlainValue,
  })
  .refine((value) => !(value.signer !== undefined && value.privateKeyPath !== undefined), {
    path: ['privateKeyPath'],
    error: 'appears beside signer; keep one of the two',
    when: isPlainValue,
  })
  .refine((value) => !(value.signerAlgorithm !== undefined && value.signer === undefined), {
    path: ['signerAlgorithm'],
    error: 'appears without signer',
    when: isPlainValue,
  })
  .describe('How the kiosk signs in to Microsoft Graph. Secrets never stand in this file.')

const shifts = z
  .strictObject({
    teamId: guid('ID of the team (group) whose Shifts schedule holds the time cards.'),
    atApprovedLocation: z
      .boolean()
      .describe(
        'Whether a clock-out at this kiosk counts as done at an approved location (isAtApprovedLocation on the ' +
          'time card). A statement you make about the place the kiosk hangs at, so there is no default.',
      )
      .register(expectations, { expected: 'true or false, without quotes' }),
    note: z
      .string()
      .max(500)
      .superRefine((template, context) => {
        for (const name of unknownPlaceholders(cut(template, 500)))
          context.addIssue({ code: 'custom', message: `holds the unknown placeholder {${echoed(name)}}` })
      })
      .register(expectations, {
        expected: `text with no other placeholders than ${placeholderList()}`,
      })
      .default('Badge kiosk {kioskName}')
      .describe(
        `Note the clock-out carries. Placeholders: ${placeholderList()}. Empty: no note. At most 500 characters.`,
      ),
    lateToleranceMinutes: wholeNumber(1, 60)
      .default(2)
      .describe(
        'Shifts stamps a clock-out with the time it arrives. One that arrives later than this after the tap, in ' +
          "minutes, is set to the tap's time afterwards.",
      ),
    maxOpenHours: wholeNumber(1, 72)
      .default(16)
      .describe(
        'A time card open for longer, in hours, is taken for a forgotten clock-out: it is left for a manager ' +
          'instead of being ended by a tap.',
      ),
  })
  .describe('The Shifts team and what is written on its time cards.')

const reader = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pcsc').describe('A contactless reader on the smart card service (PC/SC).'),
      name: z
        .string()
        .max(200)
        .register(expectations, { expected: "a part of the reader's name, or empty for any" })
        .default('')
        .describe(
          'Only readers with this in their name are used, upper or lower case, whatever else they are called. ' +
            'Empty: every slot that its name or its cards show to be contactless.',
        ),
    }),
    z.strictObject({
      kind: z
        .literal('keyboard')
        .describe('A reader that types the badge number and Enter, as a keyboard does.'),
      badgeNumberFormat: badgeNumberFormat()
        .default('hex')
        .describe('How the reader writes the badge number: docs/badges.md.'),
      prefix: affix('before').describe(
        'What the reader types before the number, such as ; of a magnetic stripe. Left out where it is there.',
      ),
      suffix: affix('after').describe('The same after the number, such as ? of a magnetic stripe.'),
      minimumLength: wholeNumber(4, 40)
        .default(6)
        .describe('Shorter input is not a badge number, in characters.'),
      maximumKeyGapMs: wholeNumber(5, 1000)
        .default(50)
        .describe('The longest pause between two characters, in milliseconds. Slower input is not read.'),
      ending: z
        .enum(keyEndings)
        .register(expectations, { expected: oneOf(keyEndings) })
        .default('enter-or-tab')
        .describe(
          'What ends the number: enter-or-tab, enter, tab, or pause for a reader that sends neither after it (no key for ' +
            'half a second, or three times maximumKeyGapMs). With pause set minimumLength to the number of characters of a whole number, so ' +
            'that half of one is never read.',
        ),
      keyboardLayout: z
        .enum(keyboardLayouts)
        .register(expectations, { expected: oneOf(keyboardLayouts) })
        .default('system')
        .describe(
          'How keys are read: system, by the keyboard layout of this computer, or us, by their place on a US keyboard. A ' +
            'reader set to US English needs us where this computer has another layout, an input method, or NumLock off.',
        ),
    }),
  ])
  .register(expectations, { expected: 'a group in braces with a "kind", "pcsc" or "keyboard"' })
  .prefault({ kind: 'pcsc' })
  .describe('The badge reader.')

const directory = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('roster').describe('A CSV file with a header line, one badge a row.'),
      path: path('the path of a CSV file, such as roster.csv')
        .default(defaultRosterPath)
        .describe("The CSV file. Read again whenever it changes. Relative to this file's folder."),
      badgeNumberFormat: badgeNumberFormat()
        .default('hex')
        .describe('How the file writes badge numbers: docs/badges.md.'),
      columns: z
        .strictObject({
          badge: columnNames('the badge number'),
          userId: columnNames("the user's object ID in Entra"),
          name: columnNames('the name to show'),
          language: columnNames("the person's own language, such as es or pt-BR"),
        })
        .register(expectations, { expected: 'a group in braces' })
        .prefault({})
        .describe('Only for header names the kiosk does not know by itself.'),
    }),
  ])
  .register(expectations, { expected: 'a group in braces with "kind": "roster"' })
  .prefault({ kind: 'roster' })
  .describe('Who each badge belongs to.')

export const screen = z
  .strictObject({
    display: z
      .string()
      .max(100)
      .regex(/\S/, { error: 'is empty' })
      .register(expectations, {
        expected: '"primary", a number in quotes such as "1", or a part of the display\'s name',
      })
      .default('primary')
      .describe(
        'The display the kiosk takes: primary, its number (from 1, left to right), or a part of its name (the log ' +
          'tells it: host.display). Where it is not there the kiosk takes the primary one.',
      ),
    otherDisplays: z
      .enum(otherDisplays)
      .register(expectations, { expected: 'cover or leave' })
      .default('cover')
      .describe(
        'What becomes of the other displays: cover (black, since a desktop beside the kiosk is a way out of it) or leave.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'is not a time zone' })
      .register(expectations, { expected: 'team, system, or a time zone such as Europe/Madrid' })
      .default('team')
      .describe(
        "Time zone of every time on screen: team (that of the team's schedule in Shifts; this computer's until " +
          "Shifts has told it), system (this computer's), or one such as Europe/Madrid.",
      ),
    languages: z
      .array(languageTag())
      .min(1)
      .max(languages.length)
      .refine((tags) => new Set(tags.map((tag) => languageOf(tag) ?? tag)).size === tags.length, {
        error: 'names a language twice',
      })
      .register(expectations, { expected: 'a list of languages in square brackets, such as ["en", "es"]' })
      .default(['en'])
      .describe(
        'Languages of the place, the main one first: everything is written in it, but for people whose own ' +
          'language the roster names. While nobody taps, the screen says what to do in each of them by turns. One of ' +
          `${languages.join(', ')}, with a region where times are to be written its way: en-GB has 17:02, en 5:02 PM.`,
      ),
    nameShown: z
      .enum(namesShown)
      .register(expectations, { expected: oneOf(namesShown) })
      .default('full')
      .describe(
        "How much of a person's name their receipt shows: full, the first name, or initials. The page never gets more.",
      ),
    showHours: z
      .boolean()
      .register(expectations, { expected: 'true or false, without quotes' })
      .default(false)
      .describe(
        'Whether the confirmation also says how long the shift was, without its breaks, and how long the breaks were.',
      ),
    ...lookKeys,
  })
  .prefault({})
  .describe('What the screen shows.')

const sound = z
  .strictObject({
    volume: wholeNumber(0, 100).default(50).describe('How loud, in percent. 0: no sound at all.'),
    quietHours: z
      .strictObject({
        from: timeOfDay().describe('When the quiet begins.'),
        to: timeOfDay().describe('When it ends; earlier than it begins: on the next day.'),
      })
      .refine(({ from, to }) => from !== to, { error: 'begins and ends at the same time' })
      .register(expectations, { expected: 'a group in braces: { "from": "22:00", "to": "06:00" }' })
      .optional()
      .describe('No sound between these times of day, in the time zone of the screen.'),
  })
  .prefault({})
  .describe(
    'What is heard: a short cue for each receipt (heard, saved here, confirmed) and one for a refusal.',
  )

const taps = z
  .strictObject({
    repeatWindowSeconds: wholeNumber(1, 600)
      .default(20)
      .describe(
        'The same badge again within this many seconds since it was last at the reader is the same tap: shown again, sent once. A refused badge is tried anew once it was away for two seconds.',
      ),
  })
  .prefault({})
  .describe('How taps are taken.')

const storage = z
  .strictObject({
    dataFolder: path('the path of a folder')
      .optional()
      .describe(
        'Folder of the journal; only the account of the kiosk may read it. When absent: ' +
          '%ProgramData%\\Shifts Badge Kiosk\\data on Windows, /var/lib/shifts-badge-kiosk on Linux, ' +
          '/Library/Application Support/Shifts Badge Kiosk/data on macOS.',
      ),
    siteKeyPath: path('the path of a file')
      .optional()
      .describe(
        'The 32-byte key badge numbers are turned into HMACs with, in hex. Where this names a place, the key must be ' +
          'there; the kiosk makes none. When absent, the first of these that there is: ' +
          '%ProgramData%\\Shifts Badge Kiosk\\site.key on Windows, /etc/shifts-badge-kiosk/site.key on Linux, ' +
          '/Library/Application Support/Shifts Badge Kiosk/site.key on macOS; site.key in the data folder, which ' +
          'the first start makes.',
      ),
    logFolder: path('a folder')
      .optional()
      .describe(
        'Folder of the log, kiosk.log and the ones before it; made where need be, for the account of the kiosk alone. ' +
          'Until the config has been read the log goes to its usual place (docs/operations.md), where crash dumps stay.',
      ),
    keepNamesDays: wholeNumber(1, 3650)
      .default(90)
      .describe(
        'How long the journal keeps the name and user ID of a tap, and what Shifts said of it, after what became of it ' +
          'is known (a tap that waits for a manager among them), in days. Then they are erased; the tap itself ' +
          'stays. A damaged journal that was set aside loses its names as long after.',
      ),
    keepTapsDays: wholeNumber(30, 36_500)
      .default(1095)
      .describe(
        'How long the journal keeps a tap after what became of it is known, in days. Then it is taken out for good; ' +
          'one that waits to be sent, or for a manager, stays. A damaged journal that was set aside is deleted as long ' +
          'after.',
      ),
  })
  .prefault({})
  .describe('Where the kiosk keeps what must survive a restart.')

const maintenance = z
  .strictObject({
    pinHash: z
      .string()
      .refine((text) => parsePinHash(text) !== undefined, {
        error: 'is not a PIN hash that can be used',
      })
      .register(expectations, { expected: 'what --hash-pin prints; never the PIN itself' })
      .optional()
      .describe(
        'Hash of the PIN that opens the diagnostics at the kiosk after Ctrl+Shift+F12, as --hash-pin prints it. ' +
          'When absent: no PIN opens them.',
      ),
    badges: z
      .array(
        z
          .string()
          .regex(maintenanceBadgePattern, { error: 'is not the hash of a badge' })
          .register(expectations, { expected: 'what --hash-badge prints; never the number itself' }),
      )
      .max(20)
      .register(expectations, { expected: 'a list of hashes in square brackets' })
      .default([])
      .describe(
        'Badges that open the diagnostics, each as --hash-badge prints it: hashed under the site key, so one line ' +
          'serves all kiosks that share theirs. Such a badge ends no time card. At most 20.',
      ),
  })
  .prefault({})
  .describe('Who may open the diagnostics at the kiosk: read-only, nothing can be changed there.')

/** How an alert is written. */
export const alertFormats = ['adaptive-card', 'json'] as const

const alerts = z
  .strictObject({
    webhookPath: path('the path of a file, such as alerts.webhook')
      .optional()
      .describe(
        'File that holds the https:// address alerts are posted to, and nothing else. The address is a secret: a file ' +
          'that other accounts may read is refused. Read again for each alert. When absent: nobody is alerted.',
      ),
    format: z
      .enum(alertFormats)
      .register(expectations, { expected: oneOf(alertFormats) })
      .default('adaptive-card')
      .describe(
        'How an alert is written: adaptive-card, for a Teams workflow that begins with "When a Teams webhook request ' +
          'is received", or json.',
      ),
    heartbeatAt: timeOfDay()
      .default('08:00')
      .describe('When the kiosk says each day that it can alert somebody, in the time zone of the screen.'),
  })
  .prefault({})
  .describe('Who is told of a tap that needs a human, and of alarms.')

const endpoints = z
  .strictObject({
    graph: endpoint('https://graph.microsoft.com')
      .default('https://graph.microsoft.com')
      .describe('Microsoft Graph, https only. Change it only for a proxy of your own or a test tenant.'),
    login: endpoint('https://login.microsoftonline.com')
      .default('https://login.microsoftonline.com')
      .describe(
        'Sign-in with Microsoft Entra, https only. Change it only for a proxy of your own or a test tenant.',
      ),
  })
  .prefault({})
  .describe('Addresses of the services.')

const health = z
  .strictObject({
    prometheusFolder: path('a folder that exists')
      .optional()
      .meta({
        description:
          'Folder that node_exporter’s textfile collector reads: the health report goes there as numbers, for every account to read. It has to exist, and the kiosk’s account has to be able to write there. Without it: no such file.',
        examples: ['/var/lib/prometheus/node-exporter'],
      }),
  })
  .prefault({})
  .describe('What monitoring gets, beside health.json in the data folder.')

export const configSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('Where the description of this file lies, for editors that check while you type.'),
    kiosk,
    signIn,
    shifts,
    reader,
    directory,
    screen,
    sound,
    taps,
    storage,
    health,
    maintenance,
    alerts,
    endpoints,
  })
  .describe(
    'Config file of Shifts Badge Kiosk: JSON; comments and trailing commas are allowed. kiosk.id, kiosk.name and paths ' +
      'may hold the placeholders {computerName} and {env:NAME}.',
  )

/** The file's values with defaults in place, paths and time zone as written. */
export type ConfigValues = z.output<typeof configSchema>

/** Lets a rule about two keys speak although other keys of the group are wrong. */
function isPlainValue(payload: { value: unknown }): boolean {
  return typeof payload.value === 'object' && payload.value !== null && !Array.isArray(payload.value)
}

function placeholderList(): string {
  return Object.keys(notePlaceholders)
    .map((name) => `{${name}}`)
    .join(', ')
}
