/** The utility process of the cases: see `ConformanceHost.fork`. */
process.parentPort.on('message', ({ data }) => {
  const { echo, exit, env } = data as { echo?: unknown; exit?: number; env?: true }
  if (echo !== undefined) process.parentPort.postMessage({ echo })
  else if (exit !== undefined) process.exit(exit)
  else if (env === true) process.parentPort.postMessage({ env: Object.keys(process.env) })
})
