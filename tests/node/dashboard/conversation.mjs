import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { everyText } from './scroll.mjs';

const ANN = '5511900000002';
const HOSTILE = '<img src=x onerror="document.title=1"> <a href="javascript:alert(1)">x</a> \u202eevil';
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export async function conversation(checks, world) {
  const { browser, network, tab, shop, url, apiKey } = world;
  const to = `${shop}@s.whatsapp.net`;
  const log = tab.getByRole('log');
  world.say = text => network.post(`/phones/${ANN}/send`, { to, type: 'text', text });
  world.ann = ANN;

  await checks.run('a first message appears in the list of chats without a reload', async () => {
    await network.phone(ANN, 'Ann');
    await tab.getByRole('link', { name: 'Chats', exact: true }).click();
    await tab.getByText('No chats yet.').waitFor();
    await browser.picture(tab, 'chats-empty');
    await world.say('Do you repair bikes?');
    await tab.getByRole('link', { name: /Do you repair bikes/ }).waitFor();
    await browser.assertAccessible(tab);
  });

  await checks.run('it is read in its conversation, and then no longer counted', async () => {
    const row = tab.getByRole('link', { name: /Do you repair bikes/ });
    await row.getByText('1 unread message').waitFor();
    await row.click();
    await log.getByText('Do you repair bikes?').waitFor();
    await row.getByText('1 unread message').waitFor({ state: 'detached' });
    // Where the new messages begin stays marked while the conversation is open.
    await log.getByText('1 unread message').waitFor();
  });

  await checks.run('messages arrive live, in their order, each once', async () => {
    for (let at = 1; at <= 20; at += 1) await world.say(`number ${at}`);
    await log.getByText('number 20', { exact: true }).waitFor();
    const shown = await everyText(log, /^number \d+$/);
    same(shown, Array.from({ length: 20 }, (_, at) => `number ${at + 1}`));
  });

  await checks.run('an answer is sent, delivered, and shown as that', async () => {
    await tab.getByLabel('Write a message').fill('Yes, come by.');
    await tab.keyboard.press('Enter');
    await network.post(`/phones/${ANN}/expect`, { text: 'Yes, come by.', timeout_millis: 10_000 });
    const own = log.locator('article').filter({ hasText: 'Yes, come by.' });
    await own.getByText(/Delivered|Read/).waitFor();
    same(await own.count(), 1, 'bubbles');
    same(await tab.getByLabel('Write a message').inputValue(), '', 'the composer');
  });

  await checks.run('whether the other is online, and writes, is shown and ends', async () => {
    const head = tab.getByRole('banner').or(tab.locator('section > header')).last();
    await network.post(`/phones/${ANN}/presence`, { available: true });
    await head.getByText('online', { exact: true }).waitFor();
    await network.post(`/phones/${ANN}/typing`, { to });
    await head.getByText('typing…').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-typing');
    await network.post(`/phones/${ANN}/typing`, { to, on: false });
    await head.getByText('online', { exact: true }).waitFor();
    await network.post(`/phones/${ANN}/presence`, { available: false });
    await head.getByText('online', { exact: true }).waitFor({ state: 'detached' });
  });

  await checks.run('a call is in its place among the messages, with its outcome', async () => {
    const { call: id } = await network.post(`/phones/${ANN}/call`, { to, video: true });
    const row = log.locator(`[data-call="${id}"]`);
    await row.getByText(/^Video call from/).waitFor();
    const [, instance] = /chats\/([^/]+)\//.exec(tab.url());
    const path = `${url}/api/v2/instances/${instance}/calls/${id}/reject`;
    const rejected = await call('POST', path, { headers: { 'x-api-key': apiKey }, body: {} });
    if (rejected.status >= 300) throw new Error(`rejecting: ${JSON.stringify(rejected)}`);
    await row.getByText(/declined/).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-call');
  });

  await checks.run('a file is chosen, sent with its caption, and delivered', async () => {
    const file = { name: 'offer.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 offer') };
    await tab.locator('input[type=file]').setInputFiles(file);
    await tab.getByRole('list', { name: 'Attached files' }).getByText('offer.pdf').waitFor();
    const below = () => log.evaluate(box => box.scrollHeight - box.scrollTop - box.clientHeight);
    await until('the end stays in view', async () => (await below()) < 5);
    await tab.getByLabel('Write a message').fill('our offer');
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    const own = log.locator('article').filter({ hasText: 'our offer' });
    await own.getByText('offer.pdf').waitFor();
    await own.getByText(/Delivered|Read/).waitFor();
    same(await own.count(), 1, 'bubbles');
  });

  await checks.run('reactions, edits and deletions show at once', async () => {
    const sent = await world.say('see you at 5');
    const id = sent.id ?? sent.message_id;
    const bubble = log.locator(`[data-message="${id}"]`);
    await bubble.waitFor();
    await network.post(`/phones/${ANN}/send`, { to, type: 'reaction', target: id, emoji: '👍' });
    await bubble.getByText('👍').waitFor();
    await network.post(`/phones/${ANN}/send`, { to, type: 'edit', target: id, text: 'see you at 6' });
    await bubble.getByText('see you at 6').waitFor();
    await bubble.getByText('edited').waitFor();
    await network.post(`/phones/${ANN}/send`, { to, type: 'revoke', target: id });
    await bubble.getByText('This message was deleted.').waitFor();
  });

  await checks.run('a picture is shown', async () => {
    const picture = { type: 'media', kind: 'image', mime: 'image/png', data: PICTURE, caption: 'my bike' };
    await network.post(`/phones/${ANN}/send`, { to, ...picture });
    await log.getByText('my bike').waitFor();
    const image = log.locator('article img').last();
    await until('the picture is loaded', () => image.evaluate(one => one.complete && one.naturalWidth > 0));
  });

  await checks.run('a message with markup is shown as text', async () => {
    await world.say(HOSTILE);
    await log.getByText('<img src=x', { exact: false }).waitFor();
    same(await tab.title(), 'Chats · Omni', 'the title');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation');
  });
}
