// What a conversation shows of sounds, videos and stickers, and how it separates its days.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';

const KIT = '5511900000061';
const SECONDS = 20;
const WORDS = 'The red one, if you still have it.';
/** One second of one colour, 16 pixels wide: VP8 in WebM, which every Chromium decodes. */
const FILM =
  'GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAAIaEU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZUrmtTrIHGTbuM' +
  'U6uEElTDZ1OsggEMTbuMU6uEHFO7a1OsggIE7AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmoCrXsYMPQkBNgIRMYXZmV0GETGF2ZkSJiECPQAAAAAAAFlSua8Gu' +
  'AQAAAAAAADjXgQFzxYgAAAAAAAAAAZyBACK1nIN1bmSIgQCGhVZfVlA4g4EBI+ODhAvrwgDgibCBELqBEJqBAhJUw2fRc3POY8CLY8WIAAAAAAAA' +
  'AAFnyJhFo4dFTkNPREVSRIeLTGF2YyBsaWJ2cHhnyKJFo4hEVVJBVElPTkSHlDAwOjAwOjAxLjAwMDAwMDAwMAAAH0O2dUCc54EAo7uBAACAsAIA' +
  'nQEqEAAQAABHCIWFiIWEiAICAnWqA/gCDP37AP77aJf/PTNeYP8nP/25H+3I/25H/7bCAKOVgQDIALEBAAEQEAAYABhYL/QACAAAo5WBAZAAsQEA' +
  'ARAQABgAGFgv9AAIAACjlYECWACxAQABEBAAGAAYWC/0AAgAAKOVgQMgALEBAAEQEAAYABhYL/QACAAAHFO7a5G7j7OBALeK94EB8YIBYvCBAw==';
const FILM_PX = 16;
/** A WebP of 8 pixels. */
const STICKER = 'UklGRjgAAABXRUJQVlA4ICwAAACQAQCdASoIAAgAAgA0JaACdLoAA5gA/u8pR8TxdvIb/6MP/xpH/GkfDmAAAA==';
const STICKER_PX = 8;
/**
 * Moves messages of a chat into the past, straight in the database: the simulated network has only the time of now.
 * Behind the path: the external id of each, and by how many minutes.
 */
const MOVE = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
for message, minutes in zip(sys.argv[2::2], sys.argv[3::2]):
    moved = db.execute("UPDATE messages SET platform_timestamp = platform_timestamp - ? WHERE external_id = ?",
        (int(minutes) * 60000, message))
    assert moved.rowcount == 1, moved.rowcount
`;
const HOUR = 60;

/** A sound as WAV: one channel, 8 bits, 8 kHz. */
function sound(seconds) {
  const [rate, head] = [8_000, 44];
  const wav = Buffer.alloc(head + seconds * rate);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(wav.length - head, 40);
  for (let at = head; at < wav.length; at += 1) wav[at] = 128 + Math.round(60 * Math.sin((2 * Math.PI * 440 * at) / rate));
  return wav;
}

/** A service with OpenAI's API that finds the same words in every sound. */
function transcriber() {
  const asked = [];
  const server = createServer((request, answer) => {
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      asked.push({ path: request.url, body: Buffer.concat(parts) });
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ text: WORDS }));
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ asked, url: `http://127.0.0.1:${server.address().port}/v1`, stop: () => server.close() });
    });
  });
}

export async function kinds(checks, { browser, network, tab, page: address, url, apiKey, shop, folder }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const log = tab.getByRole('log');
  const to = `${shop}@s.whatsapp.net`;
  const send = async content => (await network.post(`/phones/${KIT}/send`, { to, ...content })).id;
  const bubbleOf = id => log.locator(`[data-message="${id}"]`);
  const { items } = await ask('GET', '/instances?limit=100');
  const { id: instance } = items.find(one => one.name === 'Bike shop');
  /** The messages of the conversation, newest first; none before it has one. */
  const stored = async () => {
    const path = `/instances/${instance}/chats/${KIT}@s.whatsapp.net/messages?limit=100`;
    const { status, body } = await call('GET', `${url}/api/v2${path}`, { headers });
    return status === 200 ? body.items : [];
  };
  const note = sound(SECONDS);
  let voice;

  await tab.setViewportSize(WIDE);

  await checks.run('messages of different days are separated by the name of each day, once', async () => {
    await network.phone(KIT, 'Kit');
    const ids = [];
    for (const text of ['long ago', 'days ago', 'a minute later', 'just now']) ids.push(await send({ type: 'text', text }));
    await until('they are stored', async () => (await stored()).length === ids.length);
    const ago = [72 * HOUR, 36 * HOUR, 36 * HOUR - 1];
    const moves = ago.flatMap((minutes, at) => [ids[at], String(minutes)]);
    execFileSync('python3', ['-c', MOVE, join(folder, 'data', 'omni.db'), ...moves]);
    const messages = (await stored()).reverse().map(one => ({ id: one.externalId, at: one.timestamp }));
    same(messages.map(one => one.id), ids, 'the messages, oldest first');

    await tab.goto(`${address}/chats`);
    await tab.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: /Kit|5511900000061/ }).click();
    for (const text of ['long ago', 'just now']) await log.getByText(text, { exact: true }).waitFor();
    // In the language and the zone of the page.
    const { days, wanted } = await tab.evaluate(all => {
      const form = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });
      const rows = all.map(({ id, at }) => [form.format(new Date(at)), id]);
      const isNew = ([day], index) => rows[index - 1]?.[0] !== day;
      return {
        days: rows.filter(isNew).length,
        wanted: rows.flatMap((row, index) => (isNew(row, index) ? row : [row[1]])),
      };
    }, messages);
    if (days < 3) throw new Error(`the messages are of ${days} days`);
    const shown = await log.locator('[data-index]').evaluateAll(all =>
      all
        .map(row => [Number(row.dataset.index), row.querySelector('article')?.dataset.message ?? row.textContent])
        .sort(([one], [other]) => one - other)
        .map(([, row]) => row),
    );
    same(shown.filter(row => !/unread message/.test(row)), wanted, 'days and messages');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-days');
  });

  await checks.run('a voice note is played at the speed that is chosen, before and while it plays', async () => {
    voice = await send({ type: 'media', kind: 'audio', mime: 'audio/wav', data: note.toString('base64'), voice_note: true });
    const bubble = bubbleOf(voice);
    const speed = times => bubble.getByRole('button', { name: `Speed ${times}`, exact: true });
    const rate = () => bubble.locator('audio').evaluate(one => one.playbackRate);
    const length = bubble.getByRole('slider', { name: 'Position', exact: true });
    await speed('1').click();
    await speed('1.5').waitFor();
    await bubble.getByRole('button', { name: 'Play', exact: true }).click();
    await bubble.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    // It is known once the file is loaded, which must leave the speed as it is.
    await until('its length is shown', async () => Math.round(Number(await length.getAttribute('max'))) === SECONDS);
    same(await rate(), 1.5, 'the speed that was chosen before');
    await speed('1.5').click();
    await speed('2').waitFor();
    same(await rate(), 2, 'the speed that was chosen meanwhile');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-speed');
    await speed('2').click();
    await speed('1').waitFor();
    same(await rate(), 1, 'the speed at first');
    await bubble.getByRole('button', { name: 'Pause', exact: true }).click();
    await bubble.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  await checks.run('the transcript of a voice note appears below it as it is made, and stays', async () => {
    const service = await transcriber();
    const settings = {
      'openai.base_url': service.url, 'openai.api_key': 'sk-model', 'media.audio_providers': 'openai',
    };
    await ask('PATCH', '/settings', { settings });
    try {
      const bubble = bubbleOf(voice);
      const transcript = bubble.locator('details').filter({ has: tab.getByText('Transcript', { exact: true }) });
      same(await transcript.count(), 0, 'transcripts before');
      const since = (await stored()).find(one => one.externalId === voice).timestamp;
      const config = { instanceId: instance, mediaTypes: ['audio'], since };
      await ask('POST', '/batch-jobs', { type: 'media_reprocess', config });
      await transcript.getByText(WORDS, { exact: true }).waitFor();
      const [{ path, body }] = service.asked;
      same([path, body.includes(note)], ['/v1/audio/transcriptions', true], 'what the service was sent');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'conversation-transcript');
      await tab.reload();
      await transcript.getByText(WORDS, { exact: true }).waitFor();
    } finally {
      // The key first: its address is not changed under it.
      for (const key of ['openai.api_key', 'openai.base_url', 'media.audio_providers']) {
        await ask('DELETE', `/settings/${key}`);
      }
      service.stop();
    }
  });

  await checks.run('a video is played where it is, with its caption', async () => {
    const film = { kind: 'video', mime: 'video/webm', data: FILM, caption: 'the bell' };
    const bubble = bubbleOf(await send({ type: 'media', ...film }));
    const video = bubble.locator('video');
    await video.waitFor();
    await bubble.getByText('the bell', { exact: true }).waitFor();
    const facts = await video.evaluate(one => [one.controls, one.getAttribute('aria-label')]);
    same(facts, [true, 'Video'], 'whether it has controls, and its name');
    // As its controls do it, which a page cannot reach.
    await video.evaluate(one => one.play());
    await until('it plays', () => video.evaluate(one => one.currentTime > 0));
    same(await video.evaluate(one => one.videoWidth), FILM_PX, 'its width');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-video');
  });

  await checks.run('a sticker is shown as a picture, and opens in a window of its own', async () => {
    const sticker = { kind: 'sticker', mime: 'image/webp', data: STICKER };
    const bubble = bubbleOf(await send({ type: 'media', ...sticker }));
    const image = bubble.getByRole('img', { name: 'Sticker', exact: true });
    await image.waitFor();
    await until('it is loaded', () => image.evaluate(one => one.complete && one.naturalWidth > 0));
    same(await image.evaluate(one => one.naturalWidth), STICKER_PX, 'its width');
    const link = bubble.getByRole('link', { name: 'Sticker', exact: true });
    const href = await link.evaluate(one => one.href);
    const [opened] = await Promise.all([tab.context().waitForEvent('page'), link.click()]);
    await opened.waitForURL(href, { waitUntil: 'commit' });
    await opened.close();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-sticker');
  });
}
