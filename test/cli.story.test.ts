import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const COMITY = fileURLToPath(new URL('../bin/comity', import.meta.url))

function comity(args: readonly string[], { program = COMITY, ...env }: { program?: string; LC_ALL?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...env },
  })
  return { status, stdout, stderr }
}

test('the program runs on the run time it was made for, whatever `node` the system has', () => {
  assert.equal(process.version, 'v26.10.0')
  const { status, stdout } = comity(['version', '--json'])
  assert.equal(status, 0)
  const { schema, node } = JSON.parse(stdout)
  assert.deepEqual({ schema, node }, { schema: 'comity/version/v1', node: '26.10.0' })
})

test('the program is found through a symbolic link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'comity-link-'))
  try {
    symlinkSync(COMITY, join(folder, 'comity'))
    assert.match(comity(['--version'], { program: join(folder, 'comity') }).stdout, /^comity \d/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('help shows examples first, on stdout, in the reader’s language', () => {
  for (const args of [[], ['help'], ['--help'], ['help', 'version'], ['version', '--help']]) {
    const { status, stdout, stderr } = comity(args)
    assert.match(stdout, /^EXAMPLES\n {2}comity /, args.join(' '))
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' }, args.join(' '))
  }
  assert.match(comity(['help'], { LC_ALL: 'ko_KR.UTF-8' }).stdout, /^사용 예\n/)
  assert.match(comity(['help', '--lang', 'ja'], { LC_ALL: 'ko_KR.UTF-8' }).stdout, /^例\n/)
})

test('a misspelt command exits 2, says what was meant, and writes nothing to stdout', () => {
  const { status, stdout, stderr } = comity(['versoin'])
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' })
  assert.match(stderr, /did you mean `version`\?/)
})

test('a value that is not understood exits 2', () => {
  for (const args of [
    ['version', '--bogus'],
    ['completion', 'fish'],
    ['completion'],
    ['--lang', 'xx'],
    ['version', 'extra'],
  ]) {
    assert.equal(comity(args).status, 2, args.join(' '))
  }
})

test('the shell is offered commands, values and options', () => {
  const offered = (...words: string[]) =>
    comity(['__propose', ...words])
      .stdout.replace(/\t.*/g, '')
      .trim()
      .split('\n')
  assert.deepEqual(offered('vers'), ['version'])
  assert.deepEqual(offered('completion', ''), ['bash', 'zsh'])
  assert.deepEqual(offered('version', '--j'), ['--json'])
})

test('bash completes with the script the program prints', () => {
  const script = `PATH=${JSON.stringify(join(COMITY, '..'))}:$PATH
    source <(comity completion bash)
    COMP_WORDS=(comity comp) COMP_CWORD=1
    _comity
    echo "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  assert.deepEqual({ stdout, stderr }, { stdout: 'completion\n', stderr: '' })
})
