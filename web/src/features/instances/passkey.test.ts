import { expect, test } from 'vitest';
import { assertionOf, scriptFor } from './passkey';

test('the script asks for the options of the challenge, and prints the answer', async () => {
  const asked: unknown[] = [];
  const printed: unknown[] = [];
  const navigator = {
    credentials: {
      get: async (request: unknown) => {
        asked.push(request);
        return { toJSON: () => ({ id: 'abc' }) };
      },
    },
  };
  const reader = { parseRequestOptionsFromJSON: (options: object) => ({ read: options }) };
  const run = new Function(
    'navigator',
    'PublicKeyCredential',
    'console',
    `return ${scriptFor({ challenge: 'c"1' })}`,
  );
  await run(navigator, reader, { log: (text: unknown) => printed.push(text) });
  expect(asked).toEqual([{ publicKey: { read: { challenge: 'c"1' } } }]);
  expect(assertionOf(String(printed[0]))).toEqual({ id: 'abc' });
});

test('what is no JSON object is no answer', () => {
  for (const text of ['', 'abc', '[]', '"abc"', 'null', '5'])
    expect(assertionOf(text)).toBeUndefined();
});
