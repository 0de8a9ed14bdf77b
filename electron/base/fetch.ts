/**
 * The only way to the network: Electron's `net.request` in the app (system proxy, the operating system's
 * trust store), Node's `fetch` elsewhere, the sandbox tenant in the demo. Code that needs the network gets
 * one passed in.
 */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>
