import { errorCode } from './error-code.ts'

/** What `work` returns; undefined if it throws. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** The code of the error that `work` throws; undefined if it succeeds. */
export function failureCode(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return errorCode(error)
  }
}
