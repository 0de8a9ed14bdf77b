import { peopleFile } from '../../../electron/directory/entra/people-file.ts'
import { siteKeyOf } from '../../../electron/journal/chain/site-key.ts'

/** Writes the people's file again and again, to be killed: the path is the argument. */
const [, , path = ''] = process.argv
const key = siteKeyOf(new Uint8Array(32).fill(7))
const file = peopleFile(path, 'settings')
for (let readAtMs = 1; ; readAtMs += 1) {
  const people = Array.from({ length: 3_000 }, (_, at) => ({
    userId: `7d5f0f0e-0000-4000-8000-${String(at).padStart(12, '0')}`,
    name: `Person ${at} of ${readAtMs}`,
    badgeKey: key.hmac('badge', `${at}`),
    isEnabled: true,
  }))
  const problem = file.save(key, { readAtMs, people })
  if (problem !== undefined) throw new Error(problem)
  if (readAtMs === 1) process.stdout.write('written\n')
}
