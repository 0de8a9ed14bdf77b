import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { recordBundledPackages } from './build/bundled-packages.ts'

/** Native and built from source where it can be: never bundled, loaded by the reader process alone. */
const external = ['nfc-pcsc', 'libsql']

export default defineConfig({
  main: {
    plugins: [recordBundledPackages()],
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          main: 'electron/launch.ts',
          'file-process': 'electron/files/file-process.ts',
          'pcsc-process': 'electron/badge/pcsc/pcsc-process.ts',
        },
        external,
      },
    },
  },
  preload: {
    plugins: [recordBundledPackages()],
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload.ts' },
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [svelte({ configFile: '../svelte.config.js' }), recordBundledPackages()],
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
})
