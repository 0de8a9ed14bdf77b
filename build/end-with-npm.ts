/**
 * Imported before each npm script's program: ends it once npm has gone. npm passes SIGTERM and SIGINT on to the shell it
 * starts and to nothing else (@npmcli/run-script, signal-manager.js), and Debian's dash dies of them without telling the
 * program. It then has another parent, and gets SIGTERM from itself. Windows keeps the first parent's ID: nothing happens.
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
