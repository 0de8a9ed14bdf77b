import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'electron-vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildElectronDemo } from '../../build/electron-demo.ts'
import packageJson from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'shifts-kiosk-bundle-'))

/** Found in nothing but the stand-in tenant, the preview and the demo. */
const telltales = [
  'dev/demo/',
  'shifts-badge-kiosk-demo-',
  'createDemoWorld',
  'text/event-stream',
  'Demo dock',
]

beforeAll(async () => {
  await build({
    root,
    configFile: join(root, 'electron.vite.config.ts'),
    logLevel: 'error',
    build: { outDir: out },
  })
  await buildElectronDemo(join(out, 'demo'))
})

afterAll(() => rmSync(out, { recursive: true, force: true }))

test('the preload script is CommonJS and needs only Electron, as the sandbox requires', () => {
  const preload = read('preload/preload.cjs')
  expect([...preload.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual(['electron'])
  expect(preload).not.toMatch(/^\s*(?:import|export)\b/m)
  expect(preload).not.toContain('import(')
})

test('the app contains the kiosk and nothing of the stand-in tenant, the preview, the demo or the dock', () => {
  const app = javaScript('main') + javaScript('preload') + javaScript('renderer')
  expect(app).toContain('// electron/shell/page/security.ts')
  expect(app).not.toMatch(/\/\/ electron\/(?:sandbox|preview|demo|launch-demo)/)
  expect(telltales.filter((telltale) => app.includes(telltale))).toEqual([])
})

test('the demo contains the stand-in tenant, so the search above would find it', () => {
  const demo = javaScript('demo')
  expect(demo).toMatch(/\/\/ electron\/sandbox\//)
  expect(telltales.filter((telltale) => demo.includes(telltale))).toEqual(telltales)
})

test('the reader software is loaded only by the reader process, and from outside the bundle', () => {
  expect(read('main/pcsc-process.js')).toMatch(/import\(["']nfc-pcsc["']\)/)
  expect(javaScript('main', ['pcsc-process.js'])).not.toContain('nfc-pcsc"')
})

test('the fault handler needs only Electron and Node, so it works whatever else is missing', () => {
  const seen = new Set<string>()
  const needed: string[] = []
  const follow = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, name = ''] of read(`main/${file}`).matchAll(
      /^(?:import|export)\b[^'"]*["']([^"']+)["']/gm,
    )) {
      if (name.startsWith('.')) follow(join(dirname(file), name))
      else needed.push(name)
    }
  }
  follow('main.js')
  expect(needed.filter((name) => name !== 'electron' && !name.startsWith('node:'))).toEqual([])
  expect(needed).toContain('electron')
  expect(read('main/main.js')).toMatch(/import\(["']\.\//)
})

test('the app imports only Electron, Node and dependencies that are packaged', () => {
  const imported = [...javaScript('main').matchAll(/(?:from |import\()["']([^"'.][^"']*)["']/g)].map(
    ([, name = '']) => name,
  )
  const brought = [...Object.keys(packageJson.dependencies), ...Object.keys(packageJson.optionalDependencies)]
  const unknown = imported
    .filter((name) => name !== 'electron' && !name.startsWith('node:') && !builtinModules.includes(name))
    .filter((name) => !brought.some((dependency) => name === dependency || name.startsWith(`${dependency}/`)))
  expect(unknown).toEqual([])
  expect(imported).toContain('electron')
})

test('the page loads everything from its own folder', () => {
  const html = read('renderer/index.html')
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(1)
  expect(named.every((path) => path.startsWith('./assets/'))).toBe(true)
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
})

test('nothing has a source map', () => {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
})

function read(path: string): string {
  return readFileSync(join(out, path), 'utf8')
}

/** Every script below `folder`, as one text. */
function javaScript(folder: string, except: readonly string[] = []): string {
  return readdirSync(join(out, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.c?js$/.test(file) && !except.includes(file))
    .map((file) => read(join(folder, file)))
    .join('\n')
}
