import { spawnSync } from 'node:child_process'

/** System calls of a process and all its threads, in the order in which they took effect, by `strace -f -yy`. */
export interface SystemCall {
  readonly name: string
  /** What the file descriptor is: a path, or a connection such as `TCP:[127.0.0.1:5000->127.0.0.1:443]`. */
  readonly on: string
  /** The other arguments and the answer, as strace writes them. */
  readonly rest: string
}

const flushes = ['fsync', 'fdatasync']
const writes = ['write', 'writev', 'pwrite64', 'pwritev', 'sendto', 'sendmsg']
/** A page of the journal is shown whole. */
const maxShownBytes = 4_200

/**
 * What to run a program under, so that its writes and flushes go into a file. The traced program stays this process'
 * own child (`-D`), so that it can be ended as usual.
 */
export function strace(intoPath: string): readonly [string, ...string[]] {
  const calls = [...writes, ...flushes].join(',')
  return ['strace', '-D', '-f', '-yy', '-s', String(maxShownBytes), '-e', `trace=${calls}`, '-o', intoPath]
}

/** Why no system call can be traced here; `undefined`: it can. */
export function whyNoStrace(): string | undefined {
  const tried = spawnSync('strace', ['-f', '-o', '/dev/null', process.execPath, '--version'], {
    encoding: 'utf8',
  })
  if (tried.error !== undefined) return `strace cannot be run (${tried.error.message})`
  return tried.status === 0 ? undefined : `strace may not trace here (${tried.stderr.trim()})`
}

export function isFlush({ name }: SystemCall): boolean {
  return flushes.includes(name)
}

/** A flush counts when it is done, everything else when it begins: the other way round nothing could be concluded. */
export function parseTrace(text: string): readonly SystemCall[] {
  const calls: SystemCall[] = []
  const begun = new Map<string, SystemCall>()
  for (const line of text.split('\n')) {
    const [, thread = '', said = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const resumed = /^<\.\.\. \w+ resumed>/.test(said)
    const call = resumed ? begun.get(thread) : callOf(said)
    if (call === undefined) continue
    const isUnfinished = said.endsWith('<unfinished ...>')
    if (isUnfinished) begun.set(thread, call)
    else begun.delete(thread)
    if (isFlush(call) ? !isUnfinished && said.endsWith('= 0') : !resumed) calls.push(call)
  }
  return calls
}

function callOf(said: string): SystemCall | undefined {
  const found = /^(\w+)\(\d+<(\S*?(?:\[[^\]]*\])?)>(.*)$/.exec(said)
  return found === null ? undefined : { name: found[1] ?? '', on: found[2] ?? '', rest: found[3] ?? '' }
}
