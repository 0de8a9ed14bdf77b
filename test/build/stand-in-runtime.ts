import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'

/** Where Electron's binary holds its fuses (electronjs.org, "Electron Fuses"): this text, a version, a length, states. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const fuseWireVersion = 1
/** What a kiosk wants off is on and the other way round: as Electron is published, and with cookie encryption. */
const publishedStates = '111100010'
/** A part of the languages that Chromium brings. */
const locales = [
  'ar',
  'de',
  'en-GB',
  'en-US',
  'es',
  'es-419',
  'fr',
  'it',
  'pl',
  'pt-BR',
  'pt-PT',
  'zh-CN',
  'zh-TW',
]

/**
 * Makes a folder that electron-builder takes for Electron's runtime on Linux. Nothing in it runs: the executable is its
 * fuses alone, in some bytes like any others.
 */
export async function makeStandInRuntime(folder: string): Promise<string> {
  for (const below of ['resources', 'locales']) mkdirSync(join(folder, below), { recursive: true })
  await createPackage(join(folder, 'locales'), join(folder, 'resources/default_app.asar'))
  const wire = Buffer.from([fuseWireVersion, publishedStates.length])
  const fuses = Buffer.concat([Buffer.from(fuseSentinel), wire, Buffer.from(publishedStates)])
  const executable = Buffer.concat([Buffer.alloc(4096, 1), fuses, Buffer.alloc(4096, 2)])
  writeFileSync(join(folder, 'electron'), executable, { mode: 0o755 })
  for (const file of ['LICENSE', 'LICENSES.chromium.html', 'libffmpeg.so', 'version'])
    writeFileSync(join(folder, file), file)
  for (const locale of locales) writeFileSync(join(folder, 'locales', `${locale}.pak`), locale)
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 })
  return folder
}
