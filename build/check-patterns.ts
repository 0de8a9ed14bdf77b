import { fileURLToPath } from 'node:url'
import { patternsUnder, problemOfPattern } from './patterns.ts'

/** `npm run check:patterns`: no regular expression of the program may take more than linear time, whatever the text. */
const root = fileURLToPath(new URL('..', import.meta.url))
for (const pattern of ['electron', 'renderer', 'build'].flatMap((folder) => patternsUnder(root, folder))) {
  const problem = problemOfPattern(pattern)
  if (problem === undefined) continue
  console.error(`${pattern.place}  this regular expression ${problem}`)
  process.exitCode = 1
}
