import { AdditionsFile } from '../../../electron/directory/additions/additions-file.ts'
import { addedEntry, key } from './additions.ts'

/** Writes the additions of a data folder again and again, to be killed: the folder is the argument. */
const [, , folder = ''] = process.argv
const file = new AdditionsFile(folder)
const made = Array.from({ length: 500 }, (_, at) => ({
  ...addedEntry('04A1B2C3D4E5F6'),
  badgeKey: `${at}`,
}))
for (let isFirst = true; ; isFirst = false) {
  const answer = await file.write(key, (before) => {
    const atMs = (before[0]?.atMs ?? 0) + 1
    return made.map((entry) => ({ ...entry, atMs }))
  })
  if (answer.kind === 'failed') throw new Error(answer.why)
  if (isFirst) process.stdout.write('written\n')
}
