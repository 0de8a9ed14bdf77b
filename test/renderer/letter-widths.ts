import type { Page } from 'playwright-core'

/** The letters of the Latin languages, with punctuation. */
const letters = Array.from({ length: 0x17f - 0x20 + 1 }, (_, i) => String.fromCodePoint(0x20 + i))
  .concat(Array.from('–—‘’“”„…•·°€\u00a0\u202f'))
  .filter((letter) => !/\p{Cc}/u.test(letter))

/** Measures each letter on a page of the kiosk, as a headline is drawn: thousandths of an em, rounded up. */
export async function measureLetterWidths(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async (measured) => {
    const fontPx = 100
    const probe = document.createElement('span')
    Object.assign(probe.style, { position: 'fixed', whiteSpace: 'pre', letterSpacing: '0' })
    probe.style.font = `680 ${fontPx}px "Inter Variable", sans-serif`
    document.body.append(probe)
    probe.textContent = measured.join('')
    await document.fonts.load(probe.style.font, probe.textContent)
    await document.fonts.ready
    const widths = measured.map((letter) => {
      probe.textContent = letter.repeat(10)
      return [letter, Math.ceil((probe.getBoundingClientRect().width / fontPx) * 100)] as const
    })
    probe.remove()
    return Object.fromEntries(widths)
  }, letters)
}
