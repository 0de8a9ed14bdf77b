/**
 * The one way to the network: Electron's `net.request` in the app (system proxy, operating system's trust store),
 * Node's `fetch` elsewhere, the sandbox tenant in the demo. Whatever talks to the network is handed one of these.
 */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>
