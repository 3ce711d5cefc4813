// Albums, live locations, video notes, and voice notes that are to be opened once.
import { same } from './checks.mjs';
import { FILM, NOTE, OPUS, PICTURE, SMALL } from './samples.mjs';

const inside = message => message.associatedChildMessage?.message ?? message;
const albumOf = message => (message.messageContextInfo ?? inside(message).messageContextInfo)?.messageAssociation;

export async function albums(checks, { omni, ann }) {
  await checks.run('an album from Omni is one in Baileys', async () => {
    const picture = { type: 'image', base64: PICTURE.toString('base64'), mimeType: 'image/png' };
    const files = [{ ...picture, caption: 'front' }, { ...picture, caption: 'back' }];
    const { externalId } = await omni.send('album', ann.jid, { files });
    const { message } = await ann.received(externalId);
    same(message.albumMessage?.expectedImageCount, 2, 'pictures');
    for (const caption of ['front', 'back']) {
      const isIt = one => inside(one).imageMessage?.caption === caption
        && albumOf(one)?.parentMessageKey?.id === externalId;
      await ann.message(`the picture of the ${caption}`, isIt);
    }
  });

  await checks.run('an album from Baileys is one in Omni', async () => {
    const album = await ann.send(omni.jid, { album: { expectedImageCount: 1, expectedVideoCount: 1 } });
    const parts = [
      { image: PICTURE, mimetype: 'image/png', caption: 'up' },
      { video: FILM, mimetype: 'video/mp4', caption: 'down', jpegThumbnail: SMALL },
    ];
    const sent = [];
    for (const part of parts) sent.push(await ann.send(omni.jid, { ...part, albumParentKey: album.key }));
    const begins = await omni.stored(ann.jid, album.key.id);
    same([begins.content.type, begins.content.album], ['album', { images: 1, videos: 1 }]);
    for (const [at, type] of ['image', 'video'].entries()) {
      const stored = await omni.stored(ann.jid, sent[at].key.id);
      same([stored.content.type, stored.album], [type, album.key.id]);
    }
  });
}

export async function otherKinds(checks, { omni, ann }) {
  // Baileys has no content for a live location, so its `relayMessage` sends that.
  await checks.run('a live location from Baileys is stored by Omni where it begins', async () => {
    const liveLocationMessage = {
      degreesLatitude: 52.5, degreesLongitude: 13.4, caption: 'on the way', sequenceNumber: 1, accuracyInMeters: 5,
    };
    const id = await ann.socket.relayMessage(omni.jid, { liveLocationMessage }, {});
    const { content } = await omni.stored(ann.jid, id);
    const place = content.location;
    same([content.type, place?.live, place?.latitude, place?.longitude], ['location', true, 52.5, 13.4]);
  });

  await checks.run('a video note from Omni is one in Baileys', async () => {
    const note = { type: 'video', base64: FILM.toString('base64'), mimeType: 'video/mp4', videoNote: true };
    const { externalId } = await omni.send('media', ann.jid, note);
    const seen = await ann.received(externalId);
    same(Boolean(seen.message.ptvMessage), true, 'a circle');
    same((await ann.download(seen)).equals(FILM), true, 'the same bytes');
  });

  await checks.run('a video note and a video from Baileys are stored by Omni', async () => {
    const film = { video: FILM, mimetype: 'video/mp4', jpegThumbnail: SMALL };
    const note = await ann.send(omni.jid, { ...film, ptv: true });
    const { content } = await omni.stored(ann.jid, note.key.id);
    same([content.type, content.isVideoNote], ['video', true]);
    const video = await ann.send(omni.jid, { ...film, caption: 'look' });
    const stored = await omni.stored(ann.jid, video.key.id);
    same([stored.content.type, Boolean(stored.content.isVideoNote), stored.textContent], ['video', false, 'look']);
    same((await omni.file(stored)).equals(FILM), true, 'the same bytes');
  });

  await checks.run('a voice note from Omni is to be opened once in Baileys', async () => {
    const note = { type: 'audio', base64: NOTE.toString('base64'), mimeType: OPUS, voiceNote: true, viewOnce: true };
    const { externalId } = await omni.send('media', ann.jid, note);
    const { message } = await ann.received(externalId);
    const outer = message.viewOnceMessageV2Extension ?? message.viewOnceMessageV2 ?? message.viewOnceMessage;
    same([outer?.message.audioMessage?.ptt, outer?.message.audioMessage?.viewOnce], [true, true]);
  });

  await checks.run('a voice note from Baileys is to be opened once in Omni', async () => {
    const note = { audio: NOTE, mimetype: OPUS, ptt: true, seconds: 1, viewOnce: true };
    const sent = await ann.send(omni.jid, note);
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.viewOnce, stored.content.type, stored.content.isVoiceNote], [true, 'audio', true]);
  });
}
