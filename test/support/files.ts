import { directFiles } from '../../electron/files/direct-files.ts'
import type { StoppableFiles } from '../../electron/files/files.ts'

/** A kiosk's files without a file process: those of a test lie on a disk that answers. */
export const testFiles: StoppableFiles = { ...directFiles, stop: () => undefined }
