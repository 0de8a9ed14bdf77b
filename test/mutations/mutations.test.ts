import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hostMutations } from './host.ts'
import { kioskMutations } from './kiosk.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test.each([...kioskMutations, ...hostMutations])(
  '$name: still fits the program',
  ({ file, from, to, tests }) => {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text.split(from)).toHaveLength(2)
    expect(to).not.toBe(from)
    for (const path of tests) expect(existsSync(join(root, path)), path).toBe(true)
  },
)
