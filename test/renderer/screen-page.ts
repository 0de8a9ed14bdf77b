import type { Browser, Page } from 'playwright-core'
import type { Look } from '../../electron/contract/look.ts'
import type { BuiltRenderer } from './built-renderer.ts'
import {
  capitalHeights,
  lowContrastTexts,
  overflowingElements,
  overlappingElements,
  watchPage,
} from './page-checks.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/** One screen of the kiosk alone on a page, under the hosts' content security policy, for what is measured. */
export interface ScreenPage {
  readonly page: Page
  readonly complaints: readonly string[]
  resize(size: Size): Promise<void>
  draw(state: string, language: string, look?: Look): Promise<void>
  /** Draws each state in each language and takes the requested measurements; keyed by `state language`. */
  measure<Part extends keyof Measured>(
    states: readonly string[],
    languages: readonly string[],
    look: Look,
    parts: readonly Part[],
  ): Promise<Record<string, Pick<Measured, Part>>>
}

export interface Measured {
  /** What overflows, is cut off, overlaps, or is broken in the middle of a word. */
  readonly wrong: readonly string[]
  readonly lowContrast: readonly string[]
  /** As `--fit`: 1 pleasant, 0 the least legible. */
  readonly fit: number
  readonly capitals: ReturnType<typeof capitalHeights>
}

interface DrawingWindow {
  draw: (state: string, language: string, look?: Look) => void
}

const contrast = 7

export async function openScreenPage(
  browser: Browser,
  renderer: BuiltRenderer,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<ScreenPage> {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options })
  const complaints = await watchPage(page)
  const checks = { overflowingElements, overlappingElements, capitalHeights, lowContrastTexts }
  const source = Object.entries(checks).map(([name, check]) => `${name}: ${check.toString()}`)
  await page.addInitScript({ content: `window.checks = { ${source.join(',\n')} }` })
  // 17:02 in Madrid, as the sample taps are.
  await page.clock.setFixedTime(new Date(Date.UTC(2025, 2, 5, 16, 2)))
  await page.goto(`${renderer.url}dev/gallery/screen.html`)
  // Drawn once, so that its fonts are there before anything is measured.
  await page.evaluate(async () => {
    const { draw } = window as unknown as DrawingWindow
    draw('confirmed', 'en')
    draw('confirmed', 'pl')
    await document.fonts.ready
  })
  return {
    page,
    complaints,
    resize: async (size) => {
      await page.setViewportSize(size)
      // Chromium lays the page out for the new size some time later, and only then notifies the screen's observers.
      // Observers are notified in the order they were made: once this one sees the size, the screen has seen it too.
      await page.evaluate(
        ({ width, height }) =>
          new Promise<void>((resolve) => {
            const whole = document.body.appendChild(document.createElement('div'))
            whole.style.cssText = 'position: fixed; inset: 0; visibility: hidden'
            const observer = new ResizeObserver(() => {
              if (whole.clientWidth !== width || whole.clientHeight !== height) return
              observer.disconnect()
              whole.remove()
              requestAnimationFrame(() => resolve())
            })
            observer.observe(whole)
          }),
        size,
      )
    },
    draw: async (...drawing) => {
      await page.evaluate((drawn) => (window as unknown as DrawingWindow).draw(...drawn), drawing)
      await page.evaluate(() => document.fonts.ready)
    },
    measure: (states, languages, look, parts) =>
      page.evaluate(
        ([names, tags, theLook, least, asked]) => {
          const { checks: here, draw } = window as unknown as DrawingWindow & { checks: typeof checks }
          const picture = () => document.querySelector<HTMLElement>('.picture')
          const measures: { [Part in keyof Measured]: () => Measured[Part] } = {
            wrong: () => [
              ...here.overflowingElements(),
              ...here.overlappingElements(),
              ...(picture()?.hasAttribute('data-cramped') === true ? ['a word is broken'] : []),
            ],
            lowContrast: () => here.lowContrastTexts(least),
            fit: () => Number(picture()?.style.getPropertyValue('--fit')),
            capitals: () => here.capitalHeights(),
          }
          const measured: Record<string, Measured> = {}
          for (const state of names) {
            for (const language of tags) {
              draw(state, language, theLook)
              measured[`${state} ${language}`] = Object.fromEntries(
                asked.map((part) => [part, measures[part]()]),
              ) as unknown as Measured
            }
          }
          return measured
        },
        [states, languages, look, contrast, parts] as const,
      ),
  }
}
