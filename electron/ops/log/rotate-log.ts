import { existsSync, renameSync, rmSync } from 'node:fs'
import { failureCode } from '../../base/attempt.ts'

/**
 * Renames `path` to `<path>.1`, `<path>.1` to `<path>.2` and so on, and deletes the oldest if there are more
 * than `maxRotatedFiles`. Returns whether `path` is free now. Never throws.
 *
 * On Windows a program that has a file open can keep it from being renamed. So no existing file is
 * overwritten, and none is deleted before the log itself has moved: it first becomes `<path>.0`, and stays
 * there until the others can be moved.
 */
export function rotateLog(path: string, maxRotatedFiles: number): boolean {
  const aged = (age: number): string => `${path}.${age}`
  const isMoved = !existsSync(aged(0)) && move(path, aged(0))
  if (existsSync(aged(0))) shiftOlder(aged, maxRotatedFiles)
  return isMoved
}

/** Moves each file up by one age, from 0 to the first free age. */
function shiftOlder(aged: (age: number) => string, kept: number): void {
  let free = 1
  while (free < kept && existsSync(aged(free))) free += 1
  if (existsSync(aged(free)) && failureCode(() => rmSync(aged(free))) !== undefined) return
  for (let age = free - 1; age >= 0; age -= 1) {
    if (!move(aged(age), aged(age + 1))) return
  }
}

function move(from: string, to: string): boolean {
  return failureCode(() => renameSync(from, to)) === undefined
}
