const words =
  /secret|password|passwd|passphrase|token|credential|api_?key|account_?key|access_?key|connection_?string|^private_?key$/i
/** Too short to search for inside other words. `PWD` alone is the shell's working directory. */
const lastWords = /^(?:key|pass|pin)$|_(?:key|pass|pin|pwd|pat|sas)$/i

/** Whether a key or variable of this name probably holds a secret. */
export function soundsSecret(name: string): boolean {
  return words.test(name) || lastWords.test(name)
}
