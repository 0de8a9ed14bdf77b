import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { letterWidths, textWidth } from '../../build/notice-widths.ts'
import { noticeWidths } from '../../electron/config/look/notice-widths.ts'
import { greatestDistanceMm } from '../../electron/config/look/panel-fit.ts'
import {
  detailsDistanceMm,
  grounds,
  inchMm,
  legibleCapitalMm,
  type Look,
} from '../../electron/contract/look.ts'
import { pseudoLanguage, shownLanguages } from '../../renderer/dev/gallery/gallery-languages.ts'
import { mirroredPseudo } from '../../renderer/dev/gallery/pseudo.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { plainLook } from '../../renderer/apply-look.ts'
import { everyLanguage } from '../../renderer/messages/index.ts'
import { inChromium } from './in-chromium.ts'
import { measureLetterWidths } from './letter-widths.ts'
import { openScreenPage, type ScreenPage, type Size } from './screen-page.ts'

const states = Object.keys(sampleStates)
const languages = everyLanguage.map(({ language }) => language)
const light: Look = { ...plainLook, theme: 'light' }
const dark: Look = { ...plainLook, theme: 'dark' }
/** Night all day long. */
const night: Look = { ...light, night: { fromMinute: 0, toMinute: 1439 } }

const chromium = inChromium()
let screen: ScreenPage

beforeAll(async () => {
  screen = await openScreenPage(chromium.browser, chromium.renderer)
})

describe('on every screen, in every language and in a longer pseudo-language', () => {
  const wide: readonly Size[] = [
    { width: 1920, height: 1080 },
    { width: 1280, height: 800 },
    { width: 800, height: 480 },
    { width: 1280, height: 1024 },
    { width: 1024, height: 768 },
    { width: 900, height: 880 },
    { width: 3840, height: 2160 },
  ]
  const upright: readonly Size[] = [
    { width: 1080, height: 1920 },
    { width: 800, height: 1280 },
    { width: 480, height: 800 },
    { width: 768, height: 1024 },
  ]

  it.each([...wide, ...upright])(
    'nothing is cut off, overflows or overlaps ($width × $height)',
    async (size) => {
      await screen.resize(size)
      const measured = await screen.measure(states, shownLanguages, light, ['wrong'])
      const wrong = Object.entries(measured).filter(([, found]) => found.wrong.length > 0)
      expect(Object.fromEntries(wrong.map(([name, found]) => [name, found.wrong]))).toEqual({})
    },
    120_000,
  )

  it.each([
    ['light', light, states],
    ['dark', dark, states],
    ['night', night, states.filter((state) => state.startsWith('ready'))],
  ] as const)('each text has a contrast of 7 to 1 (%s)', async (_name, look, drawn) => {
    await screen.resize({ width: 1280, height: 800 })
    const measured = await screen.measure(drawn, ['en'], look, ['lowContrast'])
    const wrong = Object.entries(measured).filter(([, found]) => found.lowContrast.length > 0)
    expect(Object.fromEntries(wrong.map(([name, found]) => [name, found.lowContrast]))).toEqual({})
  })
})

describe('accessibility rules', () => {
  const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const everyRule: RunOptions = {
    resultTypes: ['violations'],
    rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
  }
  /** Themes differ in colours alone; only the idle screen is dimmed. */
  const colorRules: RunOptions = {
    resultTypes: ['violations'],
    runOnly: ['color-contrast', 'color-contrast-enhanced'],
  }

  it.each([
    ['light', light, states, everyRule],
    ['dark', dark, states, colorRules],
    ['night', night, states.filter((state) => state.startsWith('ready')), everyRule],
  ] as const)(
    'axe-core finds no violation in any state (%s)',
    async (_name, look, drawn, options) => {
      await screen.resize({ width: 1280, height: 800 })
      await screen.page.evaluate(axeSource)
      const found: Record<string, readonly string[]> = {}
      for (const state of drawn) {
        await screen.draw(state, 'en', look)
        const { violations } = await screen.page.evaluate(
          (how) => (window as unknown as { axe: { run(how: RunOptions): Promise<AxeResults> } }).axe.run(how),
          options,
        )
        if (violations.length > 0)
          found[state] = violations.map(
            ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`,
          )
      }
      expect(found).toEqual({})
    },
    180_000,
  )
})

describe('read from where people are standing', () => {
  /** Panels as they are sold, at the greatest distance the config lets them be read from. */
  const panels = [
    { widthPx: 1920, heightPx: 1080, inches: 21.5 },
    { widthPx: 1080, heightPx: 1920, inches: 21.5 },
    { widthPx: 1280, heightPx: 800, inches: 10.1 },
    { widthPx: 800, heightPx: 1280, inches: 10.1 },
    { widthPx: 800, heightPx: 480, inches: 7 },
    { widthPx: 1024, heightPx: 768, inches: 12.1 },
  ]
  const measuredStates = states.filter((state) =>
    /^(heard|saved|refused|confirmed$|out-of-service)/u.test(state),
  )
  const farthestMm = 5000

  it.each(panels)(
    'a capital of headline, name and time is 0.7 degrees tall ($inches inches, $widthPx × $heightPx)',
    async ({ widthPx, heightPx, inches }) => {
      const diagonalMm = inches * inchMm
      const pxPerMm = Math.hypot(widthPx, heightPx) / diagonalMm
      await screen.resize({ width: widthPx, height: heightPx })
      for (const language of languages) {
        const widths = noticeWidths[language]
        if (widths === undefined) throw new Error(`The widths of ${language} are missing: npm run schema.`)
        const viewingDistanceMm = greatestDistanceMm({ widthPx, heightPx, diagonalMm }, farthestMm, [widths])
        if (viewingDistanceMm === undefined) throw new Error('There is no such distance.')
        const look: Look = { ...light, panelDiagonalMm: diagonalMm, viewingDistanceMm }
        const measured = await screen.measure(measuredStates, [language], look, ['fit', 'capitals'])
        const farPx = legibleCapitalMm(viewingDistanceMm) * pxPerMm
        const nearPx = legibleCapitalMm(Math.min(viewingDistanceMm, detailsDistanceMm)) * pxPerMm
        for (const [name, { fit, capitals }] of Object.entries(measured)) {
          const where = `${name} from ${viewingDistanceMm} mm, fit ${fit}`
          const { far, near } = capitals
          expect(far.length, where).toBeGreaterThan(0)
          expect(Math.min(...far), where).toBeGreaterThanOrEqual(farPx)
          expect(Math.min(...near, Number.POSITIVE_INFINITY), where).toBeGreaterThanOrEqual(nearPx)
        }
      }
    },
    60_000,
  )

  it('the widths used to check the config are never less than what the browser draws', async () => {
    const drawn = await measureLetterWidths(screen.page)
    const tooSmall = Object.entries(drawn).filter(
      ([letter, width]) => width > (letterWidths[letter] ?? 0) + 1,
    )
    expect(Object.fromEntries(tooSmall), 'npm run gallery -- --update measures anew').toEqual({})
    await screen.resize({ width: 3840, height: 2160 })
    for (const language of languages) {
      await screen.draw('confirmed', language, light)
      const headline = await screen.page.evaluate(() => {
        const element = document.querySelector('h1')
        const range = document.createRange()
        if (element === null) throw new Error('There is no headline.')
        range.selectNodeContents(element)
        const fontPx = Number.parseFloat(getComputedStyle(element).fontSize)
        const lines = [...range.getClientRects()].map(({ width }) => width / fontPx)
        return { text: element.innerText, em: lines.reduce((sum, width) => sum + width, 0) }
      })
      expect(textWidth(headline.text), headline.text).toBeGreaterThanOrEqual(headline.em - 0.05)
    }
  })
})

describe('from right to left', () => {
  const rightToLeft = [mirroredPseudo, ...everyLanguage]
    .filter(({ direction }) => direction === 'rtl')
    .map(({ language }) => language)

  it.each(rightToLeft)('the screens are mirrored: mark, words and status bar (%s)', async (language) => {
    await screen.resize({ width: 1920, height: 1080 })
    const placesOf = () =>
      screen.page.evaluate(() => {
        const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
        const [mark, headline, place] = [box('.mark'), box('h1'), box('.kiosk-name')]
        return {
          markLeft: mark?.left ?? Number.NaN,
          markRight: innerWidth - (mark?.right ?? Number.NaN),
          headlineLeft: headline?.left ?? Number.NaN,
          headlineRight: innerWidth - (headline?.right ?? Number.NaN),
          placeLeft: place?.left ?? Number.NaN,
          placeRight: innerWidth - (place?.right ?? Number.NaN),
        }
      })
    await screen.draw('confirmed', pseudoLanguage, light)
    const plain = await placesOf()
    await screen.draw('confirmed', language, light)
    const mirrored = await placesOf()
    expect(mirrored.markRight).toBeCloseTo(plain.markLeft, 0)
    expect(mirrored.headlineRight).toBeCloseTo(plain.headlineLeft, 0)
    expect(mirrored.placeRight).toBeCloseTo(plain.placeLeft, 0)
    expect(mirrored.markLeft).toBeGreaterThan(mirrored.markRight)
  })
})

it('the brand colour is checked against the backgrounds that are painted', async () => {
  const ground = () =>
    screen.page.evaluate(
      () => getComputedStyle(document.querySelector('main') ?? document.body).backgroundColor,
    )
  const rgb = (color: string) =>
    `rgb(${[1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)).join(', ')})`
  await screen.draw('ready', 'en', light)
  expect(await ground()).toBe(rgb(grounds.light))
  await screen.draw('ready', 'en', dark)
  expect(await ground()).toBe(rgb(grounds.dark))
})

it("the idle screen's text has the brand colour, and in the dark theme its own", async () => {
  const color = () =>
    screen.page.evaluate(() => getComputedStyle(document.querySelector('h1') ?? document.body).color)
  const accent = { onLight: '#7a0019', onDark: '#ffaabb' }
  await screen.draw('ready', 'en', { ...light, accent })
  expect(await color()).toBe('rgb(122, 0, 25)')
  await screen.draw('ready', 'en', { ...dark, accent })
  expect(await color()).toBe('rgb(255, 170, 187)')
})

it('at night the idle screen is dimmed, and a tap shows a normal receipt', async () => {
  const isDimmed = () =>
    screen.page.evaluate(() => document.querySelector('main')?.hasAttribute('data-dimmed'))
  await screen.draw('ready', 'en', night)
  expect(await isDimmed()).toBe(true)
  await screen.draw('confirmed', 'en', night)
  expect(await isDimmed()).toBe(false)
})

it('none of this violates the content security policy or causes a browser warning', () => {
  expect(screen.complaints).toEqual([])
})
