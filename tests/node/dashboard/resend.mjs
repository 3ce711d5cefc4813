// What the network refused is sent again from its bubble, whatever its kind.
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';

export async function resend(checks, { network, tab, page, shop, url, apiKey, ann }) {
  const log = tab.getByRole('log');
  const refuseNext = () =>
    network.post('/faults', { fault: 'reject_sends', device: shop, count: 1, code: 400 });
  await tab.goto(page);
  await openChat(tab);

  await checks.run('a message that the network refused says so, and is sent again as another', async () => {
    await refuseNext();
    const field = tab.getByLabel('Write a message');
    await field.fill('refused at first');
    await field.press('Enter');
    const failed = log.locator('article[data-status="failed"]').filter({ hasText: 'refused at first' });
    await failed.getByText(/^Not sent: /).waitFor();
    await failed.getByRole('button', { name: 'Actions' }).click();
    await failed.getByRole('button', { name: 'Send again', exact: true }).click();
    const both = log.locator('article').filter({ hasText: 'refused at first' });
    await both.getByText(/Delivered|Read/).waitFor();
    same([await both.count(), await failed.count()], [2, 1], 'bubbles, and those that failed');
  });

  await checks.run('a file that the network refused is sent again with its name and caption', async () => {
    await refuseNext();
    const file = { name: 'bill.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 bill') };
    await tab.locator('input[type=file]').setInputFiles(file);
    await tab.getByLabel('Write a message').fill('the bill');
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    const both = log.locator('article').filter({ hasText: 'bill.pdf' });
    const failed = log.locator('article[data-status="failed"]').filter({ hasText: 'bill.pdf' });
    await failed.getByText(/^Not sent: /).waitFor();
    await failed.getByRole('button', { name: 'Actions' }).click();
    await failed.getByRole('button', { name: 'Send again', exact: true }).click();
    await both.filter({ hasText: 'the bill' }).getByText(/Delivered|Read/).waitFor();
    same([await both.count(), await failed.count()], [2, 1], 'bubbles, and those that failed');
  });

  await checks.run('a poll, a contact and a location that the network refused are sent again as they were', async () => {
    const [, instanceId] = /chats\/([^/]+)\//.exec(tab.url());
    const ask = (method, path, body) =>
      call(method, `${url}/api/v2${path}`, { headers: { 'x-api-key': apiKey }, body });
    const kinds = [
      ['poll', 'Which colour?', { question: 'Which colour?', options: ['Blue', 'Green', 'Black'], maxChoices: 2 }],
      ['contact', 'Cy Moe', { contact: { name: 'Cy Moe', phone: '+5511988886666', organization: 'Wheels' } }],
      ['location', 'Our second shop', { latitude: -23.5, longitude: -46.6, name: 'Our second shop' }],
    ];
    for (const [kind, words, body] of kinds) {
      await refuseNext();
      const refused = await ask('POST', `/messages/${kind}`, { instanceId, to: ann, ...body });
      same(refused.status, 502, `the ${kind}: ${JSON.stringify(refused.body)}`);
      const both = log.locator('article').filter({ hasText: words });
      const failed = log.locator('article[data-status="failed"]').filter({ hasText: words });
      await failed.getByRole('button', { name: 'Actions' }).click();
      await failed.getByRole('button', { name: 'Send again', exact: true }).click();
      await both.getByText(/Delivered|Read/).waitFor();
      same([await both.count(), await failed.count()], [2, 1], 'bubbles, and those that failed');
      const { body: listed } = await ask('GET', `/instances/${instanceId}/chats/${ann}@s.whatsapp.net/messages?limit=20`);
      const [again, first] = listed.items.map(one => one.content).filter(one => JSON.stringify(one).includes(words));
      same(again, first, `the content of the ${kind}`);
    }
  });
}
