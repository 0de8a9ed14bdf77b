import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openInBrowser } from '../../build/browser-demo.ts'
import { scriptOptions } from '../../build/script-options.ts'
import { buildRenderer, serveRenderer } from '../renderer/built-renderer.ts'
import { measureLetterWidths } from '../renderer/letter-widths.ts'
import { drawPictures, picturesFolder, smallPng } from '../renderer/pictures.ts'
import { launchChromium } from '../support/chromium.ts'

/**
 * `npm run gallery`: every state in every language, size and theme on one page of the browser, drawn anew as the
 * components are edited. `-- --update` draws the pictures of docs/images anew instead, which the tests compare with,
 * and measures the letters that the config's check of the panel goes by.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))

const help = `
Usage: npm run gallery [-- --update]

Shows every state in every language, size and theme on one page of the browser.

  --update    draw the pictures of docs/images anew instead, and measure the letters
  -h, --help  show this
`

const options = scriptOptions(help, { update: { type: 'boolean' } })
if (options?.update === true) await updatePictures()
else if (options !== undefined) await showGallery()

async function showGallery(): Promise<void> {
  const { createServer } = await import('vite')
  const { svelte } = await import('@sveltejs/vite-plugin-svelte')
  const server = await createServer({
    configFile: false,
    root: join(root, 'renderer'),
    plugins: [svelte({ configFile: join(root, 'svelte.config.js') })],
    server: { host: '127.0.0.1' },
  })
  await server.listen()
  const page = `${server.resolvedUrls?.local[0] ?? ''}dev/gallery/index.html`
  openInBrowser(page)
  process.stdout.write(`\n  ${page}\n\nEdits below renderer/ show at once. Ctrl+C ends it.\n`)
}

async function updatePictures(): Promise<void> {
  const browser = await launchChromium()
  const folder = await buildRenderer()
  const renderer = await serveRenderer(folder)
  try {
    const page = await browser.newPage()
    await page.goto(renderer.url)
    const widths = await measureLetterWidths(page)
    writeFileSync(join(root, 'build/letter-widths.json'), `${JSON.stringify(widths, null, 2)}\n`)
    rmSync(picturesFolder, { recursive: true, force: true })
    mkdirSync(picturesFolder, { recursive: true })
    await drawPictures(browser, renderer, ({ name }, png) => {
      writeFileSync(join(picturesFolder, `${name}.png`), smallPng(png))
      process.stdout.write(`${name}.png\n`)
    })
  } finally {
    await browser.close()
    await renderer.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
