import { join } from 'node:path'
import { measured } from '../../base/measured-work.ts'
import { echoedPath } from '../../base/text/echo.ts'
import { fileState, type Files } from '../../files/files.ts'
import { whyUnreadable } from '../../files/why-unreadable.ts'
import { keyedFile, parseKeyed, type DirectoryKey } from '../keyed-file.ts'
import { additionsFormat, keptSharedFormat, type Addition } from './addition.ts'

export interface SharedAdditionsOptions {
  /** Absolute path of the folder. */
  readonly folder: string
  /** Where a copy is kept, for a start at which the folder cannot be read. */
  readonly dataFolder: string
  readonly files: Files
}

interface SharedFile {
  readonly state: string
  readonly entries: readonly Addition[]
  /** Why its present content is not used. */
  readonly problem?: string
}

export const sharedAdditionsFileName = 'shared-additions.json'

/** More files than a fleet has kiosks, and more names than a folder of them has. */
const maxFiles = 500
const maxNames = 5_000

/**
 * The additions of other kiosks with the same site key: every `*.json` in a folder that is signed under the
 * key. Only read, never written. If the folder or a file cannot be read, its earlier entries stay in use, even those
 * of an earlier run (`keep`): a badge that another kiosk blocked must not work because a share is gone.
 */
export class SharedAdditions {
  readonly #options: SharedAdditionsOptions
  #byName = new Map<string, SharedFile>()
  #notRead: string | undefined

  constructor(options: SharedAdditionsOptions) {
    this.#options = options
  }

  get entries(): readonly Addition[] {
    return [...this.#byName.values()].flatMap(({ entries }) => entries)
  }

  /** How many files are in use. */
  get files(): number {
    return [...this.#byName.values()].filter(({ problem }) => problem === undefined).length
  }

  /** Why the folder could not be read; what was read before stays in use. */
  get notRead(): string | undefined {
    return this.#notRead
  }

  /** Which files are not used, and why. */
  get doubtful(): string | undefined {
    const bad = [...this.#byName].flatMap(([name, { problem }]) =>
      problem === undefined ? [] : [`${echoedPath(name)} (${problem})`],
    )
    if (bad.length === 0) return undefined
    const more = bad.length > 3 ? ` and ${bad.length - 3} more` : ''
    return `not used in directory.sharedAdditions: ${bad.slice(0, 3).join(', ')}${more}`
  }

  /** Loads the copy that an earlier run kept of the same folder. Returns why it cannot be used, if there is one. */
  loadKept(key: DirectoryKey): string | undefined {
    const loaded = keyedFile(this.#keptPath, keptSharedFormat).load(key)
    if (loaded.kind === 'none') return undefined
    if (loaded.kind !== 'ok') return loaded.why
    const { folder, files } = loaded.content
    if (folder !== this.#options.folder) return undefined
    this.#byName = new Map(files.map(({ name, entries }) => [name, { state: '', entries }]))
    return undefined
  }

  /** Writes a copy of what was read. Returns the error code if that failed. */
  keep(key: DirectoryKey): string | undefined {
    const files = [...this.#byName].map(([name, { entries }]) => ({ name, entries }))
    const { folder } = this.#options
    return keyedFile(this.#keptPath, keptSharedFormat).save(key, { version: 1, folder, files })
  }

  get #keptPath(): string {
    return join(this.#options.dataFolder, sharedAdditionsFileName)
  }

  /** Reads what has changed. Returns whether the folder could be read; false on a share that hangs for ten seconds. */
  async read(key: DirectoryKey): Promise<boolean> {
    const { folder, files } = this.#options
    const listed = await files.list(folder, maxNames)
    if (listed.kind === 'failed') {
      this.#notRead = `directory.sharedAdditions ${echoedPath(folder)}: ${whyUnreadable(listed.failure, 'holds too many files', 'folder')}`
      return false
    }
    const names = listed.value.filter((name) => name.toLowerCase().endsWith('.json')).sort()
    // A share that is not mounted is an empty folder.
    if (names.length === 0 && this.#byName.size > 0) {
      this.#notRead = `directory.sharedAdditions ${echoedPath(folder)}: it is empty but had files before: is the share mounted?`
      return false
    }
    const byName = new Map<string, SharedFile>()
    for (const name of names.slice(0, maxFiles))
      byName.set(name, await this.#readFile(name, key, this.#byName.get(name)))
    this.#byName = byName
    this.#notRead =
      names.length > maxFiles
        ? `directory.sharedAdditions ${echoedPath(folder)}: only the first ${maxFiles} of ${names.length} files are read`
        : undefined
    return true
  }

  async #readFile(name: string, key: DirectoryKey, before?: SharedFile): Promise<SharedFile> {
    const { folder, files } = this.#options
    const path = join(folder, name)
    const entries = before?.entries ?? []
    const looked = await files.look(path)
    if (looked.kind === 'failed') return { state: '', entries, problem: whyUnreadable(looked.failure) }
    const state = fileState(looked.value)
    if (state === before?.state) return before
    const read = await files.read(path, additionsFormat.maxBytes)
    if (read.kind === 'failed') return { state: '', entries, problem: whyUnreadable(read.failure) }
    const text = Buffer.from(read.value).toString('utf8')
    const parsed = measured('directory.read', () => parseKeyed(text, key, additionsFormat))
    return parsed.kind === 'ok'
      ? { state, entries: parsed.content.entries }
      : { state, entries, problem: parsed.why }
  }
}
