const words =
  /secret|password|passwd|passphrase|token|credential|api_?key|account_?key|access_?key|connection_?string|^private_?key$/i
/** Too short to be looked for inside of other words; `PWD` alone is the shell's working folder. */
const lastWords = /^(?:key|pass|pin)$|_(?:key|pass|pin|pwd|pat|sas)$/i

/** Whether a key or a variable of this name holds a secret, most likely. */
export function soundsSecret(name: string): boolean {
  return words.test(name) || lastWords.test(name)
}
