/** Whether a key or a variable of this name holds a secret, most likely. */
export function soundsSecret(name: string): boolean {
  return /secret|password|passwd|passphrase|token|api_?key|^private_?key$|^key$/i.test(name)
}
