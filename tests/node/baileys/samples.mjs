// Files, as small as their kinds allow.

export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64',
);
/** As much of Ogg Opus as is looked at: anything else would be converted. */
export const NOTE = Buffer.alloc(64);
NOTE.write('OggS', 0);
NOTE.write('OpusHead', 28);
export const OPUS = 'audio/ogg; codecs=opus';
/** As much of an MP4 as is looked at. */
export const FILM = Buffer.alloc(64);
FILM.writeUInt32BE(32, 0);
FILM.write('ftypisom', 4);
/** A thumbnail, so that Baileys makes none with a program of its own. */
export const SMALL = PICTURE.toString('base64');
