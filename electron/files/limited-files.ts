import { spawn } from 'node:child_process'
import { directFiles } from './direct-files.ts'
import type { Answer, Files } from './files.ts'

/** The same limit as the kiosk's own file process. */
const maxAnswerMs = 10_000

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
    list: (path, maxNames) => limited(path, () => files.list(path, maxNames)),
    tryOpen: (path) => limited(path, () => files.tryOpen(path)),
    read: (path, maxBytes) => limited(path, () => files.read(path, maxBytes)),
    digest: (path, maxBytes) => limited(path, () => files.digest(path, maxBytes)),
  }
}

/** Whether the file system answers in time, by POSIX `stat`; a hung one is abandoned. On Windows: true. */
export function answersInTime(
  path: string,
  program: readonly [string, ...string[]] = ['stat'],
  limitMs = maxAnswerMs,
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
