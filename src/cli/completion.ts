import type { InputCompletion } from '@stricli/core'

export const SHELLS = ['bash', 'zsh'] as const
export type Shell = (typeof SHELLS)[number]

/** The word that makes the program answer a shell instead of a person: the words so far follow it, the last one unfinished. */
export const PROPOSE = '__propose'

/** The script to load into a shell. It asks this program, so it never falls behind it. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case 'bash':
      return BASH
    case 'zsh':
      return ZSH
  }
}

/** One proposal a line: the word, a tab, what it is. */
export function proposalLines(proposals: readonly InputCompletion[]): string {
  return proposals.map(({ completion, brief }) => `${completion}\t${brief}\n`).join('')
}

const BASH = `_comity() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line%%$'\\t'*}"); done \\
    < <("\${COMP_WORDS[0]}" ${PROPOSE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _comity comity
`

const ZSH = `#compdef comity
_comity() {
  local -a proposals
  proposals=(\${(f)"$("\${words[1]}" ${PROPOSE} "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  proposals=("\${(@)proposals//:/\\\\:}")
  proposals=("\${(@)proposals/$'\\t'/:}")
  _describe comity proposals || _files
}
compdef _comity comity
`
