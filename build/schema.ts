import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { configJsonSchema } from '../electron/config/schema/json-schema.ts'
import { configReference } from './config-reference.ts'
import { noticeWidthsModule } from './notice-widths.ts'
import { scriptOptions } from './script-options.ts'

/** `npm run schema` writes the generated files; with `-- --check`, checks whether they are up to date. */
const generated = [
  { path: 'config.schema.json', text: JSON.stringify(configJsonSchema()) },
  { path: '../docs/config.md', text: configReference(configJsonSchema()) },
  { path: '../electron/config/look/notice-widths.ts', text: noticeWidthsModule() },
]

const help = `
Usage: npm run schema [-- --check]

Writes the generated files: the config's JSON Schema, its reference page and the widths of the screens' texts.

  --check     only check whether they are up to date
  -h, --help  show this
`

const options = scriptOptions(help, { check: { type: 'boolean' } })
for (const { path, text } of options === undefined ? [] : generated) {
  const target = fileURLToPath(new URL(path, import.meta.url))
  const wanted = await format(text, { ...(await resolveConfig(target)), filepath: target })
  if (options?.check !== true) {
    writeFileSync(target, wanted)
  } else if (present(target) !== wanted) {
    console.error(`${target} is out of date: run npm run schema.`)
    process.exitCode = 1
  }
}

function present(target: string): string | undefined {
  try {
    // Git may have checked the file out with Windows line endings.
    return readFileSync(target, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
