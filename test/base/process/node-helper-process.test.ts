import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { typeScriptArguments } from '../../support/reader-process.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const host = new URL('../../../electron/base/process/node-helper-process.ts', import.meta.url).href

test('what a helper process writes as it ends appears on standard error', () => {
  const folder = tempFolder()
  const entry = join(folder, 'helper.js')
  const starter = join(folder, 'starter.mjs')
  writeFileSync(entry, "require('node:fs').writeSync(2, 'why it ends\\n'); process.abort()")
  writeFileSync(
    starter,
    `import { nodeHelperProcessHost } from ${JSON.stringify(host)}
     nodeHelperProcessHost({ entry: ${JSON.stringify(entry)} }).spawn([])`,
  )
  const run = spawnSync(process.execPath, [...typeScriptArguments, starter], { encoding: 'utf8' })
  expect(run.stderr).toContain('why it ends')
})
