import { expect, test } from 'vitest'
import { parked } from '../journal/journal-fixture.ts'
import { alertingKiosk, minuteMs } from './alerts-fixture.ts'

interface CardElement {
  readonly type: string
  readonly inlines?: readonly { readonly type: string; readonly text: string }[]
}
interface CardMessage {
  readonly type: string
  readonly attachments: readonly {
    readonly contentType: string
    readonly contentUrl: null
    readonly content: {
      readonly type: string
      readonly version: string
      readonly body: readonly CardElement[]
    }
  }[]
}

async function cardsOf(taps: number, detail: string, name: string): Promise<readonly string[]> {
  const kiosk = await alertingKiosk({ format: 'adaptive-card' })
  for (let i = 0; i < taps; i += 1)
    kiosk.park(`${String(i).padStart(8, '0')}-0000-4000-8000-000000000000`, { ...parked, detail }, name)
  await kiosk.live(2 * minuteMs)
  return kiosk.receiver.received.map(({ text }) => text)
}

const linesOf = (text: string): readonly string[] =>
  ((JSON.parse(text) as CardMessage).attachments[0]?.content.body ?? []).map(({ inlines = [] }) =>
    inlines.map((inline) => inline.text).join(''),
  )

test('a card is a message that a Teams workflow accepts, and its text is never read as Markdown', async () => {
  const [text = ''] = await cardsOf(1, 'No permission.', 'Ana Ruiz')
  const message = JSON.parse(text) as CardMessage
  expect(message).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: { type: 'AdaptiveCard', version: '1.4' },
      },
    ],
  })
  const elements = message.attachments[0]?.content.body ?? []
  expect(new Set(elements.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']))
  expect(new Set(elements.flatMap(({ inlines = [] }) => inlines.map(({ type }) => type)))).toEqual(
    new Set(['TextRun']),
  )
  expect(linesOf(text)).toEqual([
    'A tap needs a person',
    'Dock 3 (dock-3)',
    expect.stringMatching(/^Code 00000000 {2}alert [0-9a-f]{16}$/),
    'Tapped at: 2026-07-01T05:00:00+02:00',
    'Who: Ana Ruiz',
    'Time card: TCK_1',
    'What happened: Shifts does not allow the kiosk to end time cards. No permission.',
    'What to do: IT: grant the kiosk its permission (--check-config --online), then run --journal retry with this code.',
    expect.stringMatching(/^Sent 2026-07-01T03:0\S+, message [0-9a-f]{16}$/),
  ])
})

test('text from Graph or a roster becomes one bounded line without date functions or secrets', async () => {
  const token = `eyJ${'hbGciOiJub25l'.repeat(20)}`
  const [text = ''] = await cardsOf(
    1,
    `${token} leaked`,
    'A\n\u202e{{DATE(2026-01-01T00:00:00Z)}} [x](https://evil.example)',
  )
  expect(text).not.toContain(token)
  expect(linesOf(text)).toContain('Who: A { {DATE(2026-01-01T00:00:00Z)}} [x](https://evil.example)')
  const [nested = ''] = await cardsOf(1, 'd', '{{{DATE(2026-01-01T00:00:00Z)}}}')
  expect(linesOf(nested).join()).not.toContain('{{')
  const [long = ''] = await cardsOf(1, 'd'.repeat(2_000), 'n'.repeat(5_000))
  expect(linesOf(long)).toContain(`Who: ${'n'.repeat(80)}`)
})

test('no message is larger than Teams accepts, whatever it contains, and no tap is left out', async () => {
  const texts = await cardsOf(12, '工'.repeat(2_000), '名'.repeat(500))
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(24_000)
  expect(texts.flatMap(linesOf).filter((line) => line.startsWith('Code '))).toHaveLength(12)
})
