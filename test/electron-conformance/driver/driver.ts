import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { app } from 'electron'
import { conformanceCases } from '../cases/index.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { createRealHost } from './real-host.ts'
import { appendToReport } from './report.ts'

/**
 * The main script of a program that runs one case: `electron driver.mjs --case=INDEX --report=FILE`. It begins before
 * Electron is ready, and waits for nothing on its way: Electron is ready only once this file has been read to its end.
 */
const reportPath = option('report')
const given = conformanceCases[Number(option('case'))]

const uncaught: unknown[] = []
process.on('uncaughtException', (error) => {
  uncaught.push(error)
  if (given?.throwsUncaught !== true) fail(error)
})
process.on('unhandledRejection', fail)
if (given === undefined) fail(new Error(`There is no case ${option('case')}`))
else void run(given)

async function run(current: ConformanceCase): Promise<void> {
  const note = (text: string): void => appendToReport(reportPath, { kind: 'note', text })
  try {
    await current.run(
      createRealHost({
        folder: dirname(fileURLToPath(import.meta.url)),
        note,
        uncaught: () => uncaught,
      }),
    )
    appendToReport(reportPath, { kind: 'ran' })
    // Else the case has said how the program ends, or that it does not.
    if (current.afterTheEnd === undefined && current.livesOn === undefined) app.exit(0)
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  appendToReport(reportPath, { kind: 'failed', error: inspect(error) })
  app.exit(1)
}

function option(name: string): string {
  const prefix = `--${name}=`
  const found = process.argv.find((argument) => argument.startsWith(prefix))
  if (found === undefined) throw new Error(`Say ${prefix}…`)
  return found.slice(prefix.length)
}
