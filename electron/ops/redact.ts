import { withoutSignedTokens } from '../base/signed-token.ts'

/** Takes what must not be told out of a finished line of the log, whatever put it there. */
export type Redactor = (line: string) => string

const inItsPlace = '(left out)'
/** In JSON the line breaks of a PEM are two characters, and a quotation mark ends the text it stands in. */
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="|$))/g
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
    return withoutSignedTokens(clean.replace(privateKey, inItsPlace), inItsPlace)
  }
}
