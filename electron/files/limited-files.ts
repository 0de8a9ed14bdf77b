import { spawn } from 'node:child_process'
import { directFiles } from './direct-files.ts'
import type { Answer, Files } from './files.ts'

/** As long as the kiosk's own file process gets. */
const longestAnswerMs = 10_000

/**
 * `directFiles` for a command that has no process of its own for them: a file that does not answer is told as such, and
 * never touched by this process. One thread that hangs on a share would keep the program from ending, whatever it calls:
 * libuv joins its threads as it is unloaded.
 */
export function limitedFiles(files: Files = directFiles, answers = answersInTime): Files {
  const limited = async <T>(path: string, read: () => Promise<Answer<T>>): Promise<Answer<T>> =>
    (await answers(path)) ? read() : { kind: 'failed', failure: { kind: 'no-answer' } }
  return {
    ...files,
    look: (path) => limited(path, () => files.look(path)),
    tryOpen: (path) => limited(path, () => files.tryOpen(path)),
    read: (path, largestBytes) => limited(path, () => files.read(path, largestBytes)),
    digest: (path, largestBytes) => limited(path, () => files.digest(path, largestBytes)),
  }
}

/**
 * Whether the file system says anything about a path in time, if only that nothing is there. Asked by `stat`, a program of
 * POSIX systems, which is left behind where it hangs. On Windows, which has none, everything is taken to answer.
 */
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
    // Without the program nothing can be said.
    child.once('error', done)
  })
}
