import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { open, parked, recordAll } from '../journal/journal-fixture.ts'
import { typeScriptArguments } from '../support/reader-process.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { waitUntil } from '../support/wait-until.ts'
import { startWebhookReceiver } from '../support/webhook-receiver.ts'

const program = fileURLToPath(new URL('alerting-process.ts', import.meta.url))
const limit = { limitMs: 30_000 }

test('SIGKILL during a post, and right after one: every tap is reported, and duplicates have the same id', async () => {
  const folder = tempFolder()
  const [journalPath, statePath, caPath] = ['journal.db', 'alerts.json', 'ca.pem'].map((name) =>
    join(folder, name),
  )
  if (journalPath === undefined || statePath === undefined || caPath === undefined) throw new Error('paths')
  const receiver = await startWebhookReceiver()
  writeFileSync(caPath, receiver.caPem)
  const journal = open(journalPath)
  for (let i = 0; i < 25; i += 1)
    recordAll(journal, `${String(i).padStart(8, '0')}-0000-4000-8000-000000000000`, parked)
  journal.close()

  const runUntilPosts = async (posts: number): Promise<void> => {
    const child = spawn(process.execPath, [
      ...typeScriptArguments,
      program,
      journalPath,
      statePath,
      caPath,
      receiver.url,
    ])
    const ended = once(child, 'exit')
    await waitUntil(`${posts} posts`, () => receiver.received.length >= posts, limit)
    child.kill('SIGKILL')
    await ended
  }
  receiver.answers('hangs')
  await runUntilPosts(1)
  receiver.answers({ status: 202 })
  await runUntilPosts(2)
  const before = receiver.received.length
  await runUntilPosts(before + 1)
  const child = spawn(process.execPath, [
    ...typeScriptArguments,
    program,
    journalPath,
    statePath,
    caPath,
    receiver.url,
  ])
  const ended = once(child, 'exit')
  const reportedCodes = (): ReadonlySet<string> =>
    new Set(receiver.taken().flatMap(({ taps }) => taps.map(({ code }) => code)))
  await waitUntil('every tap to be told', () => reportedCodes().size === 25, limit)
  child.kill('SIGKILL')
  await ended
  const alerts = receiver.taken().flatMap(({ taps }) => taps)
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(25)
  for (const code of reportedCodes())
    expect(new Set(alerts.flatMap((tap) => (tap.code === code ? [tap.id] : []))).size).toBe(1)
}, 120_000)
