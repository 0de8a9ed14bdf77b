import { parentLink } from '../base/process/parent-link.ts'
import { directFiles } from './direct-files.ts'
import type { FromFileProcess } from './file-protocol.ts'
import { serveFiles } from './file-server.ts'

/**
 * The file process: checks, watches and reads the files that the config names, so that none of them can block
 * the kiosk. If a file hangs, this process hangs; the kiosk then kills it and starts another.
 */
const kiosk = parentLink<FromFileProcess>()
if (kiosk === undefined) {
  process.stderr.write('The kiosk starts the file process; do not start it by hand.\n')
  process.exitCode = 2
} else {
  // SIGKILL, because a hung read would keep `process.exit` from working.
  kiosk.onClosed(() => process.kill(process.pid, 'SIGKILL'))
  serveFiles(kiosk, directFiles)
}
