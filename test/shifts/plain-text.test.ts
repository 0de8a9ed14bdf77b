import { expect, test } from 'vitest'
import { holdsText, plainText } from '../../electron/shifts/plain-text.ts'

test('a note that Teams hands back as HTML reads as it was sent', () => {
  const content = '<div><p>Badge kiosk R&amp;D &lt;dock&nbsp;3&gt; &#39;A&#x27; &quot;B&quot;</p></div>'
  expect(plainText({ contentType: 'html', content })).toBe(`Badge kiosk R&D <dock 3> 'A' "B"`)
})

test('what is no entity stays, and a text is no HTML', () => {
  expect(plainText({ contentType: 'html', content: 'a &unknown; b &#x110000; c' })).toBe(
    'a &unknown; b &#x110000; c',
  )
  expect(plainText({ contentType: 'text', content: 'R&amp;D' })).toBe('R&amp;D')
})

test('spaces that became one, or that do not break, do not make another note of it', () => {
  expect(holdsText('Badge kiosk Dock 3, 8:30\u202fAM [corrected]', 'Badge  kiosk Dock 3, 8:30\u00a0AM')).toBe(
    true,
  )
  expect(holdsText('by phone', 'Badge kiosk')).toBe(false)
})
