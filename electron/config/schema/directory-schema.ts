import { z } from 'zod'
import { badgeNumberFormat, columnNames, expectations, path } from './value-kinds.ts'

export const defaultRosterPath = 'roster.csv'

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

/** The group `directory`. */
export const directory = z
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
