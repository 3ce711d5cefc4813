import { expect, test } from 'vitest';
import { kindOf } from './kinds';

test.each([
  ['image/png', 'image'],
  ['image/svg+xml', 'document'],
  ['video/mp4', 'video'],
  ['audio/ogg', 'audio'],
  ['application/pdf', 'document'],
  ['', 'document'],
])('a file of %s is sent as %s', (mime, kind) => expect(kindOf(mime)).toBe(kind));
