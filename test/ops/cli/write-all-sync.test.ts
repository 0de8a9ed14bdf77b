import type { writeSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeAllSync } from '../../../electron/ops/cli/write-all-sync.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

test('a pipe that accepts partial writes, and sometimes none, receives everything', () => {
  const text = 'Größe und Länge\n'.repeat(1_000)
  const parts: Buffer[] = []
  let call = 0
  writeAllSync(1, text, ((_fd: number, bytes: Buffer, from: number) => {
    call += 1
    if (call % 3 === 0) throw failure('EAGAIN')
    const part = bytes.subarray(from, from + 7_001)
    parts.push(part)
    return part.length
  }) as typeof writeSync)
  expect(Buffer.concat(parts).toString()).toBe(text)
})

test.each(['EPIPE', 'EBADF'])('returns quietly if nobody reads (%s)', (code) => {
  expect(() =>
    writeAllSync(1, 'text', () => {
      throw failure(code)
    }),
  ).not.toThrow()
})
