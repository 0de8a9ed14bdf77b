import { listPackage, statFile } from '@electron/asar'

/**
 * Paths of the files in an app's archive, with `/`, including files unpacked next to it. The library lists
 * and finds files only by the system's own separator (@electron/asar, lib/filesystem.js).
 */
export function filesInArchive(archive: string): readonly string[] {
  return listPackage(archive, { isPack: false })
    .map((path) => path.replace(/^[\\/]/, ''))
    .filter((path) => !('files' in statFile(archive, path)))
    .map((path) => path.replaceAll('\\', '/'))
}

/** Folders of the npm packages in an app's archive, such as `node_modules/zod`. */
export function packagesInArchive(archive: string): readonly string[] {
  return filesInArchive(archive)
    .flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(path)?.[1] ?? [])
    .sort()
}
