/** A signed token: three base64url parts, the first of which is a JSON object. */
const signedToken = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g

/**
 * Text from outside, made fit for a log: no signed token, none of the secrets named, no control characters, one line
 * of at most 300 characters.
 */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const secret of secrets) {
    if (secret !== '') clean = clean.replaceAll(secret, '(left out)')
  }
  return clean
    .replace(signedToken, '(left out)')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
