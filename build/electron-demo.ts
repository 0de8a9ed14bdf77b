import { fileURLToPath } from 'node:url'

/** The output of `buildElectronDemo` to run in Electron, relative to the project's folder. */
export const electronDemo = 'out/demo/main.js'

/** Bundles the demo for Electron into out/demo, beside what `buildAll` makes. Never packaged. */
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
