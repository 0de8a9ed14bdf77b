import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface RecordedDeb {
  /** All arguments but the files. */
  readonly options: readonly string[]
  readonly files: readonly { readonly from: string; readonly to: string }[]
  /** Of the files, those that were not there to be packaged. */
  readonly missing: readonly string[]
  /** The script that runs after the package is unpacked. */
  readonly afterInstall: string
  /** The entry of the menu of a desktop. */
  readonly desktopEntry: string
}

/**
 * Has electron-builder take a shell script for fpm: it makes no .deb and keeps what it was called with. Some of the files
 * are temporary, so they are read immediately.
 */
export function recordingFpm(): { recorded(): RecordedDeb; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'shifts-kiosk-fpm-'))
  const program = join(folder, 'fpm')
  const script = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" > '${folder}/arguments'`,
    `: > '${folder}/missing'`,
    'while [ $# -gt 0 ]; do',
    `  case $1 in --after-install) cp "$2" '${folder}/after-install';; --package) : > "$2";;`,
    `    -*) ;; *=/*) [ -e "\${1%%=*}" ] || echo "$1" >> '${folder}/missing'`,
    `      case $1 in *.desktop) cp "\${1%%=*}" '${folder}/desktop-entry';; esac;; esac`,
    '  shift',
    'done',
    '',
  ]
  writeFileSync(program, script.join('\n'))
  chmodSync(program, 0o755)
  process.env['USE_SYSTEM_FPM'] = 'true'
  process.env['PATH'] = `${folder}:${process.env['PATH'] ?? ''}`
  return {
    recorded: () => {
      const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean)
      const all = lines('arguments')
      const isFile = (argument: string) => /^[^-].*=\//.test(argument)
      return {
        options: all.filter((argument) => !isFile(argument)),
        files: all.filter(isFile).map((argument) => {
          const [from = '', to = ''] = argument.split('=')
          return { from, to }
        }),
        missing: lines('missing'),
        afterInstall: readFileSync(join(folder, 'after-install'), 'utf8'),
        desktopEntry: readFileSync(join(folder, 'desktop-entry'), 'utf8'),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
