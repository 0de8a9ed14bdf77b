import { withoutSignedTokens } from '../../base/log/signed-token.ts'

/** Removes secrets from a finished log line, wherever they came from. */
export type Redactor = (line: string) => string

const placeholder = '(left out)'
/** Matches to the end of the JSON string: the key may be cut off and have no end marker. */
const privateKeyPattern = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^"]*/g
const armourEnd = 'PRIVATE KEY-----'
/** A shorter text is not a secret, and would match in the middle of words. */
const minSecretLength = 6

/** `secrets`: matched literally. Private keys and tokens are recognised by their format. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const spellings = [
    ...new Set(
      secrets
        .filter((secret) => secret.length >= minSecretLength)
        .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), secret]),
    ),
  ]
  return (line) => {
    let clean = line
    for (const spelling of spellings) clean = clean.replaceAll(spelling, placeholder)
    return withoutSignedTokens(clean.replace(privateKeyPattern, withoutPrivateKey), placeholder)
  }
}

/** Replaces the keys and keeps the text after the last end marker. */
function withoutPrivateKey(text: string): string {
  const lastLine = text.lastIndexOf('-----END ')
  const end = lastLine === -1 ? -1 : text.indexOf(armourEnd, lastLine)
  return placeholder + (end === -1 ? '' : text.slice(end + armourEnd.length))
}
