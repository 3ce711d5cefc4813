import { expect, test } from 'vitest';
import type { Schemas } from '../../../api/client';
import { foundText } from './foundText';

const message = (parts: Partial<Schemas['MessageView']>) =>
  ({ editHistory: [], ...parts }) as unknown as Schemas['MessageView'];

test('a message shows the text that was searched', () => {
  const voice = message({ textContent: 'Voice of Ana', transcription: 'please send the invoice' });
  expect(foundText(voice, 'invoice')).toBe('please send the invoice');
  expect(foundText(voice, 'VOICE ana')).toBe('Voice of Ana');
  const edited = message({
    textContent: 'the first draft',
    editHistory: [{ text: 'the frist draft', at: '2026-01-01T00:00:00.000Z' }],
  });
  expect(foundText(edited, 'frist')).toBe('the frist draft');
  expect(foundText(edited, 'draft')).toBe('the first draft');
  expect(foundText(message({ textContent: 'Açaí bowl' }), 'acai')).toBe('Açaí bowl');
  expect(foundText(message({}), 'nothing')).toBe('');
  expect(foundText(message({ textContent: 'hello' }), '***')).toBe('hello');
});

test('of a long text, the place of the words is shown', () => {
  const long = message({ documentExtraction: `${'page one '.repeat(200)}the total is 12 euros` });
  const shown = foundText(long, 'total');
  expect(shown.startsWith('… ')).toBe(true);
  expect(shown).toContain('the total is 12 euros');
  expect(shown.length).toBeLessThan(80);
});

test('a text without spaces begins shortly before the words', () => {
  const long = message({ textContent: `${'x'.repeat(500)}/invoice/${'y'.repeat(500)}` });
  expect(foundText(long, 'invoice')).toMatch(/^… x{39}\/invoice\/y+$/);
  const late = message({ textContent: `${'x'.repeat(500)}/invoice and more` });
  expect(foundText(late, 'invoice')).toBe(`… ${'x'.repeat(39)}/invoice and more`);
});
