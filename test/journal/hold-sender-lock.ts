import { acquireSenderLock } from '../../electron/journal/store/sender-lock.ts'

/** A process of its own for `sender-lock.test.ts`: takes the lock, says how that went, and stays until it is ended. */
const lock = acquireSenderLock(process.argv[2] ?? '')
process.stdout.write(`${lock.kind}\n`)
setInterval(() => lock.kind, 60_000)
