import { z } from 'zod'

/**
 * An error from `got`, which @electron/get and electron-builder use: RequestError, HTTPError, TimeoutError …
 */
const failedRequest = z.looseObject({
  message: z.string(),
  options: z.looseObject({ url: z.instanceof(URL) }),
})

/** What could not be downloaded for a package, why, and what to do; undefined for any other error. */
export function downloadProblem(error: unknown, electronVersion: string): string | undefined {
  // electron-builder compiles in a child process and has already printed its output.
  if (error instanceof Error && error.message.startsWith('node-gyp failed to rebuild'))
    return `The badge reader's library could not be compiled for Electron; see the reason above. If a download failed, copy Electron's headers (~/.electron-gyp/${electronVersion}) from another computer.`
  const request = failedRequest.safeParse(error)
  if (!request.success) return undefined
  const { message, options } = request.data
  const file = decodeURIComponent(options.url.pathname.split('/').at(-1) ?? '')
  const failure = `${file} could not be downloaded from ${options.url.host} (${message})`
  return file.startsWith('electron-v')
    ? `Electron's runtime ${failure}: pass a folder or that zip file with --electron-dist PATH, or set a mirror in ELECTRON_MIRROR.`
    : `electron-builder's tool ${failure}: copy its cache from another computer (ELECTRON_BUILDER_CACHE), set a mirror in ELECTRON_BUILDER_BINARIES_MIRROR, or build only the app's folder with --dir.`
}
