import { spawnSync } from 'node:child_process'
import { exitCodes, type ExitCode } from '../../ops/cli/exit-codes.ts'

const platformSwitch = '--ozone-platform'

/**
 * Whether Chromium would exit because there is no display. It chooses the platform before the main script
 * runs (shell/app/electron_main_delegate.cc, `SetOzonePlatformForLinuxIfNeeded`), so setting a switch here is
 * too late.
 */
export function lacksDisplay(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  const isChosen = argv.some((argument) => argument.startsWith(`${platformSwitch}=`))
  const hasDisplay = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some(
    (name) => name !== undefined && name !== '',
  )
  return platform === 'linux' && !isChosen && !hasDisplay
}

/** Runs the same command again in a separate process without a display, and waits for it to exit. */
export function runHeadless(env: NodeJS.ProcessEnv): ExitCode {
  const argv = [...process.argv.slice(1), `${platformSwitch}=headless`]
  const { status } = spawnSync(process.execPath, argv, { env, stdio: 'inherit' })
  return Object.values(exitCodes).find((code) => code === status) ?? exitCodes.fault
}
