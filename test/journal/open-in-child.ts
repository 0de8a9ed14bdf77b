import { siteKeyOf } from '../../electron/journal/chain/site-key.ts'
import { openJournal } from '../../electron/journal/store/open-journal.ts'

/** Opens the journal at the path that is given, and says what came of it. */
const opened = openJournal(process.argv[2] ?? '', siteKeyOf(new Uint8Array(32).fill(7)))
process.stdout.write(opened.kind === 'ok' ? (opened.setAside?.why ?? 'ok') : opened.failure.kind)
