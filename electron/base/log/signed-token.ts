/** What a JSON object in base64url begins with, and so does a signed token. */
const start = 'eyJ'
/** A shorter beginning is a word; a longer one gives too much of a token away, whether or not its other parts follow. */
const shortestBeginning = 20

/**
 * A text without the signed tokens (JWT) in it, whole ones and such as break off, `inItsPlace` in the place of each. Looks
 * at each character once: a pattern for a whole token would begin anew at every `eyJ`.
 */
export function withoutSignedTokens(text: string, inItsPlace: string): string {
  return text.replace(/[\w.-]+/g, (run) => {
    const at = run.indexOf(start)
    if (at === -1) return run
    const token = run.slice(at)
    const isToken = token.length >= shortestBeginning || token.split('.', 3).length === 3
    return isToken ? run.slice(0, at) + inItsPlace : run
  })
}
