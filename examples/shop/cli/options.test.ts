import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FAULT_NAMES } from '../faults/faults.ts'
import { parseCommand } from './options.ts'

function refused(...argv: string[]): string {
  const command = parseCommand(argv)
  if (command.do !== 'refuse') throw new Error(`${argv.join(' ')} was not refused, but led to ${command.do}.`)
  return command.message
}

describe('the command line', () => {
  test('without options the shop runs at 40 requests/s until it is stopped, with no fault', () => {
    expect(parseCommand([])).toEqual({
      do: 'run',
      options: { rate: 40, duration: undefined, faults: [], namespace: 'shop', json: false },
    })
  })

  test('every option is understood, as two words and as one with =', () => {
    const argv = ['--rate', '5', '--duration=90s', '--fault', 'slow-database', '--fault=cold-cache', '--json']
    expect(parseCommand([...argv, '--namespace', 'my_shop'])).toEqual({
      do: 'run',
      options: {
        rate: 5,
        duration: 90,
        faults: ['slow-database', 'cold-cache'],
        namespace: 'my_shop',
        json: true,
      },
    })
  })

  test('--help and -h explain', () => {
    expect(parseCommand(['--help']).do).toBe('help')
    expect(parseCommand(['--rate', '1', '-h']).do).toBe('help')
  })

  test.each([
    [['--colour'], 'There is no option --colour. See --help.'],
    [['-x'], 'There is no option -x. See --help.'],
    [['start'], '"start" is not an option: options begin with --. See --help.'],
    [['--rate'], '--rate needs a value. See --help.'],
    [['--json=yes'], '--json takes no value. See --help.'],
  ])('%j is refused with a sentence that names it', (argv, sentence) => {
    expect(refused(...argv)).toBe(sentence)
  })

  test.each(['', 'fast', '-1', 'NaN', 'Infinity', '1e9'])('--rate %j is refused, with the value', (rate) => {
    expect(refused(`--rate=${rate}`)).toContain(`--rate is "${rate}"`)
  })

  test.each(['0', '-5s', '10 minutes', 'soon', '30d', '9999h'])('--duration %j is refused', (duration) => {
    expect(refused(`--duration=${duration}`)).toContain(`--duration is "${duration}"`)
  })

  test.each(['9lives', 'a-b', 'ü', 'a b'])('--namespace %j is refused', (namespace) => {
    expect(refused('--namespace', namespace)).toContain(`--namespace is "${namespace}"`)
  })

  test('the namespace may be empty', () => {
    expect(parseCommand(['--namespace', ''])).toMatchObject({ options: { namespace: '' } })
  })

  test('an unknown fault is refused with the list of those there are', () => {
    const sentence = refused('--fault', 'toString')
    for (const fault of FAULT_NAMES) expect(sentence).toContain(fault)
  })

  test('whatever is typed leads to a run, the help, or a sentence, never to an exception', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--rate', '--fault', '--json', '--', '-', '--duration', '--help', '--namespace='),
    )
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        const command = parseCommand(argv)
        if (command.do === 'refuse') expect(command.message).toMatch(/^[^\n]+\. See --help\.$/s)
      }),
    )
  })
})
