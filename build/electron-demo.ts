import { fileURLToPath } from 'node:url'

/** Where `buildElectronDemo` puts what Electron is to run, seen from the project's folder. */
export const electronDemo = 'out/demo/main.js'

/**
 * Bundles the demo for Electron into out/demo, beside what `buildAll` made: it uses its preload script, its renderer
 * and its dock. A package holds none of it.
 */
export async function buildElectronDemo(outDir = 'out/demo'): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node22',
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: { main: 'electron/launch-demo.ts' },
        external: ['electron'],
        output: { entryFileNames: '[name].js' },
      },
    },
  })
}
