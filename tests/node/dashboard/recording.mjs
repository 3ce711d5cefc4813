// A voice note of the browser's microphone, which is Chromium's fake one: it beeps once a second.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';

export async function recording(checks, { browser, network, tab, page: url, ann }) {
  const log = tab.getByRole('log');
  const received = () => network.get(`/phones/${ann}/received`);
  const button = name => tab.getByRole('button', { name, exact: true });

  await checks.run('a recording that is discarded is not sent', async () => {
    await tab.context().grantPermissions(['microphone'], { origin: new URL(url).origin });
    await tab.goto(url);
    await openChat(tab);
    const before = (await received()).length;
    await button('Record a voice note').click();
    await tab.getByText('Recording…').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'recording');
    await button('Discard').click();
    await button('Record a voice note').waitFor();
    same((await received()).length, before, 'messages of the phone');
  });

  await checks.run('a voice note is recorded, sent, and arrives with its waveform', async () => {
    const known = new Set((await received()).map(one => one.id));
    await button('Record a voice note').click();
    // Long enough for a beep.
    await tab.getByText('0:02', { exact: true }).waitFor();
    await button('Send').click();
    await button('Record a voice note').waitFor();
    const note = await until('the phone has it', async () =>
      (await received()).find(one => !known.has(one.id)),
    );
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
