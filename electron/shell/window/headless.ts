import { spawnSync } from 'node:child_process'
import { exitCodes, type ExitCode } from '../../ops/cli/exit-codes.ts'

const platformSwitch = '--ozone-platform'

/**
 * Whether Chromium would end for want of a display. It chooses the platform before the main script runs
 * (shell/app/electron_main_delegate.cc, `SetOzonePlatformForLinuxIfNeeded`), so a switch set here comes too late.
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

/** The same command once more, in a program of its own that needs no display; waits for its end. */
export function runHeadless(env: NodeJS.ProcessEnv): ExitCode {
  const argv = [...process.argv.slice(1), `${platformSwitch}=headless`]
  const { status } = spawnSync(process.execPath, argv, { env, stdio: 'inherit' })
  return Object.values(exitCodes).find((code) => code === status) ?? exitCodes.fault
}
