import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeProblems } from '../../electron/config/describe-problems.ts'
import { loadConfig } from '../../electron/config/load.ts'
import { directFiles } from '../../electron/files/direct-files.ts'
import { KioskFolder, makeCertificate, sampleConfig } from './kiosk-folder.ts'

let folder: KioskFolder

beforeAll(async () => {
  folder = new KioskFolder(await makeCertificate())
})
afterAll(() => folder.remove())

/** Numbers that look random and come out the same for the same seed (mulberry32), so that a failure can be had again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

async function expectAnswer(content: string | Uint8Array, seed: number): Promise<void> {
  folder.write('config.json', content)
  const loaded = await loadConfig({ configPath: folder.configPath, env: {}, platform: 'linux' }, directFiles)
  const problems = loaded.kind === 'bad' ? loaded.problems : loaded.warnings
  if (loaded.kind === 'bad') expect(problems.length, `seed ${seed}`).toBeGreaterThan(0)
  for (const line of describeProblems(problems, 'c').split('\n').filter(Boolean))
    expect(line, `seed ${seed}`).toMatch(/^c(:[1-9]\d*:[1-9]\d*)? {2}\S/)
}

test('whatever bytes the file holds, the answer is problems with places, never an exception', async () => {
  const seed = randomInt(2 ** 31)
  const next = randomNumbers(seed)
  for (let round = 0; round < 300; round += 1)
    await expectAnswer(
      Uint8Array.from({ length: next(200) }, () => next(256)),
      seed,
    )
})

test('whatever is done to a good file, the answer is problems with places, never an exception', async () => {
  const seed = randomInt(2 ** 31)
  const next = randomNumbers(seed)
  const scraps = [
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '//',
    '/*',
    '\\',
    'null',
    '-1',
    '{}',
    '"kind"',
    '\0',
    'é',
    '1e999',
    '__proto__',
  ]
  for (let round = 0; round < 300; round += 1) {
    let text = sampleConfig
    for (let change = 0; change <= next(4); change += 1) {
      const at = next(text.length)
      const scrap = scraps[next(scraps.length)] ?? ''
      text = text.slice(0, at) + scrap + text.slice(at + next(12))
    }
    await expectAnswer(text, seed)
  }
})
