// What WHAPI's clients call beside the routes of the product's own pages.
import { same, until } from '../baileys/checks.mjs';
import { ANN, SHOP } from './exchange.mjs';
import { refused } from './gateway.mjs';

export async function whapi(checks, world) {
  const { gateway } = world;
  const own = { token: world.token };
  await checks.run('WHAPI: the account\'s profile and limits', async () => {
    const profile = await gateway.done('GET', '/api/v1/users/profile', own);
    if (typeof profile.name !== 'string') throw new Error(JSON.stringify(profile));
    const change = { ...own, body: { about: 'Open till ten' } };
    same((await gateway.done('PATCH', '/api/v1/users/profile', change)).about, 'Open till ten');
    const limits = await gateway.done('GET', '/api/v1/limits', own);
    if (!(limits.checks > 0 && limits.file_size > 0)) throw new Error(JSON.stringify(limits));
  });
  await checks.run('WHAPI: the messages of all chats, page by page', async () => {
    const seen = new Set();
    let path = '/api/v1/messages/list?limit=1';
    for (let cursor = ''; cursor !== null;) {
      const page = await gateway.done('GET', path, own);
      if (page.items.length > 1) throw new Error(`${page.items.length} rows`);
      for (const { id } of page.items) {
        if (seen.has(id)) throw new Error(`${id} twice`);
        seen.add(id);
      }
      cursor = page.next_cursor;
      path = `/api/v1/messages/list?limit=1&cursor=${cursor}`;
    }
    const whole = await gateway.done('GET', '/api/v1/messages/list?limit=200', own);
    same(whole.items.length, seen.size);
    if (new Set(whole.items.map(one => one.chat_id)).size < 2) throw new Error('one chat only');
  });
  await checks.run('WHAPI: a file is uploaded, sent by its id, and deleted', async () => {
    const body = { media: Buffer.from('hello').toString('base64'), filename: 'a.txt' };
    const file = await gateway.done('POST', '/api/v1/media', { ...own, body });
    same((await gateway.ask('GET', `/api/v1/media/${file.id}`, own)).text, 'hello');
    const send = { ...own, body: { to: ANN, media: file.id } };
    const sent = await gateway.done('POST', '/api/v1/messages/document', send);
    same(sent.message.media.file_name, 'a.txt');
    await gateway.done('DELETE', `/api/v1/media/${file.id}`, own);
    refused(await gateway.ask('GET', `/api/v1/media/${file.id}`, own), 404, 'NOT_FOUND');
    same((await gateway.ask('GET', `/api/v1/media/${sent.message.media.id}`, own)).text, 'hello');
  });
  await checks.run('WHAPI: a HEAD shows who is on WhatsApp', async () => {
    same((await gateway.ask('HEAD', `/api/v1/contacts/${ANN}`, own)).status, 200);
    same((await gateway.ask('HEAD', '/api/v1/contacts/5511999990000', own)).status, 404);
    const lids = await gateway.done('GET', `/api/v1/contacts/lids/${ANN}`, own);
    same(lids.id, `${ANN}@s.whatsapp.net`);
  });
  await checks.run('WHAPI: an invite is shown before it is accepted', async () => {
    const body = { subject: 'Team', participants: [ANN] };
    const { group_id } = await gateway.done('POST', '/api/v1/groups', { ...own, body });
    const { invite_code } = await gateway.done('GET', `/api/v1/groups/${group_id}/invite`, own);
    const shown = await gateway.done('GET', `/api/v1/groups/link/${invite_code}`, own);
    same([shown.id, shown.name].join(), [group_id, 'Team'].join());
    refused(await gateway.ask('GET', '/api/v1/groups/link/NoSuchInvite', own), 404, 'NOT_FOUND');
  });
  await checks.run('WHAPI: a channel is made, found, changed and deleted', async () => {
    const made = await gateway.done('POST', '/api/v1/channels', { ...own, body: { name: 'News' } });
    const found = await gateway.done('GET', `/api/v1/channels/link/${made.invite_code}`, own);
    same(found.id, made.id);
    const change = { ...own, body: { name: 'Daily' } };
    same((await gateway.done('PATCH', `/api/v1/channels/${made.id}`, change)).name, 'Daily');
    await gateway.done('DELETE', `/api/v1/channels/${made.id}`, own);
    const path = `/api/v1/channels/link/${made.invite_code}`;
    refused(await gateway.ask('GET', path, own), 404, 'NOT_FOUND');
  });
  await checks.run('WHAPI: a community has a group for announcements', async () => {
    const body = { subject: 'Neighbours' };
    const { community_id } = await gateway.done('POST', '/api/v1/communities', { ...own, body });
    await until('its groups', async () => {
      const { items } = await gateway.done('GET', `/api/v1/communities/${community_id}/subGroups`, own);
      return items.some(group => group.announcements);
    });
  });
  await checks.run('WHAPI: what a linked device cannot do says what can', async () => {
    const body = { to: ANN, latitude: 1, longitude: 1 };
    const answer = await gateway.ask('POST', '/api/v1/messages/live_location', { ...own, body });
    refused(answer, 400, 'VALIDATION_ERROR');
    if (!answer.body.message.includes('/messages/location')) throw new Error(answer.text);
    refused(await gateway.ask('DELETE', '/api/v1/calls/none', own), 404, 'NOT_FOUND');
  });
  await checks.run('WHAPI: a linked account needs no code', async () => {
    refused(await gateway.ask('GET', `/api/v1/users/login/${SHOP}`, own), 409, 'CONFLICT');
    refused(await gateway.ask('GET', '/api/v1/users/login/rowdata', own), 409, 'CONFLICT');
  });
}
