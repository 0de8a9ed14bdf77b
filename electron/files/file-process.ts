import { parentLink } from '../base/process/parent-link.ts'
import { directFiles } from './direct-files.ts'
import type { FromFileProcess } from './file-protocol.ts'
import { serveFiles } from './file-server.ts'

/**
 * The file process: looks at the files that IT names by path, watches and reads them, for a kiosk that none of them may
 * hold up. It hangs where one of them does; the kiosk then ends it and starts another one.
 */
const kiosk = parentLink<FromFileProcess>()
if (kiosk === undefined) {
  process.stderr.write('The file process is started by the kiosk, not by hand.\n')
  process.exitCode = 2
} else {
  // A read that hangs would keep `process.exit` from ending anything.
  kiosk.onClosed(() => process.kill(process.pid, 'SIGKILL'))
  serveFiles(kiosk, directFiles)
}
