import { serveKiosk } from './preview/serve-kiosk.ts'
import { demoRoutes } from './preview/demo-routes.ts'
import { writeDemoSite } from './preview/demo-site.ts'
import { createDemoWorld } from './sandbox/demo-world.ts'
import { createDockReader } from './sandbox/dock-reader.ts'

/** The demo in a browser: the kiosk, a sandbox tenant in this process, and a dock with sample badges. */
const world = await createDemoWorld()
const site = writeDemoSite(world)
const reader = createDockReader()
process.once('exit', () => site.remove())

await serveKiosk({
  load: { configPath: site.configPath, env: {}, platform: process.platform },
  port: 0,
  instead: { fetch: world.tenant.fetch, openReader: () => reader },
  routes: [demoRoutes(world, (badge) => reader.tap(badge.uidHex))],
})
