/**
 * Preloaded into the program of each npm script, to end it once npm has exited. npm forwards SIGTERM and
 * SIGINT only to the shell that it starts (@npmcli/run-script, signal-manager.js), and Debian's dash exits
 * without forwarding them. The program then has a new parent, and sends itself SIGTERM. On Windows the
 * parent's id does not change, so nothing happens.
 */
const checkEveryMs = 250
const shellPid = process.ppid

if (process.env['npm_lifecycle_event'] !== undefined) {
  const timer = setInterval(() => {
    if (process.ppid === shellPid) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, checkEveryMs)
  timer.unref()
}
