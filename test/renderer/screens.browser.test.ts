import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import type { ReaderSide } from '../../electron/contract/look.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { formatFor, type SiteFormat } from '../../renderer/format.ts'
import { plainLook } from '../../renderer/apply-look.ts'
import type { Enrollment } from '../../electron/contract/enrollment.ts'
import { doneNotice, problemNotice, questionNotice } from '../../renderer/messages/enrollment-notices.ts'
import { messagesFor } from '../../renderer/messages/index.ts'
import type { Messages } from '../../renderer/messages/messages.ts'
import { outOfServiceNotice, practiceNotice, refusalNotice } from '../../renderer/messages/notices.ts'
import { inChromium } from './in-chromium.ts'
import { boxesOf } from './page-checks.ts'

const samples = Object.entries(sampleStates)

const chromium = inChromium()
const { open, openAlone } = chromium

function headlineOf({ screen, site }: KioskState): string {
  const messages = messagesFor(site.locale)
  switch (screen.name) {
    case 'starting':
      return messages.starting.headline
    case 'setup-needed':
      return messages.setupNeeded.headline
    case 'ready':
      return messages.ready.headline
    case 'heard':
      return messages.heard.headline
    case 'saved-here':
      return messages.savedHere.headline
    case 'confirmed':
      return messages.confirmed.headline
    case 'refused':
      return refusalNotice(screen.reason, screen.tap.tappedAtMs, messages, formatFor(site)).headline
    case 'out-of-service':
      return outOfServiceNotice(screen.reason, messages).headline
    case 'maintenance-pin':
      return 'Maintenance'
    case 'diagnostics':
      return screen.page.title
    case 'practice': {
      const { practice } = screen
      if (practice.kind !== 'done') return messages.practice.title
      return practiceNotice(practice.outcome, practice.tappedAtMs, messages, formatFor(site)).headline
    }
    case 'enrollment':
      return enrollmentHeadline(screen.enrollment, messages, formatFor(site))
    default:
      return screen satisfies never
  }
}

function enrollmentHeadline(enrollment: Enrollment, messages: Messages, format: SiteFormat): string {
  if ('problem' in enrollment) return problemNotice(enrollment.problem, messages).headline
  switch (enrollment.kind) {
    case 'hold':
      return enrollment.done === undefined
        ? messages.enrollment.hold.headline
        : doneNotice(enrollment.done, messages, format).headline
    case 'pick':
      return messages.enrollment.pick[enrollment.task]
    case 'confirm':
      return questionNotice(enrollment.question, messages, format).headline
    case 'busy':
      return messages.heard.next
    default:
      return enrollment satisfies never
  }
}

const stateOf = (page: Page) => page.locator('main').getAttribute('data-state')
const reasonOf = (page: Page) => page.locator('main').getAttribute('data-reason')

describe('each state', () => {
  it('is drawn under its own name, with its own headline, and without a browser warning', async () => {
    const { page, show, complaints } = await open()
    for (const [name, state] of samples) {
      await show(state)
      const { screen } = state
      expect(await stateOf(page), name).toBe(screen.name)
      expect(await reasonOf(page), name).toBe('reason' in screen ? screen.reason.kind : null)
      expect(await page.locator('main').getAttribute('data-tap'), name).toBe(
        'tap' in screen ? screen.tap.tapId : null,
      )
      expect(await page.locator('h1').innerText(), name).toBe(headlineOf(state))
    }
    expect(complaints).toEqual([])
  }, 60_000)
})

describe('a receipt', () => {
  it("shows the time of the tap in the site's zone, not the computer's", async () => {
    const { page, show } = await openAlone({ timezoneId: 'Asia/Tokyo' })
    await show(sampleStates['saved-here'])
    expect(await page.locator('.words time').innerText()).toBe('17:02')
  })

  it('is announced by screen readers', async () => {
    const { page, show } = await open()
    await show(sampleStates['ready'])
    expect(await page.locator('.stage').getAttribute('aria-live')).toBe('off')
    await show(sampleStates['confirmed'])
    expect(await page.locator('.stage').getAttribute('aria-live')).toBe('polite')
    await show(sampleStates['refused-not-clocked-in'])
    expect(await page.locator('.stage').getAttribute('aria-live')).toBe('assertive')
  })

  it('leaves out an empty name, and isolates a name in another script from the words around it', async () => {
    const { page, show } = await open()
    await show(sampleStates['confirmed-empty-name'])
    expect(await page.locator('.words bdi').count()).toBe(0)
    await show(sampleStates['confirmed-rtl-name'])
    expect(await page.locator('.words bdi').innerText()).toBe('محمد عبد الرحمن الهاشمي')
  })

  it('stays as long as main keeps it: the page has no timer for it', async () => {
    const { page, show } = await openAlone()
    await page.clock.install()
    await show(sampleStates['confirmed'])
    await page.clock.fastForward('08:00:00')
    expect(await stateOf(page)).toBe('confirmed')
  })
})

it('a text is shown as text, whatever a name or a message holds', async () => {
  const { page, show } = await open()
  const tap = { tapId: 'a', tappedAtMs: 0, personName: '<img src=x onerror=alert(1)>' }
  await show({ ...sampleStates['heard'], screen: { name: 'heard', tap } })
  expect(await page.locator('.words bdi').innerText()).toBe(tap.personName)
})

describe('the idle screen', () => {
  const readyWith = (locale: string, readerSide: ReaderSide): KioskState => {
    const sample = sampleStates['ready']
    if (sample === undefined) throw new Error('There is no sample ready.')
    return { ...sample, site: { ...sample.site, locale, look: { ...plainLook, readerSide } } }
  }
  /** Where the arrow's tip is, from its middle, and on which side of the words the arrow stands. */
  const arrowOf = (page: Page) =>
    page.evaluate(() => {
      const path = document.querySelector<SVGPathElement>('svg[data-reader-side] path')
      const words = document.querySelector('.words')?.getBoundingClientRect()
      const matrix = path?.getScreenCTM()
      if (path === null || words === undefined || matrix == null) return undefined
      // The path's first line is the shaft; it ends at the tip.
      const [tail, tip] = [path.getPointAtLength(0), path.getPointAtLength(158)].map((point) =>
        point.matrixTransform(matrix),
      )
      const [across, down] = [(tip?.x ?? 0) - (tail?.x ?? 0), (tip?.y ?? 0) - (tail?.y ?? 0)]
      const points =
        Math.abs(across) > Math.abs(down) ? (across < 0 ? 'left' : 'right') : down < 0 ? 'above' : 'below'
      return { points, stands: (tip?.x ?? 0) < words.left ? 'left' : 'right' }
    })

  it.each(['en-GB', 'ar'])(
    'points to where the reader is mounted, regardless of text direction (%s)',
    async (locale) => {
      const { page, show } = await open()
      for (const side of ['left', 'right', 'below', 'above'] as const) {
        await show(readyWith(locale, side))
        await expect.poll(() => page.locator('main').getAttribute('lang')).toBe(locale.slice(0, 2))
        const start = locale === 'ar' ? 'right' : 'left'
        expect(await arrowOf(page)).toEqual({
          points: side,
          stands: side === 'left' || side === 'right' ? side : start,
        })
      }
      await show(readyWith(locale, 'none'))
      expect(await page.locator('svg').count()).toBe(0)
    },
  )

  it('has nothing that can be touched or looks touchable', async () => {
    const { page, show } = await open()
    await show(readyWith('en-GB', 'below'))
    expect(await page.locator('main :is(button, a, input, [role=button], [tabindex])').count()).toBe(0)
    expect(await page.locator('.stage svg :is(rect, circle)').count()).toBe(0)
  })

  it('shows that connection and reader work, which no receipt does; every screen shows problems', async () => {
    const { page, show } = await open()
    const { connection, reader } = messagesFor('en').status
    const footer = () => page.locator('footer').innerText()
    await show(sampleStates['ready'])
    expect(await footer()).toContain(connection.online)
    expect(await footer()).toContain(reader.ready)
    for (const name of ['heard', 'saved-here-slow', 'confirmed', 'refused-parked']) {
      const state = sampleStates[name]
      await show(state)
      expect(await footer(), name).not.toContain(connection.online)
      expect(await footer(), name).not.toContain(reader.ready)
      await show({ ...state, connection: 'offline', reader: { kind: 'no-reader' } })
      expect(await footer(), name).toContain(connection.offline)
      expect(await footer(), name).toContain(reader['no-reader'])
    }
  })
})

it('the clock ticks without moving anything', async () => {
  const { page, show } = await openAlone()
  await page.clock.install({ time: Date.UTC(2025, 2, 5, 10, 10) })
  await page.reload()
  await show(sampleStates['ready'])
  await page.evaluate(() => document.fonts.ready)
  await page.clock.pauseAt(Date.UTC(2025, 2, 5, 10, 11, 11, 100))
  expect(await page.locator('.clock .seconds').innerText()).toBe('11')
  const before = await page.evaluate(boxesOf)

  await page.clock.runFor(1000)
  expect(await page.locator('.clock .seconds').innerText()).toBe('12')
  expect(await page.evaluate(boxesOf)).toEqual(before)

  // From the narrowest digits to the widest.
  await page.clock.fastForward('08:48:48')
  expect(await page.locator('.clock .digits').innerText()).toBe('20:00')
  expect(await page.evaluate(boxesOf)).toEqual(before)
})

it('with a PC clock three hours ahead the clock shows the time of the receipts', async () => {
  const { page, show } = await openAlone({ timezoneId: 'UTC' })
  await page.clock.install({ time: Date.UTC(2025, 2, 5, 13, 11, 10) })
  await page.reload()
  const ready = sampleStates['ready']
  const utc = { ...ready, site: { ...ready?.site, timeZone: 'UTC' } }
  await show(utc)
  expect(await page.locator('.clock .digits').innerText()).toBe('13:11')
  await show({ ...utc, clockAheadMs: 3 * 3_600_000 })
  expect(await page.locator('.clock .digits').innerText()).toBe('10:11')
  await show(utc)
  expect(await page.locator('.clock .digits').innerText()).toBe('13:11')
})

describe('the list of setup problems', () => {
  it('names the file, each key with its place, and how to check it', async () => {
    const { page, show } = await open({ viewport: { width: 800, height: 480 } })
    await show(sampleStates['setup-needed'])
    const text = await page.locator('main').innerText()
    expect(text).toContain('/etc/shifts-badge-kiosk/config.json')
    expect(text).toContain('--check-config')
    expect(await page.locator('ol > li').count()).toBe(10)
    expect(await page.locator('ol > li').first().innerText()).toMatch(/kiosk\.id\s+Line 4, column 15/u)
  })

  it('is scrolled with the arrow keys, without a pointer', async () => {
    const { page, show } = await open({ viewport: { width: 800, height: 480 } })
    await show(sampleStates['setup-needed'])
    await page.keyboard.press('End')
    await expect.poll(() => page.locator('ol').evaluate((list) => list.scrollTop)).toBeGreaterThan(0)
    expect(await page.locator('ol > li').last().innerText()).toContain('Whole file')
    expect(await page.locator('ol').evaluate((list) => getComputedStyle(list).outlineStyle)).toBe('solid')
  })
})

describe('what the page cannot draw', () => {
  it('shows out of service if main sends an unknown state, not an old success', async () => {
    const { page, show } = await open()
    await show(sampleStates['confirmed'])
    await show({ ...sampleStates['confirmed'], screen: { name: 'celebration' } })
    expect(await stateOf(page)).toBe('out-of-service')
    expect(await reasonOf(page)).toBe('fault')
    expect(await page.locator('footer').innerText()).toContain('Warehouse North')
  })

  it('hides the pointer on a wall, and shows it while a mouse moves over a screen for IT', async () => {
    const { page, show } = await open()
    const cursor = () => page.locator('main').evaluate((main) => getComputedStyle(main).cursor)
    const on = (name: string, onTheWall = true): KioskState => {
      const sample = samples.find(([, { screen }]) => screen.name === name)?.[1]
      if (sample === undefined) throw new Error(`no sample of ${name}`)
      return onTheWall ? { ...sample, site: { ...sample.site, hidesPointer: true } } : sample
    }
    await show(on('ready', false))
    expect(await cursor()).toBe('auto')
    await show(on('ready'))
    await page.mouse.move(300, 300)
    expect(await cursor()).toBe('none')
    await show(on('diagnostics'))
    expect(await cursor()).toBe('none')
    await page.mouse.move(310, 300)
    expect(await cursor()).toBe('auto')
    await show(on('maintenance-pin'))
    expect(await cursor()).toBe('auto')
    await show(on('ready'))
    await show(on('diagnostics'))
    expect(await cursor()).toBe('none')
  })

  it('shows practice in large words while it lasts, and a touch starts and ends it', async () => {
    const { page, show } = await open()
    const touched = () =>
      page.evaluate(() => (window as unknown as { practiceTouched: number }).practiceTouched)
    await show(sampleStates['diagnostics-status'])
    await page.getByRole('button', { name: 'Practice tap (F2)' }).click()
    expect(await touched()).toBe(1)
    for (const [name, state] of samples) {
      if (state.screen.name !== 'practice') continue
      await show(state)
      const title = page.getByText(messagesFor('en').practice.title, { exact: true })
      const { height } = (await title.boundingBox()) ?? { height: 0 }
      expect(height, name).toBeGreaterThan(30)
    }
    await page.getByRole('button', { name: 'End practice' }).click()
    expect(await touched()).toBe(2)
  })

  it('shows out of service without a kiosk behind the page', async () => {
    const page = await chromium.browser.newPage()
    await page.goto(chromium.renderer.url)
    await page.locator('main[data-state=out-of-service][data-reason=fault]').waitFor()
    expect(await page.locator('main').count()).toBe(1)
    await page.close()
  })

  it('shows out of service if the bridge itself fails', async () => {
    const { page } = await openAlone({}, (opening) =>
      opening.addInitScript(() => {
        Object.assign(window, {
          kiosk: {
            onState: () => {
              throw new Error('no channel')
            },
            onPing: () => undefined,
            togglePractice: () => undefined,
            enroll: () => undefined,
          },
        })
      }),
    )
    expect(await reasonOf(page)).toBe('fault')
  })

  it('shows out of service if a part of the screen fails, and recovers with the next state', async () => {
    const { page, show } = await openAlone({}, (opening) =>
      opening.addInitScript(() => {
        const { prototype } = Intl.DateTimeFormat
        // eslint-disable-next-line @typescript-eslint/unbound-method -- called on a formatter again below
        const { formatToParts } = prototype
        prototype.formatToParts = function (date) {
          if (document.title === 'broken') throw new Error('no parts today')
          return formatToParts.call(this, date)
        }
      }),
    )
    await show(sampleStates['heard'])
    await page.evaluate(() => {
      document.title = 'broken'
    })
    await show(sampleStates['confirmed'])
    await expect.poll(() => stateOf(page)).toBe('out-of-service')
    expect(await reasonOf(page)).toBe('fault')
    expect(await page.locator('h1').innerText()).toBe('Kiosk stopped')

    await page.evaluate(() => {
      document.title = ''
    })
    await show(sampleStates['saved-here'])
    await expect.poll(() => stateOf(page)).toBe('saved-here')
    await expect.poll(() => page.locator('h1').innerText()).toBe('Saved here')
  })

  it('is never a blank page: if the script does not run, a plain notice is shown', async () => {
    const context = await chromium.browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(chromium.renderer.url)
    expect(await page.locator('main').innerText()).toContain('clock out in Teams')
    expect(await page.locator('main').getAttribute('data-state')).toBe('starting')
    await context.close()
  })
})
