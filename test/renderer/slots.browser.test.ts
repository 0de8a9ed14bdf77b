import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { noticeWidths } from '../../electron/config/look/notice-widths.ts'
import { greatestDistanceMm } from '../../electron/config/look/panel-fit.ts'
import type { KioskState, SlotRow } from '../../electron/contract/kiosk-state.ts'
import { inchMm, legibleCapitalMm, type Look, slotCount } from '../../electron/contract/look.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { plainLook } from '../../renderer/apply-look.ts'
import { everyLanguage, messagesFor } from '../../renderer/messages/index.ts'
import { inChromium, laidOut } from './in-chromium.ts'
import { openScreenPage, type ScreenPage } from './screen-page.ts'

const chromium = inChromium()
const { open } = chromium
const states = Object.keys(sampleStates)

function sample(name: string): KioskState {
  const state = sampleStates[name]
  if (state === undefined) throw new Error(`There is no sample ${name}.`)
  return state
}

function slotsIn(...rows: readonly (SlotRow | null)[]): (SlotRow | null)[] {
  return Array.from({ length: 6 }, (_, index) => rows[index] ?? null)
}

const row = (outcome: SlotRow['outcome'], rest: Partial<SlotRow> = {}): SlotRow => ({
  tapId: `tap-${outcome}`,
  outcome,
  shortName: 'Jonas B.',
  ...rest,
})

/** Where each slot stands, whether it holds a row or not. */
const placesOf = (page: Page) =>
  page.locator('[data-slot]').evaluateAll((slots) =>
    slots.map((slot) => {
      const { x, y, width, height } = slot.getBoundingClientRect()
      return [slot.getAttribute('data-slot'), x, y, width, height].join(' ')
    }),
  )

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
  { width: 800, height: 480 },
]

describe('a slot', () => {
  it.each(sizes)(
    'keeps its place when others appear or leave, and nothing else moves ($width × $height)',
    async (viewport) => {
      const { page, show, complaints } = await open({ viewport })
      const confirmed = sample('confirmed')
      await show({ ...confirmed, slots: slotsIn() })
      await page.evaluate(() => document.fonts.ready)
      await laidOut(page)
      const everythingElse = () =>
        page.locator('main *:not(.slots *)').evaluateAll((elements) =>
          elements.map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect()
            return `${element.tagName} ${[x, y, width, height].join(' ')}`
          }),
        )
      await page.evaluate(() => {
        Object.assign(window, { shifts: [] as unknown[] })
        new PerformanceObserver((list) =>
          (window as unknown as { shifts: unknown[] }).shifts.push(...list.getEntries()),
        ).observe({ type: 'layout-shift' })
      })
      const before = [await placesOf(page), await everythingElse()]
      for (const slots of [
        slotsIn(row('waiting')),
        slotsIn(row('waiting'), row('refused', { shortName: 'Wolfeschlegelsteinhausenbergerdorff W.' })),
        slotsIn(null, row('refused', { shortName: 'محمد ع.', locale: 'ar' })),
        slotsIn(
          row('saved'),
          row('refused'),
          row('confirmed', { shortName: '王小明' }),
          null,
          null,
          row('waiting'),
        ),
        slotsIn(null, null, null, null, null, row('confirmed', { shortName: '' })),
        slotsIn(),
      ]) {
        await show({ ...confirmed, slots })
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        )
        expect([await placesOf(page), await everythingElse()]).toEqual(before)
      }
      expect(await page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts)).toEqual([])
      expect(complaints).toEqual([])
    },
  )

  it.each(sizes)(
    'keeps its place whatever the main receipt is, in any language ($width × $height)',
    async (viewport) => {
      const { page, show } = await open({ viewport })
      const slots = slotsIn(row('confirmed'), null, row('waiting'))
      await show({ ...sample('ready'), slots })
      await page.evaluate(() => document.fonts.ready)
      await laidOut(page)
      const before = await placesOf(page)
      for (const name of ['heard', 'confirmed-hours', 'refused-parked', 'saved-here', 'out-of-service-fault'])
        for (const locale of ['en', 'ar']) {
          const state = sample(name)
          const screen =
            'tap' in state.screen ? { ...state.screen, tap: { ...state.screen.tap, locale } } : state.screen
          await show({ ...state, screen, slots })
          await expect
            .poll(() => page.locator('main').getAttribute('lang'))
            .toBe('tap' in state.screen ? locale : 'en')
          expect(await placesOf(page), `${name} ${locale}`).toEqual(before)
        }
    },
  )

  it('shows who it is for and the state of their tap, by shape, background and word', async () => {
    const { page, show } = await open()
    const outcomes = ['waiting', 'saved', 'confirmed', 'refused'] as const
    await show({ ...sample('ready'), slots: slotsIn(null, ...outcomes.map((outcome) => row(outcome))) })
    const { slots } = messagesFor('en')
    const seen: string[][] = []
    for (const [index, outcome] of outcomes.entries()) {
      const slot = page.locator(`[data-slots] [data-slot="${index + 1}"]`)
      expect(await slot.getAttribute('data-outcome')).toBe(outcome)
      expect(await slot.getAttribute('data-tap')).toBe(`tap-${outcome}`)
      expect(await slot.innerText()).toMatch(new RegExp(`^Jonas B\\.\\s+${slots[outcome]}$`, 'u'))
      seen.push([
        await slot.evaluate((element) => getComputedStyle(element).backgroundColor),
        await slot.locator('svg').innerHTML(),
      ])
    }
    expect(new Set(seen.map(([ground]) => ground)).size).toBe(outcomes.length)
    expect(new Set(seen.map(([, shape]) => shape)).size).toBe(outcomes.length)
    expect(await page.locator('[data-tap]').count()).toBe(outcomes.length)
  })

  it('keeps its colours whatever the main receipt is', async () => {
    const { page, show } = await open()
    const colors = () =>
      page.locator('.slots, [data-slot]').evaluateAll((elements) =>
        elements.map((element) => {
          const { backgroundColor, color, borderTopColor } = getComputedStyle(element)
          return [backgroundColor, color, borderTopColor].join()
        }),
      )
    const slots = slotsIn(row('confirmed'), row('waiting'), row('saved'), row('refused'))
    await show({ ...sample('ready'), slots })
    const before = await colors()
    for (const name of ['heard', 'confirmed', 'refused-parked', 'saved-here', 'out-of-service-fault']) {
      await show({ ...sample(name), slots })
      expect(await colors(), name).toEqual(before)
    }
  })

  it('shows its word in the person’s language once that is loaded, else in the site’s', async () => {
    const { page, show } = await open()
    const state = sample('ready')
    await show({
      ...state,
      site: { ...state.site, locale: 'de-DE' },
      slots: slotsIn(
        row('refused', { locale: 'ar-EG', shortName: 'محمد ع.' }),
        row('saved', { locale: 'eu-ES' }),
      ),
    })
    const word = (index: number) => page.locator(`[data-slot="${index}"] .word`)
    await expect.poll(() => word(0).innerText()).toBe(messagesFor('ar').slots.refused)
    expect([await word(0).getAttribute('lang'), await word(0).getAttribute('dir')]).toEqual(['ar', 'rtl'])
    await expect.poll(() => word(1).innerText()).toBe(messagesFor('de').slots.saved)
    expect(await page.locator('[data-slot="0"] bdi').innerText()).toBe('محمد ع.')
  })

  it.each(['en-GB', 'ar'])('truncates a long name at its end, and never its word (%s)', async (locale) => {
    const { page, show } = await open({ viewport: { width: 800, height: 480 } })
    const state = sample('ready')
    await show({
      ...state,
      site: { ...state.site, locale },
      slots: slotsIn(row('refused', { shortName: 'Wolfeschlegelsteinhausenbergerdorff W.' })),
    })
    await expect.poll(() => page.locator('main').getAttribute('lang')).toBe(locale.slice(0, 2))
    const cut = await page.locator('[data-slot="0"]').evaluate((slot) => {
      const [name, word] = [slot.querySelector('bdi'), slot.querySelector('.word')]
      if (name === null || word === null) throw new Error('The row is not whole.')
      const [within, box, letters] = [slot, word, name].map((element) => element.getBoundingClientRect())
      const range = document.createRange()
      range.setStart(name.firstChild ?? name, 0)
      range.setEnd(name.firstChild ?? name, 1)
      const first = range.getBoundingClientRect()
      return {
        isNameCut: name.scrollWidth > name.clientWidth && getComputedStyle(name).textOverflow === 'ellipsis',
        isFirstLetterShown:
          first.left >= (letters?.left ?? 0) - 1 && first.right <= (letters?.right ?? 0) + 1,
        isWordWhole:
          word.scrollWidth <= word.clientWidth &&
          (box?.left ?? 0) >= (within?.left ?? 0) &&
          (box?.right ?? 0) <= (within?.right ?? 0),
      }
    })
    expect(cut).toEqual({ isNameCut: true, isFirstLetterShown: true, isWordWhole: true })
  })
})

it.each(['en-GB', 'ar'])('shows a name beside its mark, in any script (%s)', async (locale) => {
  const { page, show } = await open()
  const state = sample('ready')
  const slots = slotsIn(row('saved'), row('saved', { tapId: 'b', shortName: 'محمد ع.' }))
  await show({ ...state, site: { ...state.site, locale }, slots })
  await expect.poll(() => page.locator('main').getAttribute('lang')).toBe(locale.slice(0, 2))
  const gaps = await page.locator('[data-outcome]').evaluateAll((rows) =>
    rows.map((one) => {
      const range = document.createRange()
      range.selectNodeContents(one.querySelector('bdi') ?? one)
      const [name, mark] = [range.getBoundingClientRect(), one.querySelector('svg')?.getBoundingClientRect()]
      return Math.max(name.left - (mark?.right ?? 0), (mark?.left ?? 0) - name.right)
    }),
  )
  for (const gap of gaps) expect(gap).toBeLessThan(30)
})

describe('the region of the slots', () => {
  it('is shown only while somebody waits, and never on a screen for IT', async () => {
    const { page, show } = await open()
    const isForIt = (name: string) =>
      /^(setup-needed|maintenance-pin|diagnostics|practice|enrollment)/u.test(name)
    for (const name of states) {
      const alone = structuredClone(sample(name)) as { slots?: unknown }
      delete alone.slots
      await show(alone)
      expect(await page.locator('[data-slots]').count(), name).toBe(0)
      await show({ ...alone, slots: slotsIn() })
      expect(await page.locator('[data-slots]').count(), name).toBe(isForIt(name) ? 0 : 1)
      expect(await page.locator('[data-outcome]').count(), name).toBe(0)
    }
  }, 60_000)

  it('is a labelled list, and announces nothing by itself', async () => {
    const { page, show } = await open()
    await show(sample('shared-four'))
    const list = page.getByRole('list', { name: messagesFor('en').slots.title })
    expect(await list.getByRole('listitem').count()).toBe(3)
    expect(await list.evaluate((element) => element.closest('[aria-live]') === null)).toBe(true)
    expect(await list.locator('[aria-live], [role=alert], [role=status]').count()).toBe(0)
  })

  it('is not dimmed at night, since somebody is there', async () => {
    const { page, show } = await open()
    const state = sample('shared-ready')
    const look: Look = { ...plainLook, night: { fromMinute: 0, toMinute: 1439 } }
    await show({ ...state, site: { ...state.site, look } })
    expect(await page.locator('main[data-dimmed]').count()).toBe(0)
    await show({ ...sample('ready'), site: { ...state.site, look } })
    expect(await page.locator('main[data-dimmed]').count()).toBe(1)
  })
})

describe('from where people are standing', () => {
  let screen: ScreenPage

  beforeAll(async () => {
    screen = await openScreenPage(chromium.browser, chromium.renderer)
  })

  const shared = states.filter((state) => state.startsWith('shared-'))
  const panels = [
    { widthPx: 1280, heightPx: 800, inches: 10.1 },
    { widthPx: 800, heightPx: 1280, inches: 10.1 },
    { widthPx: 800, heightPx: 480, inches: 7 },
    { widthPx: 1920, heightPx: 1080, inches: 21.5 },
    { widthPx: 1080, heightPx: 1920, inches: 21.5 },
  ]

  /**
   * A refusal whose next step is long, in a language whose words are, read from as far as the config lets the panel be
   * read from: half of the screen does not hold it.
   */
  const leastPart = (name: string) =>
    name.startsWith('shared-refused') && !name.endsWith(' en') ? 0.8 : 0.99

  it.each(panels)(
    'name and word of each row are legible, and so is the latest tap beside them ($inches inches, $widthPx × $heightPx)',
    async ({ widthPx, heightPx, inches }) => {
      const diagonalMm = inches * inchMm
      const pxPerMm = Math.hypot(widthPx, heightPx) / diagonalMm
      await screen.resize({ width: widthPx, height: heightPx })
      const tooSmall: Record<string, string> = {}
      for (const { language } of everyLanguage) {
        const widths = noticeWidths[language]
        if (widths === undefined) throw new Error(`The widths of ${language} are missing: npm run schema.`)
        const farthest = greatestDistanceMm({ widthPx, heightPx, diagonalMm }, 1000, [widths])
        const look: Look = {
          ...plainLook,
          theme: 'light',
          panelDiagonalMm: diagonalMm,
          viewingDistanceMm: farthest ?? Number.NaN,
        }
        const farPx = legibleCapitalMm(look.viewingDistanceMm) * pxPerMm
        for (const [name, { capitals, wrong }] of Object.entries(
          await screen.measure(shared, [language], look, ['capitals', 'wrong']),
        )) {
          const { far, slots } = capitals
          expect(wrong, name).toEqual([])
          expect(Math.min(...slots, Number.POSITIVE_INFINITY), name).toBeGreaterThanOrEqual(farPx)
          const least = Math.min(...far)
          if (least < farPx * leastPart(name))
            tooSmall[name] = `${(least / farPx).toFixed(2)} from ${look.viewingDistanceMm}`
        }
      }
      expect(tooSmall).toEqual({})
    },
    60_000,
  )

  it('three rows fit on a panel of 800 × 480, and three on one of 10.1 inches read from 1 m', async () => {
    for (const [size, inches] of [
      [{ width: 800, height: 480 }, 7],
      [{ width: 1280, height: 800 }, 10.1],
    ] as const) {
      const look: Look = {
        ...plainLook,
        panelDiagonalMm: inches * inchMm,
        viewingDistanceMm: inches === 7 ? 450 : 1000,
      }
      expect(slotCount(look)).toBeGreaterThanOrEqual(3)
      await screen.resize(size)
      await screen.draw('shared-four', 'en', look)
      const rows = screen.page.locator('[data-outcome]')
      expect(await rows.count()).toBe(3)
      for (const one of await rows.all())
        expect(((await one.boundingBox())?.height ?? 0) * 1.1).toBeGreaterThan(
          (legibleCapitalMm(look.viewingDistanceMm) * 1.5 * Math.hypot(size.width, size.height)) /
            look.panelDiagonalMm,
        )
    }
  })
})
