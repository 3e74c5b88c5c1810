import { Fault } from '../core/fault.ts'
import { contact } from '../runtime/contact.ts'
import { fetchObjects } from '../runtime/fetch.ts'
import type { Node, Relation } from '../runtime/node.ts'

/** How often a partner is asked when there is nothing to say. */
const IDLE_MS = 1_000
const BACKOFF_MAX_MS = 30_000
const BACKOFF_FIRST_MS = 100

/** Keeps every relation of a node in contact. */
export interface Loop {
  /** There is something to say, or the partner has just spoken: make contact now, whatever the back-off. */
  wake(relation: Relation): void
  /** The last failure of a relation's contact, for those who ask how it stands; null where the last one went well. */
  trouble(relation: Relation): Fault | null
  stop(): Promise<void>
}

interface Line {
  running: Promise<void> | null
  again: boolean
  timer: NodeJS.Timeout | null
  failures: number
  fault: Fault | null
  fetching: Promise<void> | null
}

/** Starts the loop; a failure nobody foresaw goes to `onFatal`. */
export function startLoop(node: () => Node, onFatal: (error: unknown) => void): Loop {
  const lines = new Map<string, Line>()
  const state = { stopped: false }

  const lineOf = (relation: Relation): Line => {
    const known = lines.get(relation.id)
    if (known !== undefined) return known
    const line: Line = { running: null, again: false, timer: null, failures: 0, fault: null, fetching: null }
    lines.set(relation.id, line)
    return line
  }

  const run = async (relation: Relation, line: Line): Promise<void> => {
    do {
      line.again = false
      try {
        while ((await contact(node(), relation)) === 'more' && !state.stopped);
        line.failures = 0
        line.fault = null
        line.fetching ??= fetch(relation, line)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        line.failures++
        line.fault = error
      }
    } while (line.again && line.failures === 0 && !state.stopped)
  }

  const fetch = async (relation: Relation, line: Line): Promise<void> => {
    try {
      await fetchObjects(node(), relation)
    } catch (error) {
      if (!(error instanceof Fault)) return onFatal(error)
      line.fault = error
    } finally {
      line.fetching = null
    }
  }

  const start = (relation: Relation, line: Line): void => {
    if (line.timer !== null) clearTimeout(line.timer)
    line.timer = null
    line.running = run(relation, line)
      .catch(onFatal)
      .finally(() => {
        line.running = null
        if (!state.stopped)
          line.timer = setTimeout(() => start(relation, line), line.again ? 0 : pauseMs(line.failures))
      })
  }

  return {
    wake(relation) {
      if (state.stopped) return
      const line = lineOf(relation)
      // Contact from the partner, or work of our own, ends any back-off.
      line.failures = Math.min(line.failures, 1)
      if (line.running === null) start(relation, line)
      else line.again = true
    },
    trouble: (relation) => lineOf(relation).fault,
    async stop() {
      state.stopped = true
      for (const line of lines.values()) if (line.timer !== null) clearTimeout(line.timer)
      await Promise.allSettled(
        [...lines.values()].flatMap(({ running, fetching }) => [running, fetching].filter((work) => work !== null)),
      )
    },
  }
}

// Jittered, so that two nodes that failed together do not go on failing together.
function pauseMs(failures: number): number {
  if (failures === 0) return IDLE_MS
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1))
  return ceiling / 2 + Math.random() * (ceiling / 2)
}
