import { spawnSync } from 'node:child_process'

/** Debian's package `prometheus` brings it. */
export const promtoolPath = process.env['KIOSK_TEST_PROMTOOL'] ?? '/usr/bin/promtool'

export function promtool(argv: readonly string[], input?: string): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(promtoolPath, argv, { input, encoding: 'utf8' })
  return { status, text: `${stdout}${stderr}` }
}
