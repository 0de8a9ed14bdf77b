import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** Where thousands of journals go, each with its flushes: into memory, where the system has a disk there. */
export const memoryDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
