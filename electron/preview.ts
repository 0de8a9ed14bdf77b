import { parseArgs } from 'node:util'
import { serveKiosk } from './preview/serve-kiosk.ts'

/** Browser host: the same kiosk as in Electron on a loopback page. For development and tests; never packaged. */
const help = `Usage: npm run preview -- [--config FILE] [--port N]

Runs the kiosk without Electron and shows it on a page of this computer alone.
  --config FILE  the config file; see README for where it is looked for otherwise
  --port N       the port on 127.0.0.1; any free one where absent
`

const usageError = 2

const { values } = readArguments()
if (values.help === true) process.stdout.write(help)
else await run(values)

async function run({ config, port = '0' }: { config?: string; port?: string }): Promise<void> {
  const portNumber = Number(port)
  if (!Number.isInteger(portNumber) || portNumber < 0 || portNumber > 65_535)
    { fail(`--port ${port} is no port.`); return; }
  try {
    await serveKiosk({
      load: {
        env: process.env,
        platform: process.platform,
        ...(config !== undefined && { configPath: config }),
      },
      port: portNumber,
    })
  } catch (error) {
    fail(`The preview could not start: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readArguments() {
  try {
    return parseArgs({
      options: { config: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } },
    })
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
    process.exit(usageError)
  }
}

function fail(why: string): void {
  process.stderr.write(`${why}\n\n${help}`)
  process.exitCode = usageError
}
