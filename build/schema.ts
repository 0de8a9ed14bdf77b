import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { configJsonSchema } from '../electron/config/json-schema.ts'
import { configReference } from './config-reference.ts'

/**
 * `npm run schema` writes what is generated from the config's schema: its JSON Schema and its reference page. With
 * `-- --check` it only looks whether both are up to date.
 */
const generated = [
  { path: 'config.schema.json', text: JSON.stringify(configJsonSchema()) },
  { path: '../docs/config.md', text: configReference(configJsonSchema()) },
]

for (const { path, text } of generated) {
  const target = fileURLToPath(new URL(path, import.meta.url))
  const wanted = await format(text, { ...(await resolveConfig(target)), filepath: target })
  if (!process.argv.includes('--check')) {
    writeFileSync(target, wanted)
  } else if (present(target) !== wanted) {
    console.error(`${target} is not what electron/config/schema.ts says: run npm run schema.`)
    process.exitCode = 1
  }
}

function present(target: string): string | undefined {
  try {
    // Git may have checked the file out with the line ends of Windows.
    return readFileSync(target, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
