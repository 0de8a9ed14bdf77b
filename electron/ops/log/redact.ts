import { withoutSignedTokens } from '../../base/log/signed-token.ts'

/** Takes what must not be told out of a finished line of the log, whatever put it there. */
export type Redactor = (line: string) => string

const inItsPlace = '(left out)'
/** With all that stands behind it: in JSON a quotation mark ends the text it stands in. */
const privateKey = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^"]*/g
const armourEnd = 'PRIVATE KEY-----'
/** Anything shorter is no secret, and would be found in the middle of words. */
const shortestSecret = 6

/** `secrets`: those of this kiosk. Keys and tokens are known by their shape. */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const spellings = [
    ...new Set(
      secrets
        .filter((secret) => secret.length >= shortestSecret)
        .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), secret]),
    ),
  ]
  return (line) => {
    let clean = line
    for (const spelling of spellings) clean = clean.replaceAll(spelling, inItsPlace)
    return withoutSignedTokens(clean.replace(privateKey, withoutPrivateKey), inItsPlace)
  }
}

/** Keeps what stands behind the last key of the text. */
function withoutPrivateKey(text: string): string {
  const lastLine = text.lastIndexOf('-----END ')
  const end = lastLine === -1 ? -1 : text.indexOf(armourEnd, lastLine)
  return inItsPlace + (end === -1 ? '' : text.slice(end + armourEnd.length))
}
