import { concat } from '../src/core/bytes/bytes.ts'
import { Fault } from '../src/core/fault.ts'
import type { Files } from '../src/runtime/desk/desk.ts'

/** Files of one nation's people, in memory. They outlive the node, as a person's own disk does. */
export interface SimFiles extends Files {
  readonly brought: Map<string, Uint8Array>
  /** What was opened and kept, by folder: the whole content. */
  readonly kept: Map<string, Uint8Array>
}

/** An empty desk drawer; `onKeep` is told of each folder that appears. */
export function simFiles(onKeep: (folder: string) => void): SimFiles {
  const brought = new Map<string, Uint8Array>()
  const kept = new Map<string, Uint8Array>()
  return {
    brought,
    kept,
    async source(path) {
      const bytes = brought.get(path)
      if (bytes === undefined) throw new Fault('file-unreadable', path)
      return {
        length: bytes.length,
        async *chunks() {
          for (let at = 0; at < bytes.length; at += 20_000) yield bytes.subarray(at, at + 20_000)
        },
      }
    },
    async quarantine(path) {
      const pieces: Uint8Array[] = []
      return {
        begin: async () => {},
        write: async (bytes) => void pieces.push(bytes.slice()),
        async keep() {
          kept.set(path, concat(pieces))
          onKeep(path)
          return path
        },
        discard: async () => {},
      }
    },
  }
}
