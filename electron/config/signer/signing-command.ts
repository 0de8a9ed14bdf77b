import { X509Certificate } from 'node:crypto'
import { runBounded, type CommandOutcome } from '../../base/process/bounded-command.ts'
import { echoedPath } from '../../base/text/echo.ts'
import type { SignAnswer, SignatureAlgorithm, Signer } from '../../base/signer.ts'
import { faultOfSignature } from './signature-check.ts'
import { wordsOfSignerFailure, type SignerFailure } from './signer-failure.ts'

/** The command of `signIn.signer`. */
export interface SignerCommand {
  /** The program's absolute path, and its own arguments. */
  readonly command: readonly string[]
  readonly algorithm: SignatureAlgorithm
}

export interface SignerOptions extends SignerCommand {
  /** PEM. */
  readonly certificatePem: string
  /** SHA-1 of the certificate in upper-case hex. */
  readonly thumbprint: string
  readonly platform: NodeJS.Platform
  /** Default: 20 s. */
  readonly timeoutMs?: number
}

export type SignerOutcome =
  | { readonly kind: 'signed'; readonly signature: Uint8Array }
  | { readonly kind: 'failed'; readonly failure: SignerFailure }

export const maxSigningMs = 20_000
/** An RSA signature of 16,384 bits takes 2.7 KB in base64. */
const maxOutputBytes = 16 * 1024
/** The protocol version, the first argument that the kiosk adds. */
export const signerProtocol = 'v1'
/** The exit code with which the command reports that the key store rejected the PIN. */
const wrongPinExitCode = 3

/**
 * Runs the command to sign `data` and verifies the signature with the certificate. Protocol version 1: the
 * command receives three more arguments (`v1`, `PS256` or `RS256`, and the certificate's SHA-1 thumbprint in
 * upper-case hex) and the data on standard input. It writes the signature to standard output in base64 and
 * exits with 0; exit code 3 means a wrong PIN, any other that it could not sign. Never rejects.
 */
export async function runSigner(
  options: SignerOptions,
  data: Uint8Array,
  signal: AbortSignal,
): Promise<SignerOutcome> {
  const { command, algorithm, certificatePem, thumbprint, platform } = options
  const { timeoutMs = maxSigningMs } = options
  const [program = '', ...args] = command
  const outcome = await runBounded({
    program,
    args: [...args, signerProtocol, algorithm, thumbprint],
    env: signerEnvironment(process.env, platform),
    input: data,
    timeoutMs,
    maxOutputBytes,
    platform,
    signal,
  })
  const answer = readAnswer(outcome, timeoutMs)
  if (answer.kind === 'failed') return answer
  const { publicKey } = new X509Certificate(certificatePem)
  const fault = faultOfSignature(algorithm, publicKey, data, answer.signature)
  return fault === undefined ? answer : failed({ kind: 'wrong', fault, algorithm })
}

/** The command as a `Signer`. Does not retry after a wrong PIN: a few in a row lock a card for good. */
export function createSigner(options: SignerOptions, stopping: AbortSignal): Signer {
  let locked: SignAnswer | undefined
  return {
    algorithm: options.algorithm,
    sign: async (data, signal) => {
      if (locked !== undefined) return locked
      const outcome = await runSigner(options, data, AbortSignal.any([signal, stopping]))
      if (outcome.kind === 'signed') return outcome
      const { problem, fix } = wordsOfSignerFailure(outcome.failure, shownProgram(options))
      const answer = { kind: 'failed', detail: `signIn.signer ${problem}: ${fix}` } as const
      if (outcome.failure.kind === 'wrong-pin') locked = answer
      return answer
    },
  }
}

export function shownProgram({ command }: Pick<SignerCommand, 'command'>): string {
  return echoedPath(command[0] ?? '')
}

function readAnswer(outcome: CommandOutcome, timeoutMs: number): SignerOutcome {
  switch (outcome.kind) {
    case 'not-started':
      return failed(notStarted(outcome.code))
    case 'timed-out':
      return failed({ kind: 'timed-out', afterMs: timeoutMs, errorText: outcome.errorText })
    case 'stopped':
    case 'too-much-output':
      return failed(outcome)
    case 'ended': {
      const { exitCode, errorText } = outcome
      if (exitCode === wrongPinExitCode) return failed({ kind: 'wrong-pin', errorText })
      if (exitCode !== 0) return failed({ kind: 'refused', exitCode, errorText })
      const signature = fromBase64(outcome.output)
      return signature === undefined
        ? failed({ kind: 'not-base64', errorText })
        : { kind: 'signed', signature }
    }
    default:
      return outcome satisfies never
  }
}

function notStarted(code: string): SignerFailure {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'not-found' }
    case 'EACCES':
    case 'EPERM':
    case 'EFTYPE':
    case 'EINVAL':
      // EFTYPE and EINVAL occur on Windows: a script that is not a program; a .cmd file, which needs a shell.
      return { kind: 'not-executable' }
    default:
      return { kind: 'not-started', code }
  }
}

/** Base64 or base64url, in any number of lines. */
function fromBase64(output: Buffer): Buffer | undefined {
  const text = output.toString('latin1').replace(/\s+/g, '')
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** The environment variables passed to the signer: what a program needs to run, and no secrets. */
const handedOn: Readonly<Record<'windows' | 'others', readonly string[]>> = {
  windows: [
    ...['SystemRoot', 'windir', 'SystemDrive', 'ComSpec', 'PATH', 'PATHEXT', 'TEMP', 'TMP', 'ProgramData'],
    ...['ProgramFiles', 'USERPROFILE', 'USERNAME', 'USERDOMAIN', 'APPDATA', 'LOCALAPPDATA', 'PSModulePath'],
  ],
  others: ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TMPDIR', 'XDG_RUNTIME_DIR'],
}

function signerEnvironment(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Record<string, string> {
  const names = platform === 'win32' ? handedOn.windows : handedOn.others
  // Variable names are case-insensitive on Windows, but not in a copied environment.
  const isHandedOn = (name: string): boolean =>
    platform === 'win32'
      ? names.some((known) => known.toLowerCase() === name.toLowerCase())
      : names.includes(name)
  const kept = Object.entries(env).filter(([name]) => isHandedOn(name))
  return Object.fromEntries(kept.map(([name, value = '']) => [name, value]))
}

function failed(failure: SignerFailure): SignerOutcome {
  return { kind: 'failed', failure }
}
