import { join } from 'node:path'
import { app } from 'electron'
import { systemClock } from './base/time/clock.ts'
import type { LoadOptions } from './config/load.ts'
import { FileAccess } from './files/file-access.ts'
import { exitCodes } from './ops/cli/exit-codes.ts'
import { secretsIn } from './ops/cli/environment.ts'
import { createFileLog } from './ops/log/json-log.ts'
import { createRedactor } from './ops/log/redact.ts'
import { declareAppScheme, serveRenderer } from './shell/page/app-protocol.ts'
import { keepCrashDumps } from './shell/chromium-crash-dumps.ts'
import { logName, logPath, type Faults } from './shell/faults.ts'
import { linkPage } from './shell/page/ipc.ts'
import { closeConnections, electronFetch } from './shell/chromium-fetch.ts'
import { createPlacement } from './shell/window/placement.ts'
import { keepDisplayAwake } from './shell/power.ts'
import { stopBeforeQuit } from './shell/quit.ts'
import { beforeLeaving, leave } from './shell/leave.ts'
import { keepWindowOpen } from './shell/page/recovery.ts'
import { denyByDefault, keepPageOffline } from './shell/page/security.ts'
import { isOnlyInstance } from './shell/single-instance.ts'
import { utilityHelperProcessHost } from './shell/utility-helper-process.ts'
import { createWindowKeys } from './shell/window/window-keys.ts'
import { openKioskWindow } from './shell/window/window.ts'
import type { KioskHost, RunningKiosk } from './kiosk-host.ts'
import { startKiosk } from './start-kiosk.ts'

export interface MainOptions {
  readonly load: LoadOptions
  /** The build's output folder, which holds main/, preload/ and renderer/. */
  readonly out: string
  readonly faults: Faults
  readonly demo?: DemoParts
}

/** Replacements that the demo provides. The demo is never packaged, and nothing else replaces anything. */
export interface DemoParts extends Partial<Pick<KioskHost, 'fetch' | 'openReader'>> {
  started(kiosk: RunningKiosk): void
}

/** The Electron host: sets up everything, in this order. */
export function main({ load, out, faults, demo }: MainOptions): void {
  const situation = {
    preload: join(out, 'preload', 'preload.cjs'),
    isPackaged: app.isPackaged,
    devToolsWanted: process.env['SHIFTS_KIOSK_DEVTOOLS'] === '1',
    framed: demo !== undefined,
  }
  if (!isOnlyInstance()) return
  const log = createFileLog(logPath, createRedactor(secretsIn(load.env)))
  faults.logTo(log)
  keepCrashDumps(() => join(app.getPath('logs'), 'crashes'), systemClock, log)
  app.enableSandbox()
  declareAppScheme()
  denyByDefault(log, systemClock)

  void app.whenReady().then(() => {
    const keys = createWindowKeys()
    const page = linkPage(log, systemClock)
    keepPageOffline(log, systemClock)
    serveRenderer(join(out, 'renderer'), () => kiosk.pictures)
    const placement = createPlacement(systemClock, log)
    const kept = keepWindowOpen({
      open: () =>
        openKioskWindow(
          {
            situation,
            followers: [page, keys],
            clock: systemClock,
            sessionEnds: () => endings.sessionEnds(),
          },
          placement.place(),
        ),
      page,
      clock: systemClock,
      log,
      giveUp: () => leave(exitCodes.screenLost),
    })
    const readerProcesses = utilityHelperProcessHost(join(out, 'main', 'pcsc-process.js'), 'Badge reader')
    const fileProcesses = utilityHelperProcessHost(join(out, 'main', 'file-process.js'), 'Files')
    const files = new FileAccess({ host: fileProcesses, clock: systemClock, log })
    beforeLeaving(() => {
      placement.stop()
      kept.letGo()
      files.stop()
      fileProcesses.endAll()
      readerProcesses.endAll()
    })
    const kiosk = startKiosk(load, {
      fetch: electronFetch,
      clock: systemClock,
      log,
      readerProcesses,
      files,
      keys,
      ...(!situation.framed && { hidesPointer: true as const }),
      configured: ({ screen, storage: { logFolder } }) => {
        placement.wish(screen)
        log.moveTo(logFolder === undefined ? logPath() : join(logFolder, logName))
      },
      stateChanged: (state) => page.show(state),
      leave,
      dropConnections: closeConnections,
      ...demo,
    })
    page.onTogglePractice(() => kiosk.togglePractice())
    page.onEnroll((input) => kiosk.enroll(input))
    if (demo === undefined) placement.follow(() => kept.renew())
    const endings = stopBeforeQuit(() => kiosk.stop(), systemClock, log)
    keepDisplayAwake()
    demo?.started(kiosk)
  })
}
