import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect, type ConnectionOptions, type TLSSocket, type TlsOptions } from 'node:tls'
import type { Profile } from '../core/crypto/hpke.ts'
import { Fault } from '../core/fault.ts'
import { certificatePem, readRoot, type NodeCertificates } from './certificate.ts'
import type { PrivateKeyPair } from './key-pair.ts'

/** What a node shows of itself on a link. */
export interface TlsIdentity {
  readonly key: PrivateKeyPair
  readonly certificates: NodeCertificates
}

/** Who is at the other end, out of its identity document: the only authority it is believed under, and its name. */
export interface TlsPartner {
  readonly root: Uint8Array
  readonly node: string
}

/** Options of the listener for partners. Their roots are all that a caller's certificate may descend from. */
export function serverOptions(own: TlsIdentity, link: { profile: Profile; roots: readonly Uint8Array[] }): TlsOptions {
  return { ...strictOptions(own, link), requestCert: true, rejectUnauthorized: true }
}

/** Options of a connection to one partner: its own root and no other, its node's name instead of the host's. */
export function clientOptions(own: TlsIdentity, link: { profile: Profile; partner: TlsPartner }): ConnectionOptions {
  const { profile, partner } = link
  return {
    ...strictOptions(own, { profile, roots: [partner.root] }),
    rejectUnauthorized: true,
    servername: '', // the name of a node is not for those who watch the wire
    checkServerIdentity: (_host, certificate) => {
      const names = new X509Certificate(certificate.raw)
      return isNamed(names, partner.node) ? undefined : new Error(`certificate: not that of \`${partner.node}\``)
    },
  }
}

/** Opens a connection whose parameters were asserted; `partner-untrusted` or `partner-unreachable`. */
export async function connectPartner(
  own: TlsIdentity,
  link: { profile: Profile; partner: TlsPartner; host: string; port: number },
): Promise<TLSSocket> {
  const { host, port, profile, partner } = link
  const socket = connect({ ...clientOptions(own, link), host, port })
  try {
    await once(socket, 'secureConnect')
    assertNegotiated(socket, { profile, partner })
    return socket
  } catch (cause) {
    socket.destroy()
    throw cause instanceof Fault ? cause : linkFault(cause)
  }
}

/**
 * Checks what was negotiated, not only what was configured: protocol, cipher, group, the kind of key the peer has, its node's
 * name, and that this partner's own root issued it. Anything else is `partner-untrusted`, and the socket is of no use.
 *
 * The group is known at the client's end only; a server is told nothing, and so offers nothing but the groups of its profile.
 */
export function assertNegotiated(
  socket: TLSSocket,
  expected: { readonly profile: Profile; readonly partner: TlsPartner },
): void {
  const certificate = peerCertificate(socket, expected.profile)
  if (!isOf(certificate, expected.partner)) untrusted(`certificate: not that of \`${expected.partner.node}\``)
}

/** Tells a listener who called, among the partners it knows; checks all that {@link assertNegotiated} does. */
export function callingPartner<Partner extends TlsPartner>(
  socket: TLSSocket,
  known: { readonly profile: Profile; readonly partners: readonly Partner[] },
): Partner {
  const certificate = peerCertificate(socket, known.profile)
  return known.partners.find((partner) => isOf(certificate, partner)) ?? untrusted('certificate: of no partner')
}

/** What a failed connection is: out of reach, or there and not to be trusted. A line that breaks proves nothing about who answered. */
export function linkFault(cause: unknown): Fault {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const unreachable = UNREACHABLE.has(code)
  return new Fault(
    unreachable ? 'partner-unreachable' : 'partner-untrusted',
    cause instanceof Error ? cause.message : '',
    { cause },
  )
}

const CIPHER = 'TLS_AES_256_GCM_SHA384'

/** In order of preference. CNSA 2.0 groups only; the hybrid profile never falls back to the pure one. */
const GROUPS = {
  cnsa2: ['MLKEM1024', 'SecP384r1MLKEM1024'],
  hybrid: ['SecP384r1MLKEM1024'],
} satisfies Readonly<Record<Profile, readonly string[]>>

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
])

function strictOptions(
  own: TlsIdentity,
  link: { profile: Profile; roots: readonly Uint8Array[] },
): ConnectionOptions & TlsOptions {
  for (const root of link.roots) readRoot(root)
  return {
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHER,
    ecdhCurve: GROUPS[link.profile].join(':'),
    sigalgs: 'mldsa87',
    key: own.key.privateKey.export({ format: 'pem', type: 'pkcs8' }),
    cert: certificatePem(own.certificates.leaf),
    ca: link.roots.map(certificatePem),
  }
}

function peerCertificate(socket: TLSSocket, profile: Profile): X509Certificate {
  const protocol = socket.getProtocol()
  if (protocol !== 'TLSv1.3') untrusted(`protocol ${protocol}`)
  const cipher = socket.getCipher().name
  if (cipher !== CIPHER) untrusted(`cipher ${cipher}`)
  const group = groupOf(socket)
  if (group !== null && !GROUPS[profile].includes(group)) untrusted(`group ${group}`)
  if (!socket.authorized) untrusted(`certificate: ${String(socket.authorizationError)}`)
  const certificate = socket.getPeerX509Certificate() ?? untrusted('no certificate')
  const keyType = certificate.publicKey.asymmetricKeyType
  if (keyType !== 'ml-dsa-87') untrusted(`certificate: a key for ${keyType}`)
  return certificate
}

// The name alone would let one partner's authority speak for another: a listener trusts them all.
function isOf(certificate: X509Certificate, partner: TlsPartner): boolean {
  if (!isNamed(certificate, partner.node)) return false
  const root = readRoot(partner.root)
  return certificate.checkIssued(root) && certificate.verify(root.publicKey)
}

function isNamed(certificate: X509Certificate, node: string): boolean {
  return certificate.checkHost(node, { wildcards: false, subject: 'never' }) !== undefined
}

function groupOf(socket: TLSSocket): string | null {
  const info = socket.getEphemeralKeyInfo()
  return info !== null && 'name' in info && typeof info.name === 'string' ? info.name : null
}

function untrusted(detail: string): never {
  throw new Fault('partner-untrusted', `link: ${detail}`)
}
