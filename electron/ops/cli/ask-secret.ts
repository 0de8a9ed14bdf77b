import type { ReadStream } from 'node:tty'

/**
 * Where the secret is read from and the question is written to; not standard output, which is for the result.
 */
export interface SecretConsole {
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>
  readonly output: { write(text: string): unknown }
}

const controlC = '\u0003'
const controlD = '\u0004'
const backspaces = ['\u007f', '\b']

/** Reads one line, without echo on a terminal. Undefined if it was cancelled (Ctrl+C, Ctrl+D) or empty. */
export async function askSecret(
  question: string,
  { input, output }: SecretConsole = { input: process.stdin, output: process.stderr },
): Promise<string | undefined> {
  const isTerminal = input.isTTY === true
  if (isTerminal) {
    output.write(question)
    input.setRawMode?.(true)
  }
  input.setEncoding('utf8')
  let typed = ''
  try {
    for await (const chunk of input) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed
        if (isTerminal && (character === controlC || character === controlD)) return undefined
        typed = isTerminal && backspaces.includes(character) ? typed.slice(0, -1) : typed + character
      }
    }
    return typed === '' ? undefined : typed
  } finally {
    if (isTerminal) {
      input.setRawMode?.(false)
      output.write('\n')
    }
  }
}
