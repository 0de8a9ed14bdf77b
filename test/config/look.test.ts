import { deflateSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { brandPictures } from '../../electron/config/look/brand-pictures.ts'
import { contrast, legibleShade } from '../../electron/config/look/color.ts'
import { describeProblems } from '../../electron/config/report/describe-problems.ts'
import type { LoadedConfig } from '../../electron/config/config.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { greatestDistanceMm } from '../../electron/config/look/panel-fit.ts'
import { lookOf } from '../../electron/config/look/look-of.ts'
import { grounds } from '../../electron/contract/look.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import type { Files } from '../../electron/files/files.ts'
import { KioskFolder, makeCertificate, smallConfig } from './kiosk-folder.ts'
import type { Pem } from './kiosk-folder.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1H0z"/></svg>'

let pem: Pem
let folder: KioskFolder

beforeAll(async () => {
  pem = await makeCertificate()
})
beforeEach(() => {
  folder = new KioskFolder(pem)
})
afterEach(() => folder.remove())

function load(screen: object, files: Files = directFiles): Promise<LoadedConfig> {
  folder.write('config.json', JSON.stringify({ ...smallConfig, screen }))
  return loadConfig({ configPath: folder.configPath, env: {}, platform: 'linux' }, files)
}

async function problemText(screen: object): Promise<string> {
  const loaded = await load(screen)
  const problems = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  return describeProblems(problems, 'c').replaceAll(`${folder.path}/`, '')
}

async function look(screen: object) {
  const loaded = await load(screen)
  if (loaded.kind === 'bad') throw new Error(describeProblems(loaded.problems, 'c'))
  const { pictures, logo } = await brandPictures(loaded.config.screen.brand, directFiles, loaded.warnings)
  return { pictures, look: lookOf(loaded.config.screen, logo) }
}

/** The header of a PNG; nothing more is read. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(25)
  header.writeUInt32BE(13, 0)
  header.write('IHDR', 4)
  header.writeUInt32BE(width, 8)
  header.writeUInt32BE(height, 12)
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header, deflateSync(Buffer.alloc(8))])
}

test("the config's panel, distance and night settings reach the screens in their own units", async () => {
  const screen = {
    viewingDistanceM: 1.5,
    panel: { diagonalInches: 32, resolution: '1080x1920' },
    night: { from: '21:30', to: '06:00' },
    theme: 'night',
    pixelShift: false,
    readerSide: 'left',
  }
  expect((await look(screen)).look).toEqual({
    theme: 'night',
    night: { fromMinute: 21 * 60 + 30, toMinute: 6 * 60 },
    pixelShift: false,
    panelDiagonalMm: 812.8,
    viewingDistanceMm: 1500,
    readerSide: 'left',
  })
})

describe('a brand colour', () => {
  test('that is legible is used as written, and a shade of it in the dark theme', async () => {
    const { accent } = (await look({ brand: { color: '#7a0019' } })).look
    expect(accent?.onLight).toBe('#7a0019')
    expect(contrast(accent?.onDark ?? '', grounds.dark)).toBeGreaterThanOrEqual(7)
  })

  test('that is not legible is refused with its contrast and the nearest shade that is', async () => {
    const text = await problemText({ brand: { color: '#e2001a' } })
    expect(text).toMatch(
      /^c:1:\d+ {2}screen\.brand\.color: is not legible from a distance: its contrast with the light background is 4\.\d to 1, not 7; expected a darker shade, such as #[0-9a-f]{6}$/,
    )
    const shade = text.slice(-7)
    expect(await problemText({ brand: { color: shade } })).toBe('')
  })

  test('for the dark theme is checked on its background, and needs the light one too', async () => {
    expect(await problemText({ brand: { color: '#0b4a5c', colorOnDark: '#0b4a5c' } })).toContain(
      'screen.brand.colorOnDark: is not legible from a distance: its contrast with the dark background is 1.9',
    )
    expect(await problemText({ brand: { colorOnDark: '#ffffff' } })).toContain('colorOnDark needs it')
  })

  test('has the contrast that WCAG defines', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(legibleShade('#0b4a5c', '#ffffff', 7)).toBe('#0b4a5c')
  })
})

describe('a logo', () => {
  test('is served beside the page, under a path that changes with it', async () => {
    folder.write('logo.svg', svg)
    folder.write('white.png', png(300, 100))
    const { pictures, look: got } = await look({
      brand: { logoPath: 'logo.svg', logoOnDarkPath: 'white.png' },
    })
    expect(got.logo?.onLight).toMatch(/^brand\/logo-[0-9a-f]{8}\.svg$/)
    expect(got.logo?.onDark).toMatch(/^brand\/logo-[0-9a-f]{8}\.png$/)
    expect(pictures.map(({ path, contentType }) => [path, contentType])).toEqual([
      [got.logo?.onLight, 'image/svg+xml'],
      [got.logo?.onDark, 'image/png'],
    ])
    folder.write('logo.svg', svg.replace('4 1', '5 1'))
    expect((await look({ brand: { logoPath: 'logo.svg' } })).look.logo?.onLight).not.toBe(got.logo?.onLight)
  })

  test.each([
    ['a file that is not there', undefined, 'file not found'],
    ['a JPEG by another name', Buffer.from('ffd8ffe000104a464946', 'hex'), 'is neither a PNG nor an SVG'],
    ['an HTML page', '<!doctype html><html><svg></svg></html>', 'is neither a PNG nor an SVG'],
    ['an SVG that breaks off', svg.slice(0, -6), 'is an incomplete SVG'],
    ['an SVG without a viewBox', svg.replace('viewBox', 'view'), 'is an SVG without a viewBox'],
    ['a PNG that breaks off', png(300, 100).subarray(0, 20), 'is an incomplete PNG'],
    ['a tiny PNG', png(60, 20), 'is only 20 pixels tall'],
    ['a vast PNG', png(9000, 3000), 'is 9000x3000 pixels'],
    ['a large file', Buffer.alloc(600 * 1024), 'is larger than 512 kB'],
  ])('is left out with a warning that says why: %s', async (_what, content, problem) => {
    if (content !== undefined) folder.write('logo', content)
    const screen = { brand: { logoPath: 'logo' } }
    expect(await problemText(screen)).toContain(`screen.brand.logoPath: ${problem}`)
    const { pictures, look: got } = await look(screen)
    expect([pictures, got.logo]).toEqual([[], undefined])
  })

  test.each([
    ['comments before it', `<?xml version="1.0"?>\n${'<!-- <!-- x -->\n'.repeat(2_000)}${svg}`],
    [
      'a document type and a comment',
      `\uFEFF<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "">\n<!-- > -->${svg}`,
    ],
  ])('may be an SVG with %s', async (_what, content) => {
    folder.write('logo.svg', content)
    expect((await look({ brand: { logoPath: 'logo.svg' } })).look.logo?.onLight).toMatch(/\.svg$/)
  })

  test.each([
    ['comments that never end', '<!----><!--'.repeat(40_000)],
    ['nothing but comments', '<!-- -->'.repeat(60_000)],
    ['another root', `<!-- <svg> --><svgs ${svg}`],
    ['declarations of its own', `<!DOCTYPE svg [<!ENTITY a "b">]>${svg}`],
  ])('is neither a PNG nor an SVG with %s', async (_what, content) => {
    folder.write('logo.svg', content)
    expect(await problemText({ brand: { logoPath: 'logo.svg' } })).toContain('is neither a PNG nor an SVG')
  })

  test('on a share that does not answer blocks no tap, and is waited for once', async () => {
    let reads = 0
    const files: Files = {
      ...directFiles,
      read: (path, maxBytes) => {
        if (!path.endsWith('logo.svg')) return directFiles.read(path, maxBytes)
        reads += 1
        return Promise.resolve({ kind: 'failed', failure: { kind: 'no-answer' } })
      },
    }
    const loaded = await load({ brand: { logoPath: 'logo.svg' } }, files)
    if (loaded.kind === 'bad') throw new Error(describeProblems(loaded.problems, 'c'))
    expect(loaded.warnings).toMatchObject([
      { key: 'screen.brand.logoPath', problem: expect.stringContaining('did not answer') as string },
    ])
    const { pictures } = await brandPictures(loaded.config.screen.brand, files, loaded.warnings)
    expect([pictures, reads]).toEqual([[], 1])
  })
})

describe('a panel that is too small for its distance', () => {
  const small = { panel: { diagonalInches: 7, resolution: '800x480' } }

  test('is refused with the distance that fits, and accepted at that one', async () => {
    const text = await problemText({ ...small, viewingDistanceM: 1 })
    expect(text).toMatch(
      /^c:1:\d+ {2}screen\.viewingDistanceM: is too far for this panel \(7 inches, 800x480\): capitals of 12\.2 mm \(0\.7 degrees of arc\) leave no room for the longest notice; expected at most 0\.\d+ for this panel, or a larger panel$/,
    )
    const offered = Number(/at most ([\d.]+)/.exec(text)?.[1])
    expect(await problemText({ ...small, viewingDistanceM: offered })).toBe('')
    expect(await problemText({ ...small, viewingDistanceM: offered + 0.05 })).toContain(`at most ${offered} `)
  })

  test('is refused also at the default distance, which is 1 m', async () => {
    expect(await problemText(small)).toContain('screen.viewingDistanceM: is too far')
    expect(await problemText({ panel: { diagonalInches: 21.5, resolution: '1080x1920' } })).toBe('')
  })

  test('is refused if no distance fits', async () => {
    expect(
      await problemText({ panel: { diagonalInches: 20, resolution: '4000x200' }, viewingDistanceM: 1 }),
    ).toContain('expected a larger panel')
  })

  test('depends on the longest words of the language: longer words need a shorter distance', () => {
    const language = (widest: number) => {
      const notice = { headline: [widest], meaning: [4], next: [4] }
      return { space: 0.2, receipt: notice, refusal: notice, outOfService: notice }
    }
    const panel = { widthPx: 1280, heightPx: 800, diagonalMm: 256 }
    const [short, long] = [4, 20].map((em) => greatestDistanceMm(panel, 2000, [language(em)]) ?? 0)
    expect(long).toBeLessThan(short ?? 0)
    expect(greatestDistanceMm(panel, 2000, [language(4), language(20)])).toBe(long)
  })
})

test.each([
  [{ viewingDistanceM: 0 }, 'screen.viewingDistanceM: is less than 0.2'],
  [
    { panel: { resolution: '1920×1080' } },
    'screen.panel.resolution: is not a resolution; expected width x height',
  ],
  [{ night: { from: '24:00' } }, 'screen.night.from: is not a time of day; expected hours and minutes'],
  [{ theme: 'auto' }, 'screen.theme'],
  [{ brand: { colour: '#000000' } }, 'Did you mean'],
])('%j is refused with the valid values', async (screen, problem) => {
  expect((await problemText(screen)).toLowerCase()).toContain(problem.toLowerCase())
})
