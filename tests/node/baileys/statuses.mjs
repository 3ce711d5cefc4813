// Status updates: texts, pictures, videos and voice notes that contacts see for a day.
import { same } from './checks.mjs';
import { FILM, NOTE, OPUS, PICTURE, SMALL } from './samples.mjs';

const STATUS = 'status@broadcast';
/** What is posted: what Omni is asked for, what Baileys is asked for, and the content that carries it. */
const FILES = {
  picture: {
    omni: { type: 'image', base64: PICTURE.toString('base64'), mimeType: 'image/png', caption: 'our window' },
    baileys: { image: PICTURE, mimetype: 'image/png', caption: 'my window' },
    kind: 'image',
    bytes: PICTURE,
  },
  video: {
    omni: { type: 'video', base64: FILM.toString('base64'), mimeType: 'video/mp4', caption: 'our street' },
    baileys: { video: FILM, mimetype: 'video/mp4', caption: 'my street', jpegThumbnail: SMALL },
    kind: 'video',
    bytes: FILM,
  },
  'voice note': {
    omni: { type: 'audio', base64: NOTE.toString('base64'), mimeType: OPUS, voiceNote: true },
    baileys: { audio: NOTE, mimetype: OPUS, ptt: true, seconds: 1 },
    kind: 'audio',
    bytes: NOTE,
  },
};

export async function statuses(checks, { omni, ann }) {
  await checks.run('a status update from Omni is read by Baileys', async () => {
    // Ann has written, so she is among the contacts.
    const { externalId } = await omni.send('text', STATUS, { text: 'open until ten' });
    const { key, message } = await ann.received(externalId);
    same([key.remoteJid, message.extendedTextMessage?.text ?? message.conversation], [STATUS, 'open until ten']);
  });

  await checks.run('a status update from Baileys is stored by Omni', async () => {
    const sent = await ann.send(STATUS, { text: 'on my way' }, { statusJidList: [omni.jid] });
    const stored = await omni.stored(STATUS, sent.key.id);
    same([stored.textContent, stored.sender.platformUserId], ['on my way', ann.jid]);
  });

  for (const [name, file] of Object.entries(FILES)) {
    await checks.run(`a status update with a ${name} from Omni is read by Baileys`, async () => {
      const { externalId } = await omni.send('media', STATUS, file.omni);
      const seen = await ann.received(externalId);
      const part = seen.message[`${file.kind}Message`];
      same([seen.key.remoteJid, part?.caption || undefined], [STATUS, file.omni.caption]);
      same((await ann.download(seen)).equals(file.bytes), true, 'the same bytes');
    });

    await checks.run(`a status update with a ${name} from Baileys is stored by Omni`, async () => {
      const sent = await ann.send(STATUS, file.baileys, { statusJidList: [omni.jid] });
      const stored = await omni.stored(STATUS, sent.key.id);
      same([stored.content.type, stored.textContent ?? undefined], [file.kind, file.baileys.caption]);
      same((await omni.file(stored)).equals(file.bytes), true, 'the same bytes');
    });
  }
}
