import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
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
    await network.post(`/phones/${ANN}/expect`, { text: 'Yes, come by.', timeout_millis: EXPECT_MS });
    const own = log.locator('article').filter({ hasText: 'Yes, come by.' });
    await own.getByText(/Delivered|Read/).waitFor();
    same(await own.count(), 1, 'bubbles');
    same(await tab.getByLabel('Write a message').inputValue(), '', 'the composer');
  });

  await checks.run('the other sees that one types, and no longer once it is sent', async () => {
    const field = tab.getByLabel('Write a message');
    const before = (await network.get(`/phones/${ANN}/typing`)).length;
    const seen = async () => (await network.get(`/phones/${ANN}/typing`)).slice(before);
    await field.pressSequentially('We are open until six.');
    await until('the phone sees typing', async () => (await seen()).some(one => one.typing && !one.recording));
    await field.press('Enter');
    await until('the phone sees its end', async () => (await seen()).at(-1)?.typing === false);
    const shown = await seen();
    same([...new Set(shown.map(one => `${one.from} ${one.recording}`))], [`${shop} false`], 'who types');
    await log.locator('article').filter({ hasText: 'We are open until six.' }).getByText(/Delivered|Read/).waitFor();
  });

  await checks.run('an edit that is given up leaves the draft, and one that is saved too', async () => {
    const field = tab.getByLabel('Write a message');
    const own = log.locator('article').filter({ hasText: 'Yes, come by.' });
    const edit = async () => {
      await own.getByRole('button', { name: 'Actions' }).click();
      await own.getByRole('button', { name: 'Edit', exact: true }).click();
      await tab.getByRole('button', { name: 'Save', exact: true }).waitFor();
      same(await field.inputValue(), 'Yes, come by.', 'what is edited');
    };
    await field.fill('We close at');
    await edit();
    await field.fill('No, do not come.');
    await field.press('Escape');
    await tab.getByRole('button', { name: 'Send', exact: true }).waitFor();
    same(await field.inputValue(), 'We close at', 'the draft after Escape');
    await edit();
    await tab.getByRole('button', { name: 'Cancel', exact: true }).click();
    same(await field.inputValue(), 'We close at', 'the draft after Cancel');
    await edit();
    await field.fill('Yes, come by. We are open.');
    await field.press('Enter');
    await own.getByText('Yes, come by. We are open.', { exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Send', exact: true }).waitFor();
    same(await field.inputValue(), 'We close at', 'the draft after the edit');
    same(await log.getByText('No, do not come.').count(), 0, 'messages with the text that was given up');
    await own.getByText('1 earlier text').click();
    await own.locator('s').getByText('Yes, come by.', { exact: true }).waitFor();
    await field.fill('');
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

  await checks.run('a file that answers a message quotes it', async () => {
    const asked = await world.say('which one is it?');
    const id = asked.id ?? asked.message_id;
    const bubble = log.locator(`[data-message="${id}"]`);
    await bubble.getByRole('button', { name: 'Actions' }).click();
    await bubble.getByRole('button', { name: 'Reply', exact: true }).click();
    await tab.locator('form').getByText('which one is it?').waitFor();
    const file = { name: 'this.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 this') };
    await tab.locator('input[type=file]').setInputFiles(file);
    await tab.getByRole('list', { name: 'Attached files' }).getByText('this.pdf').waitFor();
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    await tab.locator('form').getByText('which one is it?').waitFor({ state: 'detached' });
    await until('the phone has it as an answer', async () =>
      (await network.get(`/phones/${ANN}/received`)).some(one => one.quoted_id === id),
    );
    const own = log.locator('article').filter({ hasText: 'this.pdf' });
    await own.getByRole('button', { name: /^To the message that is answered/ }).waitFor();
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

  await checks.run('an own reaction is marked, and is taken away by pressing it again', async () => {
    const sent = await world.say('is it ready?');
    const bubble = log.locator(`[data-message="${sent.id ?? sent.message_id}"]`);
    const [, instanceId, chatId] = /chats\/([^/]+)\/([^/?]+)/.exec(tab.url());
    const stored = async () => {
      const path = `${url}/api/v2/instances/${instanceId}/chats/${chatId}/messages?limit=5`;
      const { body } = await call('GET', path, { headers: { 'x-api-key': apiKey } });
      const message = body.items.find(one => one.content.text === 'is it ready?');
      return message?.reactions.map(one => one.emoji).join();
    };
    const press = async isPressed => {
      await bubble.getByRole('button', { name: 'Actions' }).click();
      await bubble.getByRole('button', { name: '👍', pressed: isPressed }).click();
    };
    const given = bubble.getByRole('listitem').filter({ hasText: '👍' });
    await press(false);
    await given.waitFor();
    await until('the reaction is stored', async () => (await stored()) === '👍');
    await press(true);
    await given.waitFor({ state: 'detached' });
    await until('the reaction is removed', async () => (await stored()) === '');
  });

  await checks.run('a picture is shown', async () => {
    const picture = { type: 'media', kind: 'image', mime: 'image/png', data: PICTURE, caption: 'my bike' };
    await network.post(`/phones/${ANN}/send`, { to, ...picture });
    await log.getByText('my bike').waitFor();
    const image = log.locator('article img').last();
    await until('the picture is loaded', () => image.evaluate(one => one.complete && one.naturalWidth > 0));
  });

  await checks.run('files that are pasted and dropped are sent in their order', async () => {
    const field = tab.getByLabel('Write a message');
    const give = (kind, name) =>
      field.evaluate(
        (one, [kind, name]) => {
          const data = new DataTransfer();
          data.items.add(new File([`%PDF-1.4 ${name}`], name, { type: 'application/pdf' }));
          const how = { bubbles: true, cancelable: true };
          one.dispatchEvent(
            kind === 'paste'
              ? new ClipboardEvent(kind, { ...how, clipboardData: data })
              : new DragEvent(kind, { ...how, dataTransfer: data }),
          );
        },
        [kind, name],
      );
    await give('paste', 'pasted.pdf');
    await give('drop', 'dropped.pdf');
    const attached = tab.getByRole('list', { name: 'Attached files' });
    await attached.getByText('pasted.pdf').waitFor();
    await attached.getByText('dropped.pdf').waitFor();
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    const files = log.locator('article').filter({ hasText: /(pasted|dropped)\.pdf/ });
    await until('both are sent', async () => (await files.count()) === 2);
    for (const at of [0, 1]) await files.nth(at).getByText(/Delivered|Read/).waitFor();
    const names = await files.evaluateAll(all => all.map(one => /(pasted|dropped)\.pdf/.exec(one.textContent)[0]));
    same(names, ['pasted.pdf', 'dropped.pdf'], 'their order');
  });

  await checks.run('what could not be sent stays with its reason, is sent again, or is discarded', async () => {
    const field = tab.getByLabel('Write a message');
    const row = text => log.locator('[data-index]').filter({ hasText: text });
    const sends = /\/api\/v2\/messages$/;
    await tab.route(sends, route => route.abort('connectionrefused'));
    try {
      for (const text of ['lost at first', 'lost for good']) {
        await field.fill(text);
        await field.press('Enter');
        await row(text).getByRole('alert').getByText('Not sent: The server cannot be reached.').waitFor();
      }
      const isAsked = await tab.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
      same(isAsked, true, 'the browser asks before the page is left');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'conversation-unsent');
    } finally {
      await tab.unroute(sends);
    }
    await row('lost for good').getByRole('button', { name: 'Discard' }).click();
    await row('lost for good').waitFor({ state: 'detached' });
    await row('lost at first').getByRole('button', { name: 'Try again' }).click();
    const own = log.locator('article').filter({ hasText: 'lost at first' });
    await own.getByText(/Delivered|Read/).waitFor();
    same(await own.count(), 1, 'bubbles');
    same(await log.getByText('lost for good').count(), 0, 'what was discarded');
  });

  await checks.run('a poll, a contact and a location are shown with what they say', async () => {
    const [, instanceId] = /chats\/([^/]+)\//.exec(tab.url());
    const post = async (kind, body) => {
      const path = `${url}/api/v2/messages/${kind}`;
      const headers = { 'x-api-key': apiKey };
      const sent = await call('POST', path, { headers, body: { instanceId, to: ANN, ...body } });
      if (sent.status >= 300) throw new Error(`${kind}: ${JSON.stringify(sent)}`);
      return log.locator(`[data-message="${sent.body.externalMessageId}"]`);
    };
    const poll = await post('poll', { question: 'When do you come?', options: ['Today', 'On Monday'] });
    await poll.getByText('When do you come?').waitFor();
    await poll.getByRole('listitem').filter({ hasText: 'On Monday' }).getByText('0', { exact: true }).waitFor();
    const contact = await post('contact', { contact: { name: 'Bo Lee', phone: '+5511988887777' } });
    await contact.getByText('Bo Lee').waitFor();
    await contact.getByText(/98888-?7777/).waitFor();
    const place = await post('location', { latitude: -23.55, longitude: -46.63, name: 'Our workshop' });
    await place.getByText('Our workshop').waitFor();
    await place.getByRole('link', { name: '-23.55000, -46.63000' }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-kinds');
  });

  // The simulated network has neither: they are put into the server's answer.
  await checks.run('a message that is waited for, and the advert that led to one, are shown', async () => {
    await world.say('cannot be read');
    await world.say('seen in your advert');
    await log.getByText('seen in your advert').waitFor();
    const read = /\/chats\/[^/]+\/messages\?/;
    await tab.route(read, async route => {
      const answer = await route.fetch();
      const body = await answer.json();
      for (const one of body.items) {
        if (one.content.text === 'cannot be read') one.status = 'undecryptable';
        if (one.content.text === 'seen in your advert') {
          one.referral = { source: 'ad', headline: 'Bikes in spring', sourceUrl: 'https://example.com/spring' };
        }
      }
      // The page may have ended the request.
      await route.fulfill({ response: answer, json: body }).catch(() => undefined);
    });
    try {
      await tab.reload();
      await log.getByText('Waiting for this message.').waitFor();
      const referred = log.locator('article').filter({ hasText: 'seen in your advert' });
      await referred.getByText('From an advert').waitFor();
      await referred.getByText('Bikes in spring').waitFor();
      await referred.getByRole('link', { name: 'https://example.com/spring' }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'conversation-referral');
    } finally {
      await tab.unrouteAll({ behavior: 'wait' });
    }
    await tab.reload();
    await log.getByText('cannot be read', { exact: true }).waitFor();
  });

  await checks.run('what is read out of a file, and a star, appear in the open conversation', async () => {
    const since = new Date(Date.now() - 5_000).toISOString();
    const file = { type: 'media', kind: 'document', mime: 'text/plain', file_name: 'sizes.txt' };
    const data = Buffer.from('Frames of 54 and of 58 centimetres.').toString('base64');
    const sent = await network.post(`/phones/${ANN}/send`, { to, ...file, data });
    const bubble = log.locator(`[data-message="${sent.id ?? sent.message_id}"]`);
    const href = await bubble.getByRole('link', { name: /sizes\.txt/ }).evaluate(one => one.href);
    const [, instance, message] = /instances\/([^/]+)\/messages\/([^/]+)\//.exec(href);
    await until('the file is here', () => tab.evaluate(async at => (await fetch(at)).ok, href));
    const headers = { 'x-api-key': apiKey };
    const config = { instanceId: instance, mediaTypes: ['document'], since };
    const body = { type: 'media_reprocess', config };
    const job = await call('POST', `${url}/api/v2/batch-jobs`, { headers, body });
    same(job.status, 201, 'the batch job');
    await bubble.getByText('Description', { exact: true }).click();
    await bubble.getByText('Frames of 54 and of 58 centimetres.').waitFor();
    const star = method => call(method, `${url}/api/v2/messages/${message}/star`, { headers });
    same((await star('PUT')).status, 200, 'the star');
    await bubble.getByText('★').waitFor();
    same((await star('DELETE')).status, 200, 'its end');
    await bubble.getByText('★').waitFor({ state: 'detached' });
    await browser.assertAccessible(tab);
  });

  await checks.run('a message with markup is shown as text', async () => {
    await world.say(HOSTILE);
    await log.getByText('<img src=x', { exact: false }).waitFor();
    // A number of unread chats may be before it.
    same((await tab.title()).replace(/^\(\d+\) /, ''), 'Chats · Omni', 'the title');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation');
  });

  await checks.run('the head says that the instance is not connected, as long as that is so', async () => {
    const [, instance] = /chats\/([^/]+)\//.exec(tab.url());
    const ask = async action => {
      const path = `${url}/api/v2/instances/${instance}/${action}`;
      const { status } = await call('POST', path, { headers: { 'x-api-key': apiKey } });
      if (status >= 300) throw new Error(`${action}: ${status}`);
    };
    const mark = tab.locator('section > header').last().getByRole('link', { name: /^(Disconnected|Connecting|Reconnecting)$/ });
    await ask('disconnect');
    await mark.getByText('Disconnected', { exact: true }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'conversation-disconnected');
    await ask('connect');
    await mark.waitFor({ state: 'detached' });
  });
}
