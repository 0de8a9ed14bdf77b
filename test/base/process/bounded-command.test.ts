import { expect, onTestFinished, test, vi } from 'vitest'
import { runBounded } from '../../../electron/base/process/bounded-command.ts'

test.skipIf(process.platform === 'win32')(
  'a command that may not be killed, such as one started by sudo, is not waited for any longer',
  async () => {
    const kill = process.kill.bind(process)
    const groups: number[] = []
    vi.spyOn(process, 'kill').mockImplementation((group) => {
      groups.push(group)
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    })
    onTestFinished(() => {
      vi.restoreAllMocks()
      for (const group of groups) kill(group, 'SIGKILL')
    })
    const outcome = await runBounded({
      program: process.execPath,
      args: ['-e', 'setTimeout(() => undefined, 60_000)'],
      env: {},
      input: Buffer.alloc(0),
      timeoutMs: 200,
      maxOutputBytes: 100,
      platform: process.platform,
      signal: new AbortController().signal,
    })
    expect(outcome).toMatchObject({ kind: 'timed-out' })
    expect(groups).toHaveLength(1)
  },
)
