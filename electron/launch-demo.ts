import { fileURLToPath } from 'node:url'
import { main } from './main.ts'
import { demoRoutes } from './preview/demo-routes.ts'
import { writeDemoSite } from './preview/demo-site.ts'
import { startHttpHost } from './preview/http-host.ts'
import { createDemoWorld } from './sandbox/demo-world.ts'
import { createDockReader } from './sandbox/dock-reader.ts'
import { openDockWindow } from './shell/window/dock-window.ts'
import { endOnFaults } from './shell/faults.ts'

/**
 * The demo in Electron: the real host with a sandbox tenant, and the dock in a second window. Never packaged.
 */
const out = fileURLToPath(new URL('..', import.meta.url))
const world = await createDemoWorld()
const site = writeDemoSite(world)
const reader = createDockReader()
process.once('exit', () => site.remove())

main({
  load: { configPath: site.configPath, env: {}, platform: process.platform },
  out,
  faults: endOnFaults(),
  demo: {
    fetch: world.tenant.fetch,
    openReader: () => reader,
    started: (kiosk) => {
      void startHttpHost({
        port: 0,
        rendererFolder: `${out}/renderer`,
        previewPagesFolder: `${out}/preview/pages`,
        state: () => kiosk.state,
        routes: [demoRoutes(world, (badge) => reader.tap(badge.uidHex))],
      }).then(({ url }) => openDockWindow(`${url}dev/dock.html?alone`))
    },
  },
})
