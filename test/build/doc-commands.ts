import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** A command of a fenced block, as it is written but without comments. */
export interface DocCommand {
  /** Such as `docs/deploy.md`. */
  readonly file: string
  readonly text: string
}

export interface FencedBlock {
  readonly file: string
  /** What follows the opening fence: `sh`, `json` … */
  readonly language: string
  readonly text: string
}

/** Every fenced block of README.md and docs/*.md, in order. */
export function fencedBlocks(): FencedBlock[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...docs.map((name) => `docs/${name}`)].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^( *)```(.*)\n([^]*?)^\1```$/gm)].map(
      ([, indent = '', language = '', text = '']) => ({
        file,
        language,
        text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }),
    ),
  )
}

/** Every command of the `sh` and `console` blocks. In a `console` block, commands start with `$ `. */
export function docCommands(): DocCommand[] {
  return fencedBlocks().flatMap(({ file, language, text }) => {
    if (language === 'sh') return splitCommands(text).map((command) => ({ file, text: command }))
    if (language !== 'console') return []
    return [...text.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => ({ file, text: command }))
  })
}

/** Splits at the ends of lines, except within quotes and after a backslash; drops comments. */
export function splitCommands(script: string): string[] {
  const parts = /\\\n\s*|\\.|"(?:\\.|[^"\\])*"|'[^']*'|(?<comment>(?<=^|\s)#.*)|\n|[^]/gm
  let commands = ['']
  for (const { 0: part, groups } of script.matchAll(parts)) {
    if (part === '\n') commands = [...commands, '']
    else if (groups?.['comment'] === undefined)
      commands = [...commands.slice(0, -1), `${commands.at(-1) ?? ''}${part.startsWith('\\\n') ? '' : part}`]
  }
  return commands.map((command) => command.trim()).filter((command) => command !== '')
}

/** The words of a command up to the first `;`, `&` or `|`, without quotes. */
export function wordsOf(command: string): string[] {
  const [first = ''] = /^(?:"[^"]*"|'[^']*'|[^;&|"'])*/.exec(command) ?? []
  return (first.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''))
}
