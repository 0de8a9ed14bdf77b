import { spawn } from 'node:child_process'
import { directFiles } from './direct-files.ts'
import type { Answer, Files } from './files.ts'

/** The same limit as the kiosk's own file process. */
const longestAnswerMs = 10_000

/**
 * `directFiles` for a command without a file process: a file that does not answer fails with `no-answer` and
 * is never accessed by this process. A thread hung on a share would keep the program from exiting, whatever
 * it calls, because libuv joins its threads on exit.
 */
export function limitedFiles(files: Files = directFiles, answers = answersInTime): Files {
  const limited = async <T>(path: string, read: () => Promise<Answer<T>>): Promise<Answer<T>> =>
    (await answers(path)) ? read() : { kind: 'failed', failure: { kind: 'no-answer' } }
  return {
    ...files,
    look: (path) => limited(path, () => files.look(path)),
    list: (path, mostNames) => limited(path, () => files.list(path, mostNames)),
    tryOpen: (path) => limited(path, () => files.tryOpen(path)),
    read: (path, largestBytes) => limited(path, () => files.read(path, largestBytes)),
    digest: (path, largestBytes) => limited(path, () => files.digest(path, largestBytes)),
  }
}

/** Whether the file system answers in time, by POSIX `stat`; a hung one is abandoned. On Windows: true. */
export function answersInTime(
  path: string,
  program: readonly [string, ...string[]] = ['stat'],
  limitMs = longestAnswerMs,
): Promise<boolean> {
  if (process.platform === 'win32') return Promise.resolve(true)
  const [name, ...argv] = program
  return new Promise((resolve) => {
    const child = spawn(name, [...argv, '--', path], { stdio: 'ignore' })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      child.unref()
      resolve(false)
    }, limitMs)
    const done = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    child.once('exit', done)
    // Without the program, assume that the file answers.
    child.once('error', done)
  })
}
