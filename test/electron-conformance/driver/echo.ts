/** The utility process of the cases: see `ConformanceHost.fork`. */
process.parentPort.on('message', (event) => {
  const { echo, exit, env, describe, content } = event.data as {
    echo?: unknown
    exit?: number
    env?: true
    describe?: true
    content?: unknown
  }
  if (echo !== undefined) process.parentPort.postMessage({ echo })
  else if (exit !== undefined) process.exit(exit)
  else if (env === true) process.parentPort.postMessage({ env: Object.keys(process.env) })
  else if (describe === true)
    process.parentPort.postMessage({ has: ['data', 'ports'].filter((name) => name in event), data: content })
})
