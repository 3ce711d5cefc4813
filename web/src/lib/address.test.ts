import { expect, test } from 'vitest';
import { addressText } from './address';

test.each([
  ['5511900000001@s.whatsapp.net', '5511900000001'],
  ['120363@g.us', '120363'],
  ['@ann:example.org', '@ann:example.org'],
  ['ann@example.com', 'ann@example.com'],
])('%s is shown as %s', (address, text) => expect(addressText(address)).toBe(text));
