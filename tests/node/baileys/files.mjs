// Pictures, and pictures to be opened once; documents, voice notes, stickers; positions and contact cards.
import { same } from './checks.mjs';
import { NOTE, OPUS, PICTURE } from './samples.mjs';

const FROM_OMNI = { type: 'image', base64: PICTURE.toString('base64'), mimeType: 'image/png', filename: 'bike.png' };
const BILL = Buffer.from('one bike, 200');
const CARDS = [['Hugo', '+5511999990000'], ['Ida', '+5511999990001']];

const vcard = (name, phone) =>
  `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${phone.slice(1)}:${phone}\nEND:VCARD`;

export async function files(checks, { omni, ann }) {
  await checks.run('a picture from Omni is downloaded by Baileys', async () => {
    const { externalId } = await omni.send('media', ann.jid, { ...FROM_OMNI, caption: 'the red one' });
    const seen = await ann.received(externalId);
    same([seen.message.imageMessage?.caption, seen.message.imageMessage?.mimetype], ['the red one', 'image/png']);
    same((await ann.download(seen)).equals(PICTURE), true, 'the same bytes');
  });

  await checks.run('a picture that Baileys uploads is fetched by Omni', async () => {
    const sent = await ann.send(omni.jid, { image: PICTURE, caption: 'mine', mimetype: 'image/png' });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.content.type, stored.textContent, stored.mediaMimeType], ['image', 'mine', 'image/png']);
    same((await omni.file(stored)).equals(PICTURE), true, 'the same bytes');
  });

  await checks.run('a picture from Omni is to be opened once in Baileys', async () => {
    const { externalId } = await omni.send('media', ann.jid, { ...FROM_OMNI, viewOnce: true });
    const seen = await ann.received(externalId);
    const { message } = seen;
    const inner = (message.viewOnceMessageV2 ?? message.viewOnceMessage)?.message;
    same(inner?.imageMessage?.viewOnce, true, 'viewOnce');
    same((await ann.download(seen)).equals(PICTURE), true, 'the same bytes');
  });

  await checks.run('a picture from Baileys is to be opened once in Omni', async () => {
    const content = { image: PICTURE, caption: 'look once', mimetype: 'image/png', viewOnce: true };
    const sent = await ann.send(omni.jid, content);
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.viewOnce, stored.content.type, stored.textContent], [true, 'image', 'look once']);
  });
}

export async function otherFiles(checks, { omni, ann }) {
  await checks.run('a document from Omni is downloaded by Baileys', async () => {
    const bill = { type: 'document', base64: BILL.toString('base64'), mimeType: 'text/plain', filename: 'bill.txt' };
    const { externalId } = await omni.send('media', ann.jid, bill);
    const seen = await ann.received(externalId);
    same([seen.message.documentMessage?.fileName, seen.message.documentMessage?.mimetype], ['bill.txt', 'text/plain']);
    same((await ann.download(seen)).equals(BILL), true, 'the same bytes');
  });

  await checks.run('a document that Baileys uploads is fetched by Omni', async () => {
    const sent = await ann.send(omni.jid, { document: BILL, mimetype: 'text/plain', fileName: 'bill.txt' });
    const stored = await omni.stored(ann.jid, sent.key.id);
    same([stored.content.type, stored.mediaMimeType], ['document', 'text/plain']);
    same((await omni.file(stored)).equals(BILL), true, 'the same bytes');
  });

  await checks.run('a voice note from Omni is one in Baileys', async () => {
    const note = { type: 'audio', base64: NOTE.toString('base64'), mimeType: OPUS, voiceNote: true };
    const { externalId } = await omni.send('media', ann.jid, note);
    const seen = await ann.received(externalId);
    same(seen.message.audioMessage?.ptt, true, 'ptt');
    same((await ann.download(seen)).equals(NOTE), true, 'the same bytes');
  });

  await checks.run('a voice note and a sticker from Baileys are stored by Omni', async () => {
    const note = { audio: NOTE, mimetype: OPUS, ptt: true, seconds: 1 };
    const recording = await ann.send(omni.jid, note);
    const { content } = await omni.stored(ann.jid, recording.key.id);
    same([content.type, content.isVoiceNote], ['audio', true]);
    const sticker = await ann.send(omni.jid, { sticker: PICTURE, mimetype: 'image/webp' });
    same((await omni.stored(ann.jid, sticker.key.id)).content.type, 'sticker');
  });
}

export async function cards(checks, { omni, ann }) {
  await checks.run('a location from Omni is read by Baileys', async () => {
    const place = { latitude: -23.55, longitude: -46.63, name: 'The shop', address: '1 Street' };
    const { externalId } = await omni.send('location', ann.jid, place);
    const { locationMessage: seen } = (await ann.received(externalId)).message;
    same([seen.degreesLatitude, seen.degreesLongitude, seen.name, seen.address], Object.values(place));
  });

  await checks.run('a location from Baileys is stored by Omni', async () => {
    const location = { degreesLatitude: 52.5, degreesLongitude: 13.4, name: 'Home' };
    const sent = await ann.send(omni.jid, { location });
    const { content } = await omni.stored(ann.jid, sent.key.id);
    const place = content.location;
    same([content.type, place?.latitude, place?.longitude, place?.name], ['location', 52.5, 13.4, 'Home']);
  });

  await checks.run('a list of contacts from Omni is read by Baileys', async () => {
    const contacts = CARDS.map(([name, phone]) => ({ name, phone }));
    const { externalId } = await omni.send('contact', ann.jid, { contacts });
    const list = (await ann.received(externalId)).message.contactsArrayMessage;
    same(list?.contacts.map(one => one.displayName), ['Hugo', 'Ida']);
    same(list.contacts.every((one, at) => one.vcard.includes(CARDS[at][1].slice(-9))), true, 'the numbers');
  });

  await checks.run('a list of contacts from Baileys is stored by Omni', async () => {
    const contacts = CARDS.map(([displayName, phone]) => ({ displayName, vcard: vcard(displayName, phone) }));
    const sent = await ann.send(omni.jid, { contacts: { displayName: '2 contacts', contacts } });
    const { content } = await omni.stored(ann.jid, sent.key.id);
    same([content.type, content.contacts?.map(one => one.name)], ['contact', ['Hugo', 'Ida']]);
    same(content.contacts.map(one => one.phones.length), [1, 1], 'numbers');
  });
}
