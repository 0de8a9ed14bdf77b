import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Enrollment, EnrollmentInput } from '../../electron/contract/enrollment.ts'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { settleMs } from '../../renderer/enrollment/touch.ts'
import { sizes } from '../../renderer/dev/gallery/sizes.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { en } from '../../renderer/messages/en.ts'
import type { DrivenPage } from './driven-page.ts'
import { inChromium } from './in-chromium.ts'

const { openAlone } = inChromium()

const words = en.enrollment

function sample(name: string): KioskState {
  const state = sampleStates[name]
  if (state === undefined) throw new Error(`There is no sample state ${name}.`)
  return state
}

const showing = (enrollment: Enrollment): KioskState => ({
  ...sample('ready'),
  screen: { name: 'enrollment', enrollment },
})

const staff = ['Jonas Berg', 'Mara Ibsen', 'Marta Quintana', 'Zoë Ng'].map((name, id) => ({ id, name }))

/** Finds people as main does, as far as this flow needs it. */
function pick(task: 'add' | 'block', typed: string): Enrollment {
  const matches = staff.filter(({ name }) => name.toLowerCase().startsWith(typed))
  const next = matches.flatMap(({ name }) => name.toLowerCase()[typed.length] ?? [])
  return {
    kind: 'pick',
    task,
    typed,
    keys: [...new Set(next)].toSorted(),
    matches,
    more: 0,
    people: 'complete',
  }
}

interface Touched extends DrivenPage {
  /** Everything the page passed on, in order. */
  readonly inputs: readonly EnrollmentInput[]
  /** Lets what was shown last settle, so that touches count. */
  readonly settle: () => Promise<void>
}

/** A page for fingers, at a time that stands still; `main` answers what was touched, if it wants to. */
async function openForTouch(
  viewport: { readonly width: number; readonly height: number },
  main: (input: EnrollmentInput) => KioskState | undefined = () => undefined,
): Promise<Touched> {
  const inputs: EnrollmentInput[] = []
  const driven: DrivenPage = await openAlone({ viewport, hasTouch: true }, async (page) => {
    await page.clock.install({ time: 0 })
    await page.exposeFunction('toMain', async (input: EnrollmentInput) => {
      inputs.push(input)
      const state = main(input)
      if (state !== undefined) await driven.show(state)
    })
    await page.addInitScript(() => {
      const { kiosk, toMain } = window as unknown as {
        kiosk: { enroll: unknown }
        toMain: (input: unknown) => void
      }
      kiosk.enroll = toMain
    })
  })
  await driven.page.clock.pauseAt(60_000)
  const { page } = driven
  return { ...driven, inputs, settle: () => page.clock.runFor(settleMs) }
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const key = (page: Page, letter: string) =>
  page.locator('.speller').getByRole('button', { name: letter, exact: true })

describe.each(sizes)('at $width × $height', (size) => {
  it('a shift lead adds a badge and blocks another one by touch alone', async () => {
    let typed = ''
    let task: 'add' | 'block' = 'add'
    let picked = ''
    const { page, show, settle, inputs, complaints } = await openForTouch(size, (input) => {
      switch (input.kind) {
        case 'open':
          return showing({ kind: 'hold' })
        case 'type':
        case 'erase':
          typed = input.kind === 'type' ? typed + input.text : typed.slice(0, -1)
          return showing(pick(task, typed))
        case 'pick': {
          picked = staff.find(({ id }) => id === input.id)?.name ?? 'nobody'
          const question =
            task === 'add'
              ? ({ kind: 'replace', personName: picked } as const)
              : ({ kind: 'block', personName: picked, badges: 2 } as const)
          return showing({ kind: 'confirm', question })
        }
        case 'block':
          task = 'block'
          typed = ''
          return showing(pick(task, typed))
        case 'back':
          return showing(pick(task, typed))
        case 'yes':
          return showing({
            kind: 'hold',
            done:
              task === 'add'
                ? { kind: 'replaced', personName: picked }
                : { kind: 'blocked', personName: picked, badges: 2 },
          })
        case 'close':
          return sample('ready')
        default:
          return input satisfies never
      }
    })
    const headline = (text: string) => page.getByRole('heading', { name: text }).waitFor()
    const tap = async (name: string | RegExp) => {
      await settle()
      await button(page, name).tap()
    }

    await show(sample('diagnostics-can-enroll'))
    await button(page, 'Badges (F3)').tap()
    await headline(words.hold.headline)
    await page.getByText(words.title).waitFor()

    await show(showing(pick('add', '')))
    await settle()
    for (const letter of ['m', 'a', 'r', 'a']) {
      await key(page, letter).tap()
      await expect.poll(() => typed.at(-1)).toBe(letter)
    }
    await button(page, words.buttons.erase).tap()
    await expect.poll(() => page.locator('.letters').innerText()).toBe('MAR')
    await tap('Mara Ibsen')
    await headline(words.questions.replace.headline)
    await tap(words.buttons.back)
    await headline(words.pick.add)
    await tap('Marta Quintana')
    await headline(words.questions.replace.headline)
    await tap(words.questions.replace.yes)
    await headline(words.done.replaced.headline)
    expect(await page.locator('.words bdi').innerText()).toBe('Marta Quintana')

    await tap(words.buttons.block)
    await headline(words.pick.block)
    await tap('Jonas Berg')
    await headline(words.questions.block.headline)
    await tap(words.questions.block.yes)
    await headline('2 badges blocked')
    await tap(words.buttons.close)
    await page.locator('main[data-state=ready]').waitFor()

    expect(inputs).toEqual([
      { kind: 'open' },
      ...['m', 'a', 'r', 'a'].map((text) => ({ kind: 'type', text })),
      { kind: 'erase' },
      { kind: 'pick', id: 1 },
      { kind: 'back' },
      { kind: 'pick', id: 2 },
      { kind: 'yes' },
      { kind: 'block' },
      { kind: 'pick', id: 0 },
      { kind: 'yes' },
      { kind: 'close' },
    ])
    expect(complaints).toEqual([])
  }, 60_000)

  it('each button is large enough for a finger, and nothing needs a keyboard or focus', async () => {
    const { page, show } = await openForTouch(size)
    const least = 44
    for (const [name, state] of Object.entries(sampleStates)) {
      if (state.screen.name !== 'enrollment') continue
      await show(state)
      const boxes = await page.locator('.stage button').evaluateAll((buttons) =>
        buttons.map((each) => {
          const { width, height, left, right, top, bottom } = each.getBoundingClientRect()
          const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
          return { text: each.textContent.trim(), width, height, isInside }
        }),
      )
      expect(boxes.length, name).toBeGreaterThanOrEqual(state.screen.enrollment.kind === 'busy' ? 0 : 2)
      const wrong = boxes.filter(
        ({ width, height, isInside }) => !isInside || Math.min(width, height) < least,
      )
      expect(wrong, name).toEqual([])
      expect(await page.locator(':is(input, textarea, select, [contenteditable])').count(), name).toBe(0)
    }
  })

  it('the two answers to a question are equally large, and more than a fingertip apart', async () => {
    const { page, show } = await openForTouch(size)
    for (const kind of ['taken', 'replace', 'block']) {
      await show(sample(`enrollment-confirm-${kind}`))
      const boxes = await Promise.all(
        [/Back/u, /^(Block|Replace)/u].map((name) => button(page, name).boundingBox()),
      )
      const [back, yes] = boxes
      if (back == null || yes == null) throw new Error('not drawn')
      expect(back.width).toBeCloseTo(yes.width, 0)
      expect(back.height).toBeCloseTo(yes.height, 0)
      expect(yes.x - (back.x + back.width)).toBeGreaterThanOrEqual(44)
    }
  })
})

describe('a touch that was meant for what was there before', () => {
  const size = { width: 800, height: 480 }

  it('does not answer a question that has just appeared', async () => {
    const { page, show, settle, inputs } = await openForTouch(size)
    await show(sample('enrollment-pick'))
    await settle()
    await show(sample('enrollment-confirm-block'))
    const yes = button(page, words.questions.block.yes)
    await yes.tap()
    await page.clock.runFor(settleMs - 1)
    await yes.tap()
    expect(inputs).toEqual([])
    await page.clock.runFor(1)
    await yes.tap()
    await expect.poll(() => inputs).toEqual([{ kind: 'yes' }])
  })

  it('does not pick a person who has just come to that place', async () => {
    const { page, show, settle, inputs } = await openForTouch(size)
    const { screen } = sample('enrollment-pick')
    if (screen.name !== 'enrollment' || screen.enrollment.kind !== 'pick') throw new Error('no pick')
    const { enrollment } = screen
    await show(showing({ ...enrollment, people: 'reading' }))
    await settle()
    const late = { id: 77, name: 'Maja Late' }
    await show(showing({ ...enrollment, matches: [late, ...enrollment.matches.slice(0, 5)] }))
    await button(page, /Maja Late/u).tap()
    expect(inputs).toEqual([])
    // Keys still work: the next letter is often touched sooner.
    await key(page, 'r').tap()
    await expect.poll(() => inputs).toEqual([{ kind: 'type', text: 'r' }])
    await settle()
    await button(page, /Maja Late/u).tap()
    await expect.poll(() => inputs.at(-1)).toEqual({ kind: 'pick', id: 77 })
  })

  it('does nothing on a key that matches nobody', async () => {
    const { page, show, settle, inputs } = await openForTouch(size)
    await show(sample('enrollment-pick'))
    await settle()
    const box = await key(page, 'b').boundingBox()
    if (box === null) throw new Error('not drawn')
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
    await key(page, 's').tap()
    await expect.poll(() => inputs).toEqual([{ kind: 'type', text: 's' }])
  })
})

it('keys and people keep their places while a name is typed', async () => {
  const { page, show } = await openForTouch({ width: 1280, height: 800 })
  const places = () =>
    page.locator('.stage :is(.speller, .matches, nav, .typed) button').evaluateAll((buttons) =>
      Object.fromEntries(
        buttons.map((each) => {
          const { x, y } = each.getBoundingClientRect()
          return [each.textContent.trim() || 'space', `${Math.round(x)} ${Math.round(y)}`]
        }),
      ),
    )
  await show(showing(pick('add', 'm')))
  const before = await places()
  await show(showing(pick('add', 'ma')))
  const after = await places()
  expect(Object.keys(after).length).toBeGreaterThan(30)
  for (const name of ['a', 'r', 'z', 'space', 'Mara Ibsen', 'Erase'])
    expect(after[name], name).toBe(before[name])
})

it('a key pressed after a touch does not press the touched button again', async () => {
  const { page, show, settle, inputs } = await openForTouch({ width: 1280, height: 800 })
  await show(sample('enrollment-pick'))
  await settle()
  await key(page, 'r').tap()
  await button(page, /Mara Ibsen/u).tap()
  await expect.poll(() => inputs).toHaveLength(2)
  for (const pressed of ['Enter', 'Space', 'm', 'Backspace']) await page.keyboard.press(pressed)
  await key(page, 's').tap()
  await expect.poll(() => inputs.at(-1)).toEqual({ kind: 'type', text: 's' })
  expect(inputs).toHaveLength(3)
})

it('dashes and large words say that a badge clocks nobody out, but only while a new badge is awaited', async () => {
  const { page, show } = await openForTouch({ width: 1280, height: 800 })
  for (const [name, state] of Object.entries(sampleStates)) {
    if (state.screen.name !== 'enrollment') continue
    await show(state)
    const isHold = state.screen.enrollment.kind === 'hold'
    const title = page.getByText(words.title, { exact: true })
    expect(await title.count(), name).toBe(isHold ? 1 : 0)
    if (!isHold) continue
    expect((await title.boundingBox())?.height ?? 0, name).toBeGreaterThan(40)
    const frame = page.locator('.stage > section')
    expect(await frame.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('dashed')
  }
})

it('a problem hides what was saved for the badge before it', async () => {
  const { page, show } = await openForTouch({ width: 1280, height: 800 })
  await show(showing({ kind: 'hold', done: { kind: 'added', personName: 'Marta Quintana' } }))
  expect(await page.locator('.stage').innerText()).toContain('Marta Quintana')
  await show(
    showing({
      kind: 'hold',
      done: { kind: 'added', personName: 'Marta Quintana' },
      problem: 'random-number',
    }),
  )
  expect(await page.locator('.stage').innerText()).not.toContain('Marta Quintana')
  expect(await page.locator('h1').innerText()).toBe(en.refused['random-number'].headline)
})

it.each([
  ['en-GB', 'ltr'],
  ['ar', 'rtl'],
])(
  'names and employee IDs of any script are isolated from the words around them (%s)',
  async (locale, dir) => {
    const { page, show } = await openForTouch({ width: 800, height: 480 })
    const state = sample('enrollment-pick-crowded')
    await show({ ...state, site: { ...state.site, locale } })
    await page.locator(`main[dir=${dir}]`).waitFor()
    const names = await page.locator('.matches .name bdi').allInnerTexts()
    expect(names).toContain('王小明')
    expect(names.some((name) => name.startsWith('محمد'))).toBe(true)
    expect(await page.locator('.matches .hint bdi').first().innerText()).toBe('100000000000000001')
  },
)
