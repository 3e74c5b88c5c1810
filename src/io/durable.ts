import { closeSync, fdatasyncSync, fsyncSync, openSync, renameSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the names in a directory durable: what was created, renamed or removed there stays so after a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r')
  await handle.sync()
}

/** Puts a finished file in the place of another, or of none, durably: after a crash one of the two is there, whole. */
export function replaceFile({ from, to }: { readonly from: string; readonly to: string }): void {
  withFile(from, 'r+', fdatasyncSync)
  renameSync(from, to)
  withFile(dirname(to), 'r', fsyncSync)
}

function withFile(path: string, flags: string, act: (fd: number) => void): void {
  const fd = openSync(path, flags)
  try {
    act(fd)
  } finally {
    closeSync(fd)
  }
}
