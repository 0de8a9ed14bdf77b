import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Bundles the driver into `folder`: driver.mjs, the utility process' echo.mjs and the pages' preload.cjs. */
export async function buildDriver(folder: string): Promise<void> {
  await bundle(folder, { driver: `${here}driver.ts`, echo: `${here}echo.ts` }, 'es')
  await bundle(folder, { preload: `${here}preload.ts` }, 'cjs')
}

/** `electron` stays external: the program that runs the bundle provides it. */
export async function bundle(
  folder: string,
  input: Readonly<Record<string, string>>,
  format: 'es' | 'cjs',
  alias: Readonly<Record<string, string>> = {},
): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { alias },
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { ...input },
        output: { format, entryFileNames: format === 'es' ? '[name].mjs' : '[name].cjs' },
      },
    },
  })
}
