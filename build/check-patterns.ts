import { fileURLToPath } from 'node:url'
import { scriptOptions } from './script-options.ts'
import { patternsUnder, problemOfPattern } from './patterns.ts'

/** `npm run check:patterns`: fails for regular expressions that may take more than linear time. */
const root = fileURLToPath(new URL('..', import.meta.url))
const help = `
Usage: npm run check:patterns

Finds regular expressions in the program that may take more than linear time.

  -h, --help  show this
`

const options = scriptOptions(help, {})
for (const pattern of options === undefined
  ? []
  : ['electron', 'renderer', 'build'].flatMap((folder) => patternsUnder(root, folder))) {
  const problem = problemOfPattern(pattern)
  if (problem === undefined) continue
  console.error(`${pattern.place}  this regular expression ${problem}`)
  process.exitCode = 1
}
