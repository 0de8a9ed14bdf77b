import { z } from 'zod'
import { maintenanceBadgePattern } from '../../badge/maintenance-badge.ts'
import { parsePinHash } from '../../base/pin-hash.ts'
import {
  endpoint,
  expectations,
  isPlainValue,
  noControlCharacters,
  oneOf,
  path,
  timeOfDay,
  wholeNumber,
} from './value-kinds.ts'
import { directory } from './directory-schema.ts'
import { reader } from './reader-schema.ts'
import { screen } from './screen-schema.ts'
import { shifts } from './shifts-schema.ts'
import { signIn } from './sign-in-schema.ts'

/**
 * The schema of the config file: the single source of its defaults and of the description of each key.
 * `build/config.schema.json` and `docs/config.md` are generated from it (`npm run schema`).
 */

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
  .describe(
    'Who may open the diagnostics at the kiosk. They are read-only; where enrollment.atKiosk is on, badges can be added and ' +
      'blocked from there.',
  )

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
        "Whoever has one can give any badge to any member of the kiosk's teams. Such a badge ends no time card. Needs atKiosk. At most 20.",
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

function holdSame(some: readonly string[], others: readonly string[]): boolean {
  return some.some((each) => others.includes(each))
}
