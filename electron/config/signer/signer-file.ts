import { echoedPath } from '../../base/text/echo.ts'
import type { Files } from '../../files/files.ts'
import { problemOf, type Finding } from '../finding.ts'
import { openNamedFile } from '../named-file.ts'
import type { SignerCommand } from './signing-command.ts'
import { wordsOfSignerFailure } from './signer-failure.ts'

export const signerKey = 'signIn.signer'

const anyMayExecute = 0o111
const othersMayWrite = 0o002

/** Checks the program of `signIn.signer` without running it. On Windows only that it exists. */
export async function checkSignerFile(
  { command }: SignerCommand,
  { files, platform }: { readonly files: Files; readonly platform: NodeJS.Platform },
): Promise<readonly Finding[]> {
  const [program = ''] = command
  const shown = echoedPath(program)
  const looked = await files.look(program)
  if (looked.kind === 'failed') {
    const opened = await openNamedFile(program, files)
    return opened.kind === 'bad'
      ? [problemOf(signerKey, opened.problem, 'the absolute path of a program')]
      : []
  }
  const { type, mode } = looked.value
  if (type !== 'file') return [problemOf(signerKey, `is not a program: ${shown}`)]
  if (platform === 'win32') return []
  if ((mode & anyMayExecute) === 0) {
    const { problem, fix } = wordsOfSignerFailure({ kind: 'not-executable' }, shown)
    return [problemOf(signerKey, problem, fix)]
  }
  if ((mode & othersMayWrite) !== 0)
    return [
      problemOf(
        signerKey,
        `may be changed by every account of this computer: ${shown}`,
        `chmod o-w "${shown}"`,
      ),
    ]
  return []
}
