/**
 * Whether the operating system refused something, rather than this program having made a mistake. Its code tells less:
 * what libuv has no name for is `UNKNOWN` on Windows (a share that cannot be reached), `Unknown system error -116`
 * elsewhere.
 */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && typeof error.syscall === 'string'
}

/** Code of a system error, such as `ENOENT`; the name of any other error. For logs and messages. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
