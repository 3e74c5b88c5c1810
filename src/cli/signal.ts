import process from 'node:process'

/** Ends when this process is told to stop; installed before anything that must be put away. */
export function stopSignal(): Promise<void> {
  const stop = Promise.withResolvers<void>()
  process.once('SIGTERM', () => stop.resolve())
  process.once('SIGINT', () => stop.resolve())
  return stop.promise
}
