import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scriptOptions } from './script-options.ts'

/**
 * Builds everything into out/: the Electron app (main, preload, renderer) and, beside it and never packaged, the
 * browser preview and the demo (out/preview). None of it needs Electron's runtime. Vite is loaded only to build: it takes
 * seconds, and `npm start` and the like mostly find everything built.
 */
const root = fileURLToPath(new URL('..', import.meta.url))

export async function buildAll(): Promise<void> {
  process.chdir(root)
  const { build } = await import('electron-vite')
  await build({ logLevel: 'warn' })
  await buildPreviewHost()
  await buildPreviewPages()
}

/**
 * What every build leaves behind; where one of them is missing or older than a source, the build is stale.
 */
const outputs = [
  'main/main.js',
  'preload/preload.cjs',
  'renderer/index.html',
  'preview/preview.js',
  'preview/pages/bridge.js',
]
const sources = [
  'electron',
  'renderer',
  'build',
  'package-lock.json',
  'electron.vite.config.ts',
  'svelte.config.js',
]

/** Builds only if a source is newer than the last build, so that `npm run demo` and similar start fast. */
export async function buildWhereStale(): Promise<void> {
  const newest = Math.max(...sources.map((source) => newestChangeMs(join(root, source))))
  const built = outputs.map((output) => join(root, 'out', output))
  if (built.every((path) => existsSync(path) && statSync(path).mtimeMs > newest)) return
  process.stderr.write('Building …\n')
  await buildAll()
}

/** Bundled for Node like Electron's main: `dependencies` stay in node_modules, zod is bundled. */
async function buildPreviewHost(): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: ['zod'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir: 'out/preview',
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          preview: 'electron/preview.ts',
          demo: 'electron/demo.ts',
          'file-process': 'electron/files/file-process.ts',
          'pcsc-process': 'electron/badge/pcsc/pcsc-process.ts',
        },
        // In one folder, because the files find each other relative to their own URL.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}

/** The browser bridge, which replaces Electron's preload script, and the demo's dock. */
async function buildPreviewPages(): Promise<void> {
  const renderer = resolve(root, 'renderer')
  const { build } = await import('vite')
  const { svelte } = await import('@sveltejs/vite-plugin-svelte')
  await build({
    configFile: false,
    root: renderer,
    base: './',
    logLevel: 'warn',
    plugins: [svelte({ configFile: join(root, 'svelte.config.js') })],
    build: {
      outDir: join(root, 'out/preview/pages'),
      emptyOutDir: true,
      modulePreload: false,
      rolldownOptions: {
        input: { bridge: join(renderer, 'dev/browser-bridge.ts'), dock: join(renderer, 'dev/dock.html') },
        output: {
          entryFileNames: ({ name }) => (name === 'bridge' ? 'bridge.js' : 'assets/[name]-[hash].js'),
        },
      },
    },
  })
}

function newestChangeMs(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))))
}

const help = `
Usage: npm run build

Builds the app and its browser preview into out/.

  -h, --help  show this
`

if (process.argv[1] === fileURLToPath(import.meta.url) && scriptOptions(help, {}) !== undefined)
  await buildAll()
