/** Every JSON object in base64url starts like this, and so does every signed token. */
const start = 'eyJ'
/** A shorter run may be a word; a longer one reveals too much of a token. */
const minBeginningLength = 20

/** Replaces the signed tokens (JWT) in a text, whole or truncated. Scans each character once. */
export function withoutSignedTokens(text: string, replacement: string): string {
  return text.replace(/[\w.-]+/g, (run) => {
    const at = run.indexOf(start)
    if (at === -1) return run
    const token = run.slice(at)
    const isToken = token.length >= minBeginningLength || token.split('.', 3).length === 3
    return isToken ? run.slice(0, at) + replacement : run
  })
}
