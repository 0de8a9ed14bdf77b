import { directFiles } from '../../electron/files/direct-files.ts'
import type { StoppableFiles } from '../../electron/files/files.ts'

/** A kiosk's files without a file process, since a test's files are on a local disk. */
export const testFiles: StoppableFiles = { ...directFiles, stop: () => undefined }
