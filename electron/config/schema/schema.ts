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
 * The schema of the config file: the single source of its defaults and of the description of each key.
 * `build/config.schema.json` and `docs/config.md` are generated from it (`npm run schema`).
 */

/** How much of a person's name a receipt shows. */
const namesShown = ['full', 'first', 'initials'] as const
/** What to do with displays that the kiosk does not use. */
export const otherDisplays = ['cover', 'leave'] as const

export const defaultRosterPath = 'roster.csv'

const kiosk = z
  .strictObject({
    id: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
        error:
          'may hold only letters, digits, dots, underscores and hyphens, and must start with a letter or digit',
      })
      .meta({
        description:
          'Identifies this kiosk in logs and notes. Letters, digits, . _ - (at most 64) after its placeholders are ' +
          'filled in: {computerName} is the name of this computer without its domain, {env:NAME} an environment ' +
          'variable.',
        examples: ['dock-3', '{computerName}'],
        // For editors, which see the file before placeholders are filled in.
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
          'The name of the place, as people know it. Shown on the screen. Placeholders: {computerName}, {env:NAME}.',
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
        'The certificate that is uploaded to the app registration, in PEM or DER. If the file holds a chain, in any order, ' +
          'the certificate that matches the key is used. Needs privateKeyPath or signer. Without a certificate, the ' +
          'environment variable SHIFTS_KIOSK_CLIENT_SECRET has to hold a client secret.',
      ),
    privateKeyPath: path('the path of a private key, such as kiosk.key')
      .optional()
      .describe(
        "The certificate's RSA private key, in PEM or DER, without a passphrase. A file that other accounts may read " +
          'is rejected.',
      ),
    ...signerKeys,
  })
  .refine(
    ({ certificatePath, privateKeyPath, signer }) =>
      certificatePath === undefined || privateKeyPath !== undefined || signer !== undefined,
    {
      path: ['privateKeyPath'],
      error: 'is missing; certificatePath needs it',
      when: isPlainValue,
    },
  )
  .refine((value) => !(value.privateKeyPath !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; privateKeyPath needs it',
    when: isPlainValue,
  })
  .refine((value) => !(value.signer !== undefined && value.certificatePath === undefined), {
    path: ['certificatePath'],
    error: 'is missing; signer needs it',
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
  .describe('How the kiosk signs in to Microsoft Graph. This file never holds secrets.')

/** Graph lets an app send 30 requests per second; more teams than this cannot be served by one kiosk. */
const maxTeams = 50

const team = z.strictObject({
  id: guid('ID of the team (group).'),
  name: z
    .string()
    .max(100)
    .regex(/\S/, { error: 'is empty' })
    .regex(noControlCharacters, { error: 'holds a line break or another control character' })
    .register(expectations, { expected: 'the name of the team, such as Warehouse' })
    .optional()
    .describe(
      'What the team is called in health, alerts and a team column of the roster. When absent: its ID.',
    ),
})

const shifts = z
  .strictObject({
    teamId: guid(
      'ID of the team (group) whose Shifts schedule holds the time cards. Required, unless teams is set.',
    ).optional(),
    teams: z
      .array(team)
      .min(1)
      .max(maxTeams)
      .refine((teams) => new Set(teams.map(({ id }) => id.toLowerCase())).size === teams.length, {
        error: 'names a team twice',
      })
      .register(expectations, {
        expected: 'a list of teams in square brackets, such as [{ "id": "…", "name": "Warehouse" }]',
      })
      .optional()
      .describe(
        'Instead of teamId, where people of several teams tap at this kiosk. A tap ends the card that its person ' +
          'clocked in last, in any of their teams. The screen uses the time zone of the first team. Keep the team that ' +
          'was in teamId first: docs/teams.md.',
      ),
    atApprovedLocation: z
      .boolean()
      .describe(
        'Whether a clock-out at this kiosk counts as made at an approved location (isAtApprovedLocation on the time ' +
          'card). This is your statement about the place of the kiosk, so there is no default.',
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
        expected: `text with no placeholders other than ${placeholderList()}`,
      })
      .default('Badge kiosk {kioskName}')
      .describe(
        `Note added to each clock-out. Placeholders: ${placeholderList()}. Empty: no note. At most 500 characters.`,
      ),
    lateToleranceMinutes: wholeNumber(1, 60)
      .default(2)
      .describe(
        'Shifts records a clock-out with its time of arrival. If it arrives more than this many minutes after the tap, the ' +
          'kiosk corrects it to the time of the tap.',
      ),
    maxOpenHours: wholeNumber(1, 72)
      .default(16)
      .describe(
        'A time card open for longer than this, in hours, counts as a forgotten clock-out: a tap does not end it, and it ' +
          'is left for a manager.',
      ),
  })
  .refine(({ teamId, teams }) => teamId !== undefined || teams !== undefined, {
    path: ['teamId'],
    error: 'is missing',
    when: isPlainValue,
  })
  .refine(({ teamId, teams }) => teamId === undefined || teams === undefined, {
    path: ['teamId'],
    error: 'appears beside teams; keep one of the two',
    when: isPlainValue,
  })
  .describe('The Shifts team or teams, and how their time cards are written.')

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
          'Only readers whose name contains this text are used, upper or lower case. ' +
            'Empty: every slot that is contactless, judging by its name or its cards.',
        ),
    }),
    z.strictObject({
      kind: z.literal('keyboard').describe('A reader that types the badge number and Enter like a keyboard.'),
      badgeNumberFormat: badgeNumberFormat()
        .default('hex')
        .describe('How the reader writes the badge number: docs/badges.md.'),
      prefix: affix('before').describe(
        'What the reader types before the number, such as ; from a magnetic stripe. Removed if present.',
      ),
      suffix: affix('after').describe('The same after the number, such as ? from a magnetic stripe.'),
      minimumLength: wholeNumber(4, 40)
        .default(6)
        .describe('Shorter input, in characters, does not count as a badge number.'),
      maximumKeyGapMs: wholeNumber(5, 1000)
        .default(50)
        .describe('The longest pause between two characters, in milliseconds. Slower input is ignored.'),
      ending: z
        .enum(keyEndings)
        .register(expectations, { expected: oneOf(keyEndings) })
        .default('enter-or-tab')
        .describe(
          'What ends the number: enter-or-tab, enter, tab, or pause for a reader that sends neither (no key for half a ' +
            'second, or three times maximumKeyGapMs if that is longer). With pause, set minimumLength to the length of ' +
            'a whole number, so that part of a number is never read.',
        ),
      keyboardLayout: z
        .enum(keyboardLayouts)
        .register(expectations, { expected: oneOf(keyboardLayouts) })
        .default('system')
        .describe(
          'How keys are read: system, by the keyboard layout of this computer, or us, by their position on a US keyboard. A ' +
            'reader set to US English needs us if this computer uses another layout or an input method, or NumLock is off.',
        ),
    }),
  ])
  .register(expectations, { expected: 'a group in braces with a "kind", "pcsc" or "keyboard"' })
  .prefault({ kind: 'pcsc' })
  .describe('The badge reader.')

/** Where a badge number is kept in Entra. */
const badgePropertyPattern =
  /^(employeeId|extensionAttribute([1-9]|1[0-5])|extension_[0-9a-fA-F]{32}_[A-Za-z0-9_]{1,100})$/

const entraKeys = {
  badgeProperty: z
    .string()
    .regex(badgePropertyPattern, { error: 'is not a property that can hold a badge number' })
    .register(expectations, {
      expected:
        'employeeId, extensionAttribute1 to extensionAttribute15, or extension_<app ID without hyphens>_<name>',
    })
    .default('employeeId')
    .describe(
      'The property of a user in Entra that holds the badge number: employeeId, extensionAttribute1 to ' +
        'extensionAttribute15, or a directory extension, extension_<app ID without hyphens>_<name>.',
    ),
  badgeNumberFormat: badgeNumberFormat()
    .default('hex')
    .describe('How that property writes badge numbers: docs/badges.md.'),
}

const sharedAdditions = {
  sharedAdditions: path('the path of a folder')
    .optional()
    .describe(
      'A folder with the files additions.json of other kiosks with the same site key, under any name that ends ' +
        'in .json: badges added or blocked there count here too. Read every ten minutes: docs/enrollment.md.',
    ),
}

const directory = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('roster').describe('A CSV file with a header line and one badge per row.'),
      path: path('the path of a CSV file, such as roster.csv')
        .default(defaultRosterPath)
        .describe(
          "The CSV file. Read again whenever it changes. A relative path starts at this file's folder.",
        ),
      badgeNumberFormat: badgeNumberFormat()
        .default('hex')
        .describe('How the file writes badge numbers: docs/badges.md.'),
      columns: z
        .strictObject({
          badge: columnNames('the badge number'),
          userId: columnNames("the user's object ID in Entra"),
          userPrincipalName: columnNames('the sign-in name (UPN), if there is no object ID'),
          mail: columnNames('the mail address, if there is no object ID'),
          employeeId: columnNames('the employee ID, if there is no object ID'),
          name: columnNames('the name to show'),
          language: columnNames("the person's own language, such as es or pt-BR"),
          teams: columnNames("the person's teams, if the kiosk has several: names or IDs from shifts.teams"),
        })
        .register(expectations, { expected: 'a group in braces' })
        .prefault({})
        .describe('Needed only for column names that the kiosk does not recognise.'),
      entra: z
        .strictObject(entraKeys)
        .register(expectations, {
          expected: 'a group in braces, such as "entra": {} or "entra": { "badgeProperty": "employeeId" }',
        })
        .optional()
        .describe(
          'Set this to look up badges that are not in the file in Entra, as with "kind": "entra": docs/entra.md.',
        ),
      ...sharedAdditions,
    }),
    z.strictObject({
      kind: z
        .literal('entra')
        .describe('The members of the team, with their badge numbers, from Entra: docs/entra.md.'),
      ...entraKeys,
      ...sharedAdditions,
    }),
  ])
  .register(expectations, { expected: 'a group in braces with a "kind", "roster" or "entra"' })
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
        'The display the kiosk uses: primary, its number (from 1, left to right), or a part of its name (see the log, ' +
          'host.display). If it is missing, the kiosk uses the primary one.',
      ),
    otherDisplays: z
      .enum(otherDisplays)
      .register(expectations, { expected: 'cover or leave' })
      .default('cover')
      .describe(
        'What to do with the other displays: cover (black, since a visible desktop is a way out of the kiosk) or leave.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'is not a time zone' })
      .register(expectations, { expected: 'team, system, or a time zone such as Europe/Madrid' })
      .default('team')
      .describe(
        "Time zone of every time on screen: team (of the team's schedule in Shifts; this computer's until that is " +
          "known), system (this computer's), or a name such as Europe/Madrid.",
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
        'Languages of the place, the main one first: it is used for everything, except for people whose language the ' +
          'roster names. While nobody taps, the idle screen shows each language in turn. Any of ' +
          `${languages.join(', ')}, optionally with a region, which sets the time format: en-GB 17:02, en 5:02 PM.`,
      ),
    nameShown: z
      .enum(namesShown)
      .register(expectations, { expected: oneOf(namesShown) })
      .default('full')
      .describe(
        "How much of a person's name the receipt shows: full, the first name, or initials. The page never receives more.",
      ),
    showHours: z
      .boolean()
      .register(expectations, { expected: 'true or false, without quotes' })
      .default(false)
      .describe(
        'Whether the confirmation also shows the length of the shift without breaks, and of the breaks.',
      ),
    ...lookKeys,
  })
  .prefault({})
  .describe('What the screen shows.')

const sound = z
  .strictObject({
    volume: wholeNumber(0, 100).default(50).describe('Volume in percent. 0: no sound.'),
    quietHours: z
      .strictObject({
        from: timeOfDay().describe('When the quiet hours start.'),
        to: timeOfDay().describe('When they end; if earlier than from, on the next day.'),
      })
      .refine(({ from, to }) => from !== to, { error: 'starts and ends at the same time' })
      .register(expectations, { expected: 'a group in braces: { "from": "22:00", "to": "06:00" }' })
      .optional()
      .describe('No sound between these times of day, in the time zone of the screen.'),
  })
  .prefault({})
  .describe('The sounds: a short cue for each receipt (heard, saved here, confirmed) and one for a refusal.')

const taps = z
  .strictObject({
    repeatWindowSeconds: wholeNumber(1, 600)
      .default(20)
      .describe(
        'The same badge again within this many seconds after it left the reader counts as the same tap: shown again, sent once. A refused badge is tried again after two seconds away from the reader.',
      ),
  })
  .prefault({})
  .describe('How taps are handled.')

const storage = z
  .strictObject({
    dataFolder: path('the path of a folder')
      .optional()
      .describe(
        "Folder of the journal; only the kiosk's account may read it. When absent: " +
          '%ProgramData%\\Shifts Badge Kiosk\\data on Windows, /var/lib/shifts-badge-kiosk on Linux, ' +
          '/Library/Application Support/Shifts Badge Kiosk/data on macOS.',
      ),
    siteKeyPath: path('the path of a file')
      .optional()
      .describe(
        'The file with the 32-byte key, in hex, for the HMACs of badge numbers. If this is set, the file must exist; the ' +
          'kiosk does not create it. When absent, the first of these that exists: ' +
          '%ProgramData%\\Shifts Badge Kiosk\\site.key on Windows, /etc/shifts-badge-kiosk/site.key on Linux, ' +
          '/Library/Application Support/Shifts Badge Kiosk/site.key on macOS; site.key in the data folder, which ' +
          'the first start creates.',
      ),
    logFolder: path('a folder')
      .optional()
      .describe(
        "Folder of the log, kiosk.log and its rotated files; created if needed, for the kiosk's account alone. Until the " +
          'config has been read, the log goes to its default folder (docs/operations.md), where crash dumps stay.',
      ),
    keepNamesDays: wholeNumber(1, 3650)
      .default(90)
      .describe(
        'How many days the journal keeps the name and user ID of a tap and the answer from Shifts, counted from its ' +
          'outcome (parked for a manager counts as one). Then they are erased; the tap itself stays. Names in a damaged ' +
          'journal that was set aside are erased after the same time.',
      ),
    keepTapsDays: wholeNumber(30, 36_500)
      .default(1095)
      .describe(
        'How many days the journal keeps a tap after its outcome. Then it is deleted for good; a tap that waits to be ' +
          'sent, or for a manager, stays. A damaged journal that was set aside is deleted after the same time.',
      ),
  })
  .prefault({})
  .describe('Where the kiosk keeps what must survive a restart.')

function badgeHashes() {
  return z
    .array(
      z
        .string()
        .regex(maintenanceBadgePattern, { error: 'is not the hash of a badge' })
        .register(expectations, { expected: 'what --hash-badge prints; never the number itself' }),
    )
    .max(20)
    .register(expectations, { expected: 'a list of hashes in square brackets' })
    .default([])
}

const maintenance = z
  .strictObject({
    pinHash: z
      .string()
      .refine((text) => parsePinHash(text) !== undefined, {
        error: 'is not a valid PIN hash',
      })
      .register(expectations, { expected: 'what --hash-pin prints; never the PIN itself' })
      .optional()
      .describe(
        'Hash of the PIN that opens the diagnostics at the kiosk after Ctrl+Shift+F12, as --hash-pin prints it. ' +
          'When absent: no PIN opens them.',
      ),
    badges: badgeHashes().describe(
      'Badges that open the diagnostics, each as --hash-badge prints it: hashed with the site key, so one line works ' +
        'for all kiosks with the same site key. Such a badge ends no time card. At most 20.',
    ),
  })
  .prefault({})
  .describe('Who may open the diagnostics at the kiosk: read-only, nothing can be changed there.')

const enrollment = z
  .strictObject({
    atKiosk: z
      .boolean()
      .default(false)
      .describe(
        'Whether badges can be added for people and blocked at the kiosk: docs/enrollment.md. It opens from the diagnostics ' +
          '(F3), so with a maintenance badge or the PIN, and with the badges below. Reads the members of the teams from ' +
          'Entra: needs User.Read.All and GroupMember.Read.All.',
      ),
    badges: badgeHashes().describe(
      'Badges that open the enrollment and nothing else, such as those of shift leads, each as --hash-badge prints it. ' +
        'Whoever has one can give any badge to any member of the team. Such a badge ends no time card. Needs atKiosk. At most 20.',
    ),
  })
  .refine(({ atKiosk, badges }) => atKiosk || badges.length === 0, {
    path: ['badges'],
    error: 'opens nothing while enrollment.atKiosk is not true',
    when: isPlainValue,
  })
  .prefault({})
  .describe('Adding and blocking badges at the kiosk, and who may do it.')

/** The formats of an alert. */
export const alertFormats = ['adaptive-card', 'json'] as const

const alerts = z
  .strictObject({
    webhookPath: path('the path of a file, such as alerts.webhook')
      .optional()
      .describe(
        'File that holds only the https:// address that alerts are posted to. The address is a secret: a file that other ' +
          'accounts may read is rejected. Read again for each alert. When absent: nobody is alerted.',
      ),
    format: z
      .enum(alertFormats)
      .register(expectations, { expected: oneOf(alertFormats) })
      .default('adaptive-card')
      .describe(
        'Format of an alert: adaptive-card, for a Teams workflow that starts with "When a Teams webhook request ' +
          'is received", or json.',
      ),
    heartbeatAt: timeOfDay()
      .default('08:00')
      .describe('When the kiosk sends its daily heartbeat alert, in the time zone of the screen.'),
  })
  .prefault({})
  .describe('Where alerts are sent for alarms and for taps that need a person.')

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
          'Folder that node_exporter’s textfile collector reads. The health report is written there as metrics, readable for every account. The folder has to exist and be writable for the kiosk’s account. When absent: no such file.',
        examples: ['/var/lib/prometheus/node-exporter'],
      }),
  })
  .prefault({})
  .describe('Health reports for monitoring, in addition to health.json in the data folder.')

export const configSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('The JSON Schema of this file, for editors that check while you type.'),
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
    enrollment,
    alerts,
    endpoints,
  })
  .refine(({ maintenance, enrollment }) => !holdSame(maintenance.badges, enrollment.badges), {
    path: ['enrollment', 'badges'],
    error: 'holds a badge that is in maintenance.badges too, which opens the enrollment from the diagnostics',
    when: ({ issues }) => issues.length === 0,
  })
  .describe(
    'Config file of Shifts Badge Kiosk: JSON; comments and trailing commas are allowed. kiosk.id, kiosk.name and paths ' +
      'may hold the placeholders {computerName} and {env:NAME}.',
  )

/** The file's values with defaults; paths and time zone as written. */
export type ConfigValues = z.output<typeof configSchema>

/** Lets a rule about two keys run even if other keys of the group are not valid. */
function isPlainValue(payload: { value: unknown }): boolean {
  return typeof payload.value === 'object' && payload.value !== null && !Array.isArray(payload.value)
}

function holdSame(some: readonly string[], others: readonly string[]): boolean {
  return some.some((each) => others.includes(each))
}

function placeholderList(): string {
  return Object.keys(notePlaceholders)
    .map((name) => `{${name}}`)
    .join(', ')
}
