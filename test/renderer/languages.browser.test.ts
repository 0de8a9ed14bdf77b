import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { languages } from '../../electron/contract/languages.ts'
import { sampleStates } from '../../renderer/dev/sample-states.ts'
import { messagesFor } from '../../renderer/messages/index.ts'
import type { DrivenPage } from './driven-page.ts'
import { inChromium } from './in-chromium.ts'
import { boxesOf } from './page-checks.ts'

const chromium = inChromium()

const { open, openAlone } = chromium

/** The page in a context of its own, with the names of the script files it has asked for. */
async function openWatched(): Promise<DrivenPage & { readonly scripts: readonly string[] }> {
  const scripts: string[] = []
  const driven = await openAlone({}, (page) =>
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname)
    }),
  )
  return { ...driven, scripts }
}

const ready = sampleStates['ready']
const confirmed = sampleStates['confirmed']
if (ready === undefined || confirmed?.screen.name !== 'confirmed') throw new Error('The samples are gone.')
const { screen } = confirmed
const confirmedIn = (locale: string): KioskState => ({
  ...confirmed,
  screen: { ...screen, tap: { ...screen.tap, locale } },
})

const languageFiles = (scripts: readonly string[]) =>
  scripts.filter((script) => languages.some((language) => script.includes(`/${language.toLowerCase()}-`)))

describe('a person', () => {
  it.each(languages)('sees %s from the moment they tap, and the next person does not', async (language) => {
    const { page, show, complaints } = await open()
    await show(ready)
    await show(confirmedIn(language))
    const main = page.locator(`main[data-state=confirmed][lang=${language}]`)
    await main.waitFor()
    expect(await main.locator('h1').innerText()).toBe(messagesFor(language).confirmed.headline)
    expect(await main.getAttribute('dir')).toBe(messagesFor(language).direction)
    await show(ready)
    expect(await page.locator('main').getAttribute('lang')).toBe('en')
    expect(complaints).toEqual([])
  })

  it("sees the time in their own format, in the site's time zone", async () => {
    const { page, show } = await open()
    await show(confirmedIn('ar-EG'))
    await page.locator('main[lang=ar]').waitFor()
    expect(await page.locator('.words time').innerText()).toContain('٥:٠٢')
  })

  it('with a right-to-left language sees the whole screen mirrored', async () => {
    const { page, show } = await open()
    const markIsLeftOfWords = () =>
      page.evaluate(() => {
        const [mark, words] = ['.mark', '.words'].map((part) => document.querySelector(part))
        return (mark?.getBoundingClientRect().left ?? 0) < (words?.getBoundingClientRect().left ?? 0)
      })
    await show(confirmed)
    expect(await markIsLeftOfWords()).toBe(true)
    await show(confirmedIn('ar'))
    await page.locator('main[dir=rtl]').waitFor()
    expect(await markIsLeftOfWords()).toBe(false)
  })
})

describe('the page', () => {
  it('loads the messages of a language once, when somebody needs them, and no others', async () => {
    const { page, show, scripts } = await openWatched()
    await show(ready)
    expect(languageFiles(scripts)).toEqual([])
    for (const locale of ['pl', 'pl-PL', 'pl']) {
      await show(confirmedIn(locale))
      await page.locator('main[lang=pl]').waitFor()
    }
    expect(languageFiles(scripts)).toHaveLength(1)
  })

  it("uses the site's language if the messages of a person's language cannot be loaded", async () => {
    chromium.renderer.handle((_request, response, path) => {
      if (!path.includes('/pl-')) return false
      response.writeHead(404).end()
      return true
    })
    const { page, show, complaints } = await openAlone()
    await show({ ...confirmedIn('pl'), site: { ...confirmed.site, locale: 'es-ES' } })
    await page.locator('main[data-state=confirmed][lang=es]').waitFor()
    await expect.poll(() => complaints.some((text) => text.includes('The words in pl'))).toBe(true)
    expect(await page.locator('h1').innerText()).toBe(messagesFor('es').confirmed.headline)
  })

  it('is at most 60 kB on the wire in any one language, without fonts', async () => {
    // As shipped (`npm run build`): what the tests build carries Svelte's checks for development.
    const folder = fileURLToPath(new URL('../../out/renderer/', import.meta.url))
    const assets = join(folder, 'assets')
    const sizeOf = async (file: string) => gzipSync(await readFile(file)).length
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    const own = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/gu)].map(
      ([, file]) => file ?? '',
    )
    const names = (await readdir(assets)).filter((name) => extname(name) === '.js')
    const files = names.filter((name) => languages.some((tag) => name.startsWith(`${tag.toLowerCase()}-`)))
    expect(files).toHaveLength(languages.length - 1)
    const sizes = await Promise.all(files.map((name) => sizeOf(join(assets, name))))
    const base = await Promise.all(own.map((file) => sizeOf(join(folder, file))))
    const total = base.reduce((sum, size) => sum + size, gzipSync(page).length) + Math.max(...sizes)
    expect(total).toBeGreaterThan(10_000)
    expect(total).toBeLessThanOrEqual(60_000)
  })
})

it('the idle screen shows the instruction in each site language in turn, without moving anything', async () => {
  const { page, show } = await openAlone()
  await page.clock.install({ time: 0 })
  await page.reload()
  await show({ ...ready, site: { ...ready.site, locale: 'en-GB', otherLocales: ['ar', 'pl'] } })
  await page.locator('h1 > span').nth(2).waitFor({ state: 'attached' })
  await page.evaluate(() => document.fonts.ready)
  await page.clock.pauseAt(60_500)
  await page.clock.runFor(1_000)
  const before = await page.evaluate(boxesOf)
  const seen = new Set<string>()
  for (let turn = 0; turn < 3; turn += 1) {
    for (const place of ['h1', '.how']) seen.add(await page.locator(place).innerText())
    await page.clock.runFor(6_000)
    expect(await page.evaluate(boxesOf)).toEqual(before)
  }
  const said = ['en', 'ar', 'pl'].map((tag) => messagesFor(tag).ready)
  expect([...seen].sort()).toEqual(
    said.flatMap(({ headline, instruction }) => [headline, instruction]).sort(),
  )
})
