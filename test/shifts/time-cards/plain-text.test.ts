import { expect, test } from 'vitest'
import { holdsText, plainText } from '../../../electron/shifts/time-cards/plain-text.ts'

test('a note that Teams returns as HTML reads as it was sent', () => {
  const content = '<div><p>Badge kiosk R&amp;D &lt;dock&nbsp;3&gt; &#39;A&#x27; &quot;B&quot;</p></div>'
  expect(plainText({ contentType: 'html', content })).toBe(`Badge kiosk R&D <dock\u00a03> 'A' "B"`)
})

test('invalid entities stay, and plain text is not read as HTML', () => {
  expect(plainText({ contentType: 'html', content: 'a &unknown; b & c < d &#x110000;' })).toBe(
    'a &unknown; b & c < d \ufffd',
  )
  expect(plainText({ contentType: 'text', content: 'R&amp;D' })).toBe('R&amp;D')
})

test.each([
  ['Badge kiosk Küche', 'html', '<p>Badge kiosk K&uuml;che</p>'],
  ['Badge kiosk Dębica – 2', 'html', 'Badge kiosk D&eogon;bica &ndash; 2'],
  ['Badge kiosk <dock 3>', 'html', '<p>Badge kiosk &lt;dock&nbsp;3&gt;</p>'],
  ['Badge kiosk <dock 3>', 'text', 'Badge kiosk <dock 3>'],
  ['Badge kiosk &lt;3', 'text', 'Badge kiosk &lt;3 [corrected]'],
  ['Badge kiosk <3', 'html', '<p>Badge kiosk <3</p>'],
])('the note %s is found again as %s: %s', (note, contentType, content) => {
  expect(holdsText(plainText({ contentType, content }), note)).toBe(true)
})

test('collapsed or non-breaking spaces do not make it another note', () => {
  expect(holdsText('Badge kiosk Dock 3, 8:30\u202fAM [corrected]', 'Badge  kiosk Dock 3, 8:30\u00a0AM')).toBe(
    true,
  )
  expect(holdsText('by phone', 'Badge kiosk')).toBe(false)
})

test('an unclosed tag is text, however many there are', () => {
  const content = `Badge kiosk dock 3 ${'<a'.repeat(100_000)}`
  expect(holdsText(plainText({ contentType: 'html', content }), 'Badge kiosk dock 3')).toBe(true)
})

test('the kiosk finds its note after a hundred thousand other characters', () => {
  const content = `<p>${'by phone '.repeat(11_000)}</p><p>Badge kiosk R&amp;D</p>`
  expect(holdsText(plainText({ contentType: 'html', content }), 'Badge kiosk R&D')).toBe(true)
})
