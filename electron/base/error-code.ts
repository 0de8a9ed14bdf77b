/**
 * Whether the operating system reported the error, rather than a bug in this program. Checks `syscall`,
 * because the code is unreliable: errors unknown to libuv are `UNKNOWN` on Windows (such as an unreachable
 * share) and `Unknown system error -116` elsewhere.
 */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string'
}

/** Code of a system error, such as `ENOENT`, or the name of any other error. For logs and messages. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
