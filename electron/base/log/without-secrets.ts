import { cut } from '../text/cut.ts'
import { withoutSignedTokens } from './signed-token.ts'

const leftOut = '(left out)'
/** Input is truncated to this first: an answer may be megabytes long. */
const maxReadLength = 10_000
const longest = 300

/** Makes external text fit for a log: one line of at most 300 characters without secrets. */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const secret of secrets) {
    if (secret !== '') clean = clean.replaceAll(secret, leftOut)
  }
  const oneLine = withoutSignedTokens(cut(clean, maxReadLength), leftOut)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return cut(oneLine, longest)
}
