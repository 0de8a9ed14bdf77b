import type { AlarmAlert, AlertMessage, TapAlert } from './alert-message.ts'

/**
 * The message for a Teams workflow that starts with "When a Teams webhook request is received": one card as
 * an attachment
 * (learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook, with the
 * limits of 28 KB per message and four requests per second; connector reference:
 * learn.microsoft.com/connectors/teams, "Microsoft Teams Webhook").
 *
 * All text is in TextRuns (card version 1.2), where "Markdown is not supported"
 * (adaptivecards.io/explorer/TextRun.html), so that a name or an answer from Graph cannot insert a link.
 */
export function adaptiveCard(message: AlertMessage): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            block([run(titleOf(message), { size: 'large', weight: 'bolder' })]),
            block([run(`${message.kiosk.name} (${message.kiosk.id})`, { weight: 'bolder' })]),
            ...message.taps.flatMap(tapBlocks),
            ...message.alarms.map(alarmBlock),
            ...message.notes.map((note) => block([run(note)])),
            block([run(`Sent ${message.sentAt}, message ${message.id}`, { isSubtle: true, size: 'small' })]),
          ],
        },
      },
    ],
  }
}

function titleOf({ kind, taps }: AlertMessage): string {
  switch (kind) {
    case 'taps':
      return taps.length === 1 ? 'A tap needs a person' : `${taps.length} taps need a person`
    case 'alarms':
      return 'Alarms of a badge kiosk'
    case 'heartbeat':
      return 'Daily heartbeat of a badge kiosk'
    case 'test':
      return 'Test alert of a badge kiosk'
    default:
      return kind satisfies never
  }
}

function tapBlocks(tap: TapAlert): readonly object[] {
  const facts: readonly (readonly [string, string])[] = [
    ['Tapped at', tap.tappedAtLocal],
    ['Who', tap.person ?? 'unknown'],
    ['Time card', tap.cardId ?? 'none'],
    ['What happened', tap.detail === '' ? tap.whatHappened : `${tap.whatHappened} ${tap.detail}`],
    ['What to do', tap.whatToDo],
  ]
  return [
    block(
      [
        run(`Code ${tap.code}`, { weight: 'bolder' }),
        run(`  alert ${tap.id}`, { isSubtle: true, size: 'small' }),
      ],
      {
        separator: true,
        spacing: 'medium',
      },
    ),
    ...facts.map(([label, text]) =>
      block([run(`${label}: `, { isSubtle: true }), run(text)], { spacing: 'small' }),
    ),
  ]
}

function alarmBlock({ id, alarm, state, since, until, detail }: AlarmAlert): object {
  const words = state === 'began' ? `began ${since}` : `over: from ${since} to ${until ?? ''}`
  return block(
    [
      run(alarm, { weight: 'bolder' }),
      run(` ${words}. ${detail}`),
      run(`  alert ${id}`, { isSubtle: true, size: 'small' }),
    ],
    { separator: true },
  )
}

function block(inlines: readonly object[], more: object = {}): object {
  return { type: 'RichTextBlock', inlines, ...more }
}

function run(text: string, more: object = {}): object {
  return { type: 'TextRun', text, ...more }
}
