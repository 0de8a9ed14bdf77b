/** The runtime and platform, such as `Electron 45.4.1, Node 24.9.0, win32 x64`. */
export function describeRuntime(): string {
  const { electron, node } = process.versions as { readonly electron?: string; readonly node: string }
  const host = electron === undefined ? '' : `Electron ${electron}, `
  return `${host}Node ${node}, ${process.platform} ${process.arch}`
}
