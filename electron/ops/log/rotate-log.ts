import { existsSync, renameSync, rmSync } from 'node:fs'

/**
 * Makes `<path>.1` of the log at `path`, `<path>.2` of that one, and so on; the oldest of more than `kept` goes. Answers
 * whether `path` is free now. Never throws.
 *
 * Any of them may be held, on Windows by whoever reads it. So nothing is moved over what is there, and nothing is removed
 * before the log itself is known to move: it first becomes `<path>.0`, and waits there for as long as the others can
 * not make room.
 */
export function setAside(path: string, kept: number): boolean {
  const aged = (age: number): string => `${path}.${age}`
  const isMoved = !existsSync(aged(0)) && move(path, aged(0))
  if (existsSync(aged(0))) makeOlder(aged, kept)
  return isMoved
}

/** Moves each by one, from 0 up to the first age that is free. */
function makeOlder(aged: (age: number) => string, kept: number): void {
  let free = 1
  while (free < kept && existsSync(aged(free))) free += 1
  if (existsSync(aged(free)) && !remove(aged(free))) return
  for (let age = free - 1; age >= 0; age -= 1) {
    if (!move(aged(age), aged(age + 1))) return
  }
}

function move(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

function remove(file: string): boolean {
  try {
    rmSync(file)
    return true
  } catch {
    return false
  }
}
