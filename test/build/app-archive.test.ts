import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPackage } from '@electron/asar'
import { expect, onTestFinished, test } from 'vitest'
import { filesInArchive, packagesInArchive } from '../../build/app-archive.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** What @electron/asar takes of `node:path` when it lists an archive and looks a file up. */
const used = ['basename', 'dirname', 'join', 'sep'] as const

type Used = Pick<typeof path, (typeof used)[number]>

/** Has the library see the paths in an archive as it would on Windows. */
function asOnWindows(): void {
  const posix = partOf(path)
  onTestFinished(() => void Object.assign(path, posix))
  Object.assign(path, partOf(path.win32))
}

function partOf(of: Used): Readonly<Record<string, unknown>> {
  const members: Readonly<Record<string, unknown>> = { ...of }
  return Object.fromEntries(used.map((name) => [name, members[name]]))
}

async function makeArchive(): Promise<string> {
  const folder = tempFolder()
  for (const file of ['package.json', 'out/main/main.js', 'node_modules/@azure/msal-node/package.json']) {
    mkdirSync(path.dirname(path.join(folder, 'app', file)), { recursive: true })
    writeFileSync(path.join(folder, 'app', file), file)
  }
  const archive = path.join(folder, 'app.asar')
  await createPackage(path.join(folder, 'app'), archive)
  return archive
}

test.each(['this system', 'Windows'])('the files of an archive are listed with / on %s', async (system) => {
  const archive = await makeArchive()
  if (system === 'Windows') asOnWindows()
  expect([...filesInArchive(archive)].sort()).toEqual([
    'node_modules/@azure/msal-node/package.json',
    'out/main/main.js',
    'package.json',
  ])
  expect(packagesInArchive(archive)).toEqual(['node_modules/@azure/msal-node'])
})
