import { expect, test } from 'vitest';
import { compared, differences, type Side } from './diff';

const words = { yesNo: (on: boolean) => (on ? 'yes' : 'no'), provider: (id: string) => `P ${id}` };

function side(change: Partial<Side['agent']>, name = 'Shop', documents: string[] = []): Side {
  const agent = { hasApiKey: true, tools: [], streaming: false, options: {}, ...change };
  return { name, agent, documents: documents.map(id => ({ id, name: `${id}.md` })) };
}

const marks = { same: ' ', added: '+', removed: '-', gap: '' };
const drawn = (before: Side, after: Side) =>
  differences(before, after, words).map(({ field, lines }) => [
    field,
    ...lines.map(line => marks[line.kind] + line.text),
  ]);

test('only the fields that differ are listed, in their order', () => {
  expect(drawn(side({}), side({}))).toEqual([]);
  const after = side({ hasApiKey: false, providerId: '7', timeout: 1500, model: 'm' }, 'Store');
  expect(drawn(side({ model: 'n' }), after)).toEqual([
    ['name', '-Shop', '+Store'],
    ['provider', '+P 7'],
    ['key', '-yes', '+no'],
    ['model', '-n', '+m'],
    ['timeout', '+1.5 s'],
  ]);
});

test('documents are compared by their names', () => {
  expect(drawn(side({}, 'Shop', ['hours', 'menu']), side({}, 'Shop', ['hours', 'prices']))).toEqual(
    [['documents', ' hours.md', '-menu.md', '+prices.md']],
  );
});

test('a prompt is compared line by line, and what is far from a change is left out', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index}`);
  const changed = lines.with(6, 'another').toSpliced(8, 0, 'new');
  expect(drawn(side({ prompt: lines.join('\n') }), side({ prompt: changed.join('\n') }))).toEqual([
    [
      'prompt',
      '…',
      ' line 4',
      ' line 5',
      '-line 6',
      '+another',
      ' line 7',
      '+new',
      ' line 8',
      ' line 9',
      '…',
    ],
  ]);
});

test('secrets of tools are not compared, but which headers there are is', () => {
  const tool = { type: 'http' as const, url: 'https://t.example', name: 'look' };
  const masked = side({ tools: [{ ...tool, headers: { 'x-key': '********' } }] });
  const empty = side({ tools: [{ ...tool, headers: { 'x-key': '' } }] });
  expect(drawn(masked, empty)).toEqual([]);
  expect(drawn(masked, side({ tools: [tool] }))[0]?.[0]).toBe('tools');
  const server = { type: 'mcp' as const, url: 'https://m.example/mcp' };
  expect(
    drawn(side({ tools: [{ ...server, token: '********' }] }), side({ tools: [server] })),
  ).toEqual([]);
});

test('texts that are too long to compare are shown as replaced', () => {
  const [old, now] = [Array(3000).fill('a'), Array(3000).fill('a')];
  const kinds = compared(old, now).map(line => line.kind);
  expect(kinds.filter(kind => kind === 'removed')).toHaveLength(3000);
  expect(kinds.filter(kind => kind === 'added')).toHaveLength(3000);
});
