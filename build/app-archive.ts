import { listPackage, statFile } from '@electron/asar'

/** The files in an app's archive, with `/` (@electron/asar uses the system's own separator). */
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
