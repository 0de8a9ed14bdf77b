import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { KioskState } from '../../electron/contract/kiosk-state.ts'
import { waitUntil } from './wait-until.ts'

const builtPreview = fileURLToPath(new URL('../../out/preview/preview.js', import.meta.url))

export interface PreviewOptions {
  readonly configPath: string
  /** PEM file of the authority that signed the tenant's certificate. */
  readonly caPath?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Runs it under another program, such as `strace` with its options. */
  readonly under?: readonly [string, ...string[]]
  /** The host's file. Default: the built one. */
  readonly preview?: string
  /** Called at once, long before the preview listens. */
  readonly spawned?: (child: ChildProcess) => void
}

/** The built preview host as a process of its own, as `npm run preview` runs it. */
export interface PreviewProcess {
  readonly url: string
  readonly process: ChildProcess
  /** Every line of its log so far. */
  readonly log: readonly string[]
  /** The latest state it pushed to this test. */
  readonly state: () => KioskState | undefined
  /** Waits for a state that fits. */
  reaches(what: string, fits: (state: KioskState) => boolean, limitMs?: number): Promise<KioskState>
  /** Types into its page, at a machine's speed. */
  type(text: string): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
}

export async function startPreview({
  configPath,
  caPath,
  environment,
  under,
  preview = builtPreview,
  spawned,
}: PreviewOptions): Promise<PreviewProcess> {
  const node = [process.execPath, preview, '--config', configPath] as const
  const [program, ...argv]: readonly [string, ...string[]] = under === undefined ? node : [...under, ...node]
  const child = spawn(program, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(caPath !== undefined && { NODE_EXTRA_CA_CERTS: caPath }), ...environment },
  })
  spawned?.(child)
  const log: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line))
  let url: string | undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as { event: string; url: string }
    if (said.event === 'listening') ({ url } = said)
  })
  const listening = (): string | undefined => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The preview ended:\n${log.join('\n')}`)
    return url
  }
  // Several start at once where kiosks are killed, beside another suite.
  const address = await waitUntil('the preview to listen', listening, { limitMs: 30_000 })

  let state: KioskState | undefined
  const leave = new AbortController()
  void follow(`${address}state`, leave.signal, (next) => (state = next))
  return {
    url: address,
    process: child,
    log,
    state: () => state,
    reaches: (what, fits, limitMs = 30_000) =>
      waitUntil(
        `${what}; last: ${JSON.stringify(state)}`,
        () => (state !== undefined && fits(state) ? state : undefined),
        {
          limitMs,
          everyMs: 2,
        },
      ),
    type: async (text) => {
      const keys = [...Array.from(text), 'Enter'].map((key, index) => ({ key, atMs: Date.now() + index * 2 }))
      const answer = await fetch(`${address}keys`, { method: 'POST', body: JSON.stringify({ keys }) })
      if (answer.status !== 204) throw new Error(`keys: ${answer.status}`)
    },
    stop: async () => {
      leave.abort()
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Server-sent events, as a browser would read them. */
async function follow(url: string, signal: AbortSignal, onState: (state: KioskState) => void): Promise<void> {
  try {
    const answer = await fetch(url, { signal })
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8')
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        if (message.startsWith('data: ')) onState(JSON.parse(message.slice('data: '.length)) as KioskState)
      }
    }
  } catch {
    // The test or the host has ended.
  }
}
