import { z } from 'zod'
import { notePlaceholders, unknownPlaceholders } from '../note-template.ts'
import { echoed } from '../../base/text/echo.ts'
import { cut } from '../../base/text/cut.ts'
import { expectations, guid, isPlainValue, noControlCharacters, wholeNumber } from './value-kinds.ts'

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

/** The group `shifts`. */
export const shifts = z
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
        'Instead of teamId, where people of several teams tap at this kiosk: at most 50 teams. A tap ends the card that its ' +
          'person clocked in last, in any of their teams. The screen uses the time zone of the first team. Keep the team ' +
          'that was in teamId first: docs/teams.md.',
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

function placeholderList(): string {
  return Object.keys(notePlaceholders)
    .map((name) => `{${name}}`)
    .join(', ')
}
