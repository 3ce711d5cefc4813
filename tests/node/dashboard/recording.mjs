// A voice note of the browser's microphone, which is Chromium's fake one: it beeps once a second.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';

export async function recording(checks, { browser, network, tab, page: url, ann, say }) {
  const log = tab.getByRole('log');
  const received = () => network.get(`/phones/${ann}/received`);
  const typing = () => network.get(`/phones/${ann}/typing`);
  const button = name => tab.getByRole('button', { name, exact: true });

  await checks.run('a recording is seen on the other side, and one that is discarded is not sent', async () => {
    await tab.context().grantPermissions(['microphone'], { origin: new URL(url).origin });
    await tab.goto(url);
    await openChat(tab);
    const before = (await received()).length;
    await button('Record a voice note').click();
    await tab.getByText('Recording…').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'recording');
    await until('the phone sees it', async () => (await typing()).at(-1)?.recording === true);
    await button('Discard').click();
    await button('Record a voice note').waitFor();
    await until('the phone sees its end', async () => (await typing()).at(-1)?.typing === false);
    same((await received()).length, before, 'messages of the phone');
  });

  await checks.run('a voice note is recorded, quotes what it answers, and arrives with its waveform', async () => {
    const asked = await say('can you talk?');
    const id = asked.id ?? asked.message_id;
    const bubble = log.locator(`[data-message="${id}"]`);
    await bubble.getByRole('button', { name: 'Actions' }).click();
    await bubble.getByRole('button', { name: 'Reply', exact: true }).click();
    const known = new Set((await received()).map(one => one.id));
    await button('Record a voice note').click();
    // Long enough for a beep. Each second is shown only until the next one.
    const recorder = tab.getByText('Recording…', { exact: true }).locator('..');
    await recorder.getByText(/^0:(0[2-9]|[1-5]\d)$/).waitFor();
    await button('Send').click();
    await button('Record a voice note').waitFor();
    const note = await until('the phone has it', async () =>
      (await received()).find(one => !known.has(one.id)),
    );
    same(note.quoted_id, id, 'the message that it answers');
    const levels = note.voice_levels ?? [];
    same(levels.length, 64, 'levels of the waveform');
    if (Math.max(...levels) === 0) throw new Error('the waveform is flat');
    const file = await call('GET', `${network.control}/phones/${ann}/received/${note.id}/media`, { raw: true });
    same(file.status, 200, 'the file');
    same(file.body.subarray(0, 4).toString(), 'OggS', 'its form');

    const own = log.locator(`[data-message="${note.id}"]`);
    await own.getByText(/Delivered|Read/).waitFor();
    await own.getByRole('button', { name: 'Play' }).click();
    await own.getByRole('button', { name: 'Pause' }).waitFor();
    await browser.picture(tab, 'recorded');
  });
}
