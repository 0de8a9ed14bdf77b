import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'
import { memoryDisk } from './memory-disk.ts'

let template: string | undefined

/** Copies an empty journal there if there is none: creating the tables takes as long as a dozen taps. */
export function layOutJournal(path: string): void {
  if (existsSync(path)) return
  template ??= makeTemplate()
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(template, path)
}

function makeTemplate(): string {
  const folder = mkdtempSync(join(memoryDisk, 'shifts-kiosk-model-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'journal.db')
  const opened = openJournal(path, siteKeyOf(new Uint8Array(32)))
  if (opened.kind === 'failed') throw new Error(opened.failure.detail)
  opened.journal.close()
  return path
}
