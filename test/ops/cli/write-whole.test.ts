import type { writeSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeWhole } from '../../../electron/ops/cli/write-whole.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

test('a pipe that takes a part at a time, and now and then none, gets all of it', () => {
  const text = 'Größe und Länge\n'.repeat(1_000)
  const parts: Buffer[] = []
  let call = 0
  writeWhole(1, text, ((_fd: number, bytes: Buffer, from: number) => {
    call += 1
    if (call % 3 === 0) throw failure('EAGAIN')
    const part = bytes.subarray(from, from + 7_001)
    parts.push(part)
    return part.length
  }) as typeof writeSync)
  expect(Buffer.concat(parts).toString()).toBe(text)
})

test.each(['EPIPE', 'EBADF'])('where nobody reads (%s) it ends quietly', (code) => {
  expect(() =>
    writeWhole(1, 'text', () => {
      throw failure(code)
    }),
  ).not.toThrow()
})
