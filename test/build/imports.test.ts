import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const sources = ['electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(root, folder, path)),
)
const known = new Set(sources)

/** What a file imports of the project's own files, types too. */
function importsOf(path: string): readonly string[] {
  return ts
    .preProcessFile(readFileSync(path, 'utf8'))
    .importedFiles.map(({ fileName }) => join(dirname(path), fileName))
    .filter((imported) => known.has(imported))
}

/** The files of a circle of imports, the first one again at its end; undefined: there is none. */
function findCircle(): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (path: string, above: readonly string[]): readonly string[] | undefined => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const imported of importsOf(path)) {
      const circle = visit(imported, [...above, path])
      if (circle !== undefined) return circle
    }
    done.add(path)
    return undefined
  }
  for (const path of sources) {
    const circle = visit(path, [])
    if (circle !== undefined) return circle.map((each) => relative(root, each))
  }
  return undefined
}

test('imports run downhill: there are no import cycles', () => {
  expect(sources.length).toBeGreaterThan(300)
  expect(findCircle()).toBeUndefined()
})

test('no two files have the same name', () => {
  const names = sources.map((path) => basename(path))
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
