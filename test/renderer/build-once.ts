import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { buildRenderer } from './built-renderer.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the page that all browser tests of a run share. */
    readonly rendererFolder: string
  }
}

/** Builds the page once for all files of the browser tests; in watch mode again before each run. */
export default async function buildOnce(project: TestProject): Promise<() => Promise<void>> {
  const folders: string[] = []
  const build = async (): Promise<void> => {
    const folder = await buildRenderer()
    folders.push(folder)
    project.provide('rendererFolder', folder)
  }
  project.onTestsRerun(build)
  await build()
  return async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  }
}
