import { addonPath } from './native-addon.ts'

/** Files the app requires. */
const needed = [
  'package.json',
  'out/main/main.js',
  'out/main/file-process.js',
  'out/main/pcsc-process.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'node_modules/nfc-pcsc/package.json',
  addonPath,
]

/** Everything else in the archive is one of these. */
const allowed = [/^package\.json$/, /^out\/(?:main|preload|renderer)\//, /^node_modules\//]

/** Files below these that must not ship, with the reason. */
const refused: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/\.map$/, 'a source map'],
  [/\.(?:[mc]?ts|tsx|svelte|tsbuildinfo)$/, 'a source file'],
  [/\.(?:c|cc|cpp|h|hpp|gypi?|mk|o|obj|a|lib|pdb|iobj|ipdb)$/, 'a source or build file of an addon'],
  [/\.(?:exe|dll|so|dylib)(?:\.\d+)*$/, "a program's or a library's binary"],
  [/(?:^|\/)(?:tests?|__tests__|examples?|benchmarks?|\.github)\//, 'tests or examples'],
  [/\.(?:sh|bat|cmd|ps1)$/, 'a script for a command line'],
  [/^node_modules\/(?:electron|nan|libsql|@libsql)(?:\/|$)/, 'for development only'],
  [/^out\/[^/]+\/bundled-packages\.json$/, 'for the build only'],
  [/\.(?:pem|key|pfx|p12)$/, 'a key or a certificate'],
]

/**
 * What is wrong with the files in a package's archive, given by their paths with `/`; empty if nothing. The
 * list includes the addon, although its content is outside. This way a change of `files` in
 * electron-builder.yml, or a dependency that contains more than before, fails the build instead of shipping.
 */
export function wrongContents(files: readonly string[]): readonly string[] {
  return [
    ...needed.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
    ...files.flatMap((path) => {
      const why = whyRefused(path)
      return why === undefined ? [] : [`${path} must not ship: ${why}`]
    }),
  ]
}

function whyRefused(path: string): string | undefined {
  if (!allowed.some((pattern) => pattern.test(path))) return 'not part of the app'
  if (path.endsWith('.node') && path !== addonPath) return 'an addon for another system'
  return refused.find(([pattern]) => pattern.test(path))?.[1]
}
