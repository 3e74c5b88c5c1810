import type { Json } from '../bytes/canonical.ts'
import { countOf, listOf, shape, stringOf, wordOf } from '../bytes/shape.ts'
import { Fault } from '../fault.ts'
import { isNation } from '../marking/name.ts'
import { instantOrNull, type MarkingPolicy } from '../marking/policy.ts'
import { ROLES, type Delegation, type Holder, type NationalRules, type Post } from './disclosure.ts'

const LIST_MAX = 10_000

/** Reads a nation's own posts, holders and delegations, strictly; a delegation to a post that does not exist is refused. */
export function decodeNationalRules(json: Json, policy: MarkingPolicy): NationalRules {
  const shaped = shape(json, 'national', ['approvals', 'posts', 'holders', 'delegations'])
  const posts = listOf(shaped, 'posts', LIST_MAX).map((value, i) => decodePost(value, `national.posts[${i}]`))
  const known = new Set(posts.map(({ id }) => id))
  const postOf = (post: string, where: string): string => {
    if (!known.has(post)) throw new Fault('post-unknown', `${where}: \`${post}\``)
    return post
  }
  return {
    policy,
    posts,
    approvals: countOf(shaped, 'approvals'),
    holders: listOf(shaped, 'holders', LIST_MAX).map((value, i) =>
      decodeHolder(value, `national.holders[${i}]`, postOf),
    ),
    delegations: listOf(shaped, 'delegations', LIST_MAX).map((value, i) =>
      decodeDelegation(value, `national.delegations[${i}]`, postOf),
    ),
  }
}

type PostOf = (post: string, where: string) => string

function decodePost(json: Json, where: string): Post {
  const shaped = shape(json, where, ['id', 'role'])
  return { id: stringOf(shaped, 'id', 64), role: wordOf(shaped, 'role', ROLES) }
}

function decodeHolder(json: Json, where: string, postOf: PostOf): Holder {
  const shaped = shape(json, where, ['person', 'post', 'from', 'until'])
  return {
    person: stringOf(shaped, 'person', 64),
    post: postOf(stringOf(shaped, 'post', 64), where),
    ...validityOf(shaped),
  }
}

function decodeDelegation(json: Json, where: string, postOf: PostOf): Delegation {
  const shaped = shape(json, where, ['post', 'recipient', 'subject', 'level', 'from', 'until'])
  const recipient = stringOf(shaped, 'recipient', 8)
  if (!isNation(recipient)) throw new Fault('bytes-malformed', `${where}.recipient: not a nation's code`)
  return {
    post: postOf(stringOf(shaped, 'post', 64), where),
    recipient,
    subject: stringOf(shaped, 'subject', 64),
    level: stringOf(shaped, 'level', 64),
    ...validityOf(shaped),
  }
}

function validityOf(shaped: Parameters<typeof instantOrNull>[0]): Pick<Holder, 'from' | 'until'> {
  return { from: instantOrNull(shaped, 'from'), until: instantOrNull(shaped, 'until') }
}
