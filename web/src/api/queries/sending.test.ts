import { expect, test } from 'vitest';
import { fileForm } from './sending';

test('what is said of a file precedes it, also what it answers', () => {
  const file = new File(['x'], 'voice.ogg', { type: 'audio/ogg' });
  const attachment = { file, kind: 'audio' as const, caption: '', isVoiceNote: true };
  const form = fileForm({ instance: 'i1', address: 'a1' }, attachment, { replyTo: 'x1' });
  expect(
    [...form.entries()].map(([name, value]) => [name, value === file ? 'file' : value]),
  ).toEqual([
    ['instanceId', 'i1'],
    ['to', 'a1'],
    ['replyTo', 'x1'],
    ['type', 'audio'],
    ['filename', 'voice.ogg'],
    ['mimeType', 'audio/ogg'],
    ['voiceNote', 'true'],
    ['file', expect.anything()],
  ]);
});
