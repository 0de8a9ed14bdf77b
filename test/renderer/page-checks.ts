import type { Page } from 'playwright-core'

/** Gathers what the browser complains of, from now on: a live list. */
export async function watchPage(page: Page): Promise<string[]> {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return complaints
}

// The functions below run in the page: each has to stand alone.

/** Elements that stick out of the window, of their place on the screen, or whose content is cut off sideways. */
export function overflowingElements(): string[] {
  const found: string[] = []
  const name = (element: Element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`
  const { scrollWidth, scrollHeight } = document.documentElement
  if (scrollWidth > innerWidth || scrollHeight > innerHeight)
    found.push(`page ${scrollWidth}×${scrollHeight}`)

  const stage = document.querySelector('.stage')?.getBoundingClientRect()
  for (const element of document.querySelectorAll('main *')) {
    // Shapes are clipped by their svg; what is in the list is meant to be scrolled to.
    if (element.parentElement?.closest('svg, ol')) continue
    // These end in an ellipsis where they are too long.
    if (element.closest('.slots .who, .shared .kiosk-name, .matches .hint')) continue
    const box = element.getBoundingClientRect()
    if (box.width === 0) continue
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) {
      found.push(`${name(element)} leaves the window`)
    }
    if (stage && element.closest('.stage') && (box.top < stage.top - 1 || box.bottom > stage.bottom + 1)) {
      found.push(`${name(element)} leaves its place`)
    }
    if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1) {
      found.push(`${name(element)} is cut off`)
    }
    const isCutBelow = element.tagName !== 'OL' && element.scrollHeight > element.clientHeight * 1.15 + 1
    if (element.clientHeight > 0 && getComputedStyle(element).overflowY !== 'visible' && isCutBelow) {
      found.push(`${name(element)} is cut off below`)
    }
  }
  return found
}

/** Texts whose contrast with what is behind them (WCAG 2.2, relative luminance) is less than `least` to 1. */
export function lowContrastTexts(least: number): string[] {
  const channels = (color: string) => (/rgba?\((.+)\)/u.exec(color)?.[1] ?? '').split(/[ ,/]+/u).map(Number)
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
      const part = channel / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const groundOf = (element: Element): string => {
    const { backgroundColor } = getComputedStyle(element)
    const [, , , alpha = 1] = channels(backgroundColor)
    if (alpha === 1) return backgroundColor
    return element.parentElement ? groundOf(element.parentElement) : 'rgb(255, 255, 255)'
  }

  const found: string[] = []
  for (const element of document.querySelectorAll('main *')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== '',
    )
    if (!hasText) continue
    const { color, opacity } = getComputedStyle(element)
    const [darker = 0, lighter = 0] = [luminance(color), luminance(groundOf(element))].sort((a, b) => a - b)
    const contrast = (lighter + 0.05) / (darker + 0.05)
    if (contrast < least || opacity !== '1') {
      found.push(`${element.textContent.trim()}: ${contrast.toFixed(1)} (${color})`)
    }
  }
  return found
}

/** Where each element is, to a tenth of a pixel. */
export function boxesOf(): string[] {
  return [...document.querySelectorAll('main *')].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return `${element.tagName} ${[x, y, width, height].map((value) => value.toFixed(1)).join(' ')}`
  })
}

/** Pairs of overlapping elements: texts and pictures, neither of which contains the other. */
export function overlappingElements(): string[] {
  const name = (element: Element) =>
    `${element.tagName}.${element.getAttribute('class') ?? ''} ${element.textContent.trim().slice(0, 20)}`
  const hasOwnText = (element: Element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim() !== '')
  const shown = [...document.querySelectorAll('main *')].filter(
    (element) =>
      (element.tagName.toLowerCase() === 'svg' || element.tagName === 'IMG' || hasOwnText(element)) &&
      !element.parentElement?.closest('svg') &&
      !element.closest('ol') &&
      getComputedStyle(element).display !== 'inline',
  )
  const boxes = shown.map((element) => element.getBoundingClientRect())
  const found: string[] = []
  for (const [i, one] of shown.entries()) {
    for (const [j, other] of shown.entries()) {
      const [a, b] = [boxes[i], boxes[j]]
      if (j <= i || a === undefined || b === undefined || one.contains(other) || other.contains(one)) continue
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      if (across > 1 && down > 1) found.push(`${name(one)} lies on ${name(other)}`)
    }
  }
  return found
}

/**
 * How tall a capital H would be in each text that is read from afar (headline, name, time, and by themselves those of
 * the slots), and in each that is read close by, in pixels of the page: from the outlines of the font that the browser draws it in.
 */
export function capitalHeights(): {
  readonly far: readonly number[]
  readonly near: readonly number[]
  readonly slots: readonly number[]
} {
  const context = document.createElement('canvas').getContext('2d')
  const heightIn = (element: Element) => {
    if (context === null) throw new Error('There is no canvas.')
    const { fontSize, fontFamily, fontWeight } = getComputedStyle(element)
    // Measured large, since outlines at small sizes are rounded to pixels.
    context.font = `${fontWeight} 1000px ${fontFamily}`
    return (context.measureText('H').actualBoundingBoxAscent / 1000) * Number.parseFloat(fontSize)
  }
  const all = (selector: string) => [...document.querySelectorAll(selector)].map(heightIn)
  return {
    far: all('.words :is(h1, p:not(.detail):has(> bdi), .digits)'),
    near: all('.words .line'),
    slots: all('.slots :is(bdi, .word)'),
  }
}
