import { z } from 'zod'

/** An error of `got`, by which @electron/get and electron-builder download: RequestError, HTTPError, TimeoutError … */
const failedRequest = z.looseObject({
  message: z.string(),
  options: z.looseObject({ url: z.instanceof(URL) }),
})

/**
 * What could not be downloaded for a package, why, and how to bring it, in one sentence; nothing where `error` says
 * something else. `electronVersion` is the installed one's.
 */
export function downloadProblem(error: unknown, electronVersion: string): string | undefined {
  // electron-builder compiles in a process of its own and has printed what that said.
  if (error instanceof Error && error.message.startsWith('node-gyp failed to rebuild'))
    return `The badge reader's library could not be compiled for Electron: the reason stands above; where it is a download, bring Electron's headers from another computer in ~/.electron-gyp/${electronVersion}.`
  const request = failedRequest.safeParse(error)
  if (!request.success) return undefined
  const { message, options } = request.data
  const file = decodeURIComponent(options.url.pathname.split('/').at(-1) ?? '')
  const failure = `${file} could not be downloaded from ${options.url.host} (${message})`
  return file.startsWith('electron-v')
    ? `Electron's runtime ${failure}: bring it with --electron-dist PATH, a folder or that zip file, or name a mirror in ELECTRON_MIRROR.`
    : `electron-builder's tool ${failure}: bring its cache from another computer (ELECTRON_BUILDER_CACHE), name a mirror in ELECTRON_BUILDER_BINARIES_MIRROR, or make the app's folder alone with --dir.`
}
