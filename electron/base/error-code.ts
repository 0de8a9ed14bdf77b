/** Code of a system error, such as `ENOENT`; the name of any other error. For logs and messages. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
