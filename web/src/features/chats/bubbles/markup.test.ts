import { expect, test } from 'vitest';
import { readInline, readMarkup } from './markup';

const text = (value: string) => ({ type: 'text', text: value });

test.each([
  ['*a*', [{ type: 'bold', children: [text('a')] }]],
  ['_a_ b', [{ type: 'italic', children: [text('a')] }, text(' b')]],
  ['~*a*~', [{ type: 'strike', children: [{ type: 'bold', children: [text('a')] }] }]],
  ['`*a*`', [{ type: 'code', text: '*a*' }]],
])('%s is markup', (value, parts) => expect(readInline(value)).toEqual(parts));

test.each(['2*3*4', '* a *', '*a', 'snake_case_name', '**', 'https://a.example/_b_', '* *'])(
  '%s is shown as it was written',
  value => expect(readInline(value)).toEqual([text(value)]),
);

test('quotes, lists and code are blocks', () => {
  const blocks = readMarkup('> said\nhello\n- one\n- two\n3. three\n```let *a*```');
  expect(blocks.map(block => block.type)).toEqual(['quote', 'lines', 'list', 'list', 'code']);
  expect(blocks[3]).toMatchObject({ isOrdered: true, start: 3 });
  expect(blocks[4]).toEqual({ type: 'code', text: 'let *a*' });
  expect(readMarkup('a\n```b```\nc').map(block => block.type)).toEqual(['lines', 'code', 'lines']);
});

test('a long text is not read for markup', () => {
  const long = '*a* '.repeat(15_000);
  expect(readMarkup(long)).toEqual([{ type: 'lines', lines: [[text(long)]] }]);
});
