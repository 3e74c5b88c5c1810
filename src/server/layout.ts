import { join } from 'node:path'

/** Where things stand in a node's directory. What is not named here is not the node's. */
export function layout(directory: string): {
  readonly config: string
  readonly identity: string
  readonly root: string
  readonly leaf: string
  readonly keys: string
  readonly national: string
  readonly policies: string
  readonly log: (path: string) => string
} {
  return {
    config: join(directory, 'node.yaml'),
    identity: join(directory, 'identity.json'),
    root: join(directory, 'root.der'),
    leaf: join(directory, 'leaf.der'),
    keys: join(directory, 'keys'),
    national: join(directory, 'national.yaml'),
    policies: join(directory, 'policies'),
    log: (path) => join(directory, 'published', path),
  }
}
