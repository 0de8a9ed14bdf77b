import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { expect } from 'vitest'

/**
 * The part of a page in `docs` between `<!-- NAME: made by … -->` and `<!-- end of NAME -->` is exactly `lines`.
 * `KIOSK_UPDATE_DOCS=1` writes it.
 */
export async function expectInDocs(page: string, name: string, lines: readonly string[]): Promise<void> {
  const path = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url))
  const text = readFileSync(path, 'utf8')
  const begin = new RegExp(`<!-- ${name}: made by [^>]* -->`).exec(text)
  const endAt = text.indexOf(`<!-- end of ${name} -->`)
  if (begin === null || endAt < begin.index) throw new Error(`docs/${page} has no place for ${name}.`)
  const before = text.slice(0, begin.index + begin[0].length)
  const made = await format(`${before}\n\n${lines.join('\n')}\n\n${text.slice(endAt)}`, {
    ...(await resolveConfig(path)),
    filepath: path,
  })
  if (process.env['KIOSK_UPDATE_DOCS'] === '1') writeFileSync(path, made)
  expect(readFileSync(path, 'utf8')).toBe(made)
}
