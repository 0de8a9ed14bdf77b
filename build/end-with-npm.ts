/**
 * Preloaded by each npm script's program: ends it once npm has exited. npm forwards SIGTERM and SIGINT only
 * to the shell it starts (@npmcli/run-script, signal-manager.js), and Debian's dash dies from them without
 * forwarding. The program then has a new parent and sends itself SIGTERM. On Windows the parent's id does not
 * change, so nothing happens.
 */
const everyMs = 250
const shell = process.ppid

if (process.env['npm_lifecycle_event'] !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, everyMs)
  watch.unref()
}
