import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { openLab } from '../lab.ts'
import { peopleOf } from '../people.ts'
import { numberRow, type Row } from '../report.ts'
import { pause } from './taps.ts'

const renderer = fileURLToPath(new URL('../../../out/renderer', import.meta.url))
const idleMs = 20_000

/** What the page loads, without fonts; and what the built host uses of a core while nobody taps. */
export async function size(): Promise<readonly Row[]> {
  const lab = await openLab(0)
  try {
    const kiosk = await lab.startKiosk(peopleOf(1000, 10))
    await pause(3000)
    const before = cpuSecondsOf(kiosk.process.pid)
    await pause(idleMs)
    const part = ((cpuSecondsOf(kiosk.process.pid) - before) / (idleMs / 1000)) * 100
    return [
      numberRow('renderer: HTML, scripts and styles, one language, gzip', gzippedBytes() / 1000, 'kB', 60),
      numberRow('idle: of a core, the built host', part, '%', 1),
    ]
  } finally {
    await lab.close()
  }
}

/** proc(5): user and system time are the 14th and 15th field, in hundredths of a second. */
function cpuSecondsOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** What index.html names, and of what is loaded besides (a chunk for each language but English) the largest. */
function gzippedBytes(): number {
  const page = readFileSync(join(renderer, 'index.html'), 'utf8')
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|css)$/.test(file),
  )
  const bytesOf = (file: string): number => gzipSync(readFileSync(join(renderer, file))).length
  const isNamed = (file: string): boolean => page.includes(basename(file))
  const named = files.filter(isNamed).reduce((bytes, file) => bytes + bytesOf(file), bytesOf('index.html'))
  return named + Math.max(0, ...files.filter((file) => !isNamed(file)).map(bytesOf))
}
