// Webhooks beyond their test: deliveries that are sent again, a new secret, an endpoint that is changed and deleted.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';
import { loaded } from './manage.mjs';

const EVENT = 'quick_reply.created';
/** A refusal that is not repeated: the delivery is given up at once. */
const REFUSED = 400;
const TAKEN = 204;

/** An endpoint that answers with its `status` of the moment, and keeps what it received, as it was sent. */
function receiver(status) {
  const own = { status, received: [] };
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      own.received.push({ headers: request.headers, text });
      answer.writeHead(own.status).end();
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      own.url = `http://127.0.0.1:${server.address().port}/hook`;
      own.stop = () => server.close();
      ready(own);
    });
  });
}

/** Whether one of a request's signatures is of this secret, by the rules of Standard Webhooks. */
function isSigned({ headers, text }, secret) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  const signature = createHmac('sha256', key).update(signed).digest('base64');
  return headers['webhook-signature'].split(' ').includes(`v1,${signature}`);
}

export async function webhooks(checks, { browser, tab, page: address, url, apiKey }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const button = name => tab.getByRole('button', { name, exact: true });
  const dialog = name => tab.getByRole('dialog', { name, exact: true });
  const heading = name => tab.getByRole('heading', { name, level: 1, exact: true }).waitFor();
  const main = tab.getByRole('main');
  const list = tab.getByRole('list', { name: 'Deliveries', exact: true });
  const inList = async (state, count) => {
    const shown = list.getByText(state, { exact: true });
    await until(`${count} of the list: ${state}`, async () => (await shown.count()) === count);
  };
  const [hook, other] = [await receiver(REFUSED), await receiver(TAKEN)];
  const replies = [];
  let endpoint;
  /** Makes something of which the endpoint is informed. */
  const cause = async () => {
    const reply = { shortcut: `hook${replies.length}`, title: 'Hook', text: 'Hello' };
    const { id } = await ask('POST', '/quick-replies', reply);
    replies.push(id);
    return id;
  };
  const deliveries = async status =>
    (await ask('GET', `/webhook-deliveries?endpointId=${endpoint.id}&status=${status}&limit=100`)).items;
  const givenUp = count => until(`${count} are given up`, async () => (await deliveries('failed')).length === count);
  const open = async () => {
    await tab.goto(`${address}/webhooks/${endpoint.id}`);
    await heading('Ledger');
  };
  const openDeliveries = async () => {
    await open();
    await tab.getByRole('link', { name: 'Its deliveries', exact: true }).click();
    await loaded(tab, 'Deliveries');
  };

  await tab.setViewportSize(WIDE);
  try {
    endpoint = await ask('POST', '/webhook-endpoints', { url: hook.url, description: 'Ledger', events: [EVENT] });

    await checks.run('a delivery that was given up is sent again from its page, which shows the outcome', async () => {
      // Fewer in a row than make the server wait between them.
      for (let at = 0; at < 2; at += 1) await cause();
      await givenUp(2);
      hook.status = TAKEN;
      const [{ id }] = await deliveries('failed');
      const received = () => hook.received.filter(one => one.headers['webhook-id'] === id);
      await openDeliveries();
      await inList('Given up', 2);
      await list.locator(`a[href$="/deliveries/${id}"]`).click();
      await heading(EVENT);
      await main.getByText('Given up', { exact: true }).waitFor();
      same(received().length, 1, 'requests before');
      await button('Send again').click();
      await main.getByText('Delivered', { exact: true }).waitFor();
      await tab.getByRole('heading', { name: /^Attempt 2, / }).waitFor();
      await main.getByText(`HTTP ${TAKEN}`, { exact: true }).waitFor();
      const [first, second] = received();
      same(JSON.parse(second.text), JSON.parse(first.text), 'what is sent again');
      same((await deliveries('failed')).length, 1, 'the other one');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'delivery-again');
    });

    await checks.run('all that an endpoint was not given is sent again at once, after a question', async () => {
      hook.status = REFUSED;
      await cause();
      await givenUp(2);
      hook.status = TAKEN;
      await openDeliveries();
      await inList('Given up', 2);
      const before = hook.received.length;
      await button('Send failures again').click();
      const question = dialog('Send what was given up again?');
      await question.waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'deliveries-again');
      await question.getByRole('button', { name: 'Send failures again', exact: true }).click();
      await question.waitFor({ state: 'detached' });
      await inList('Delivered', 3);
      await inList('Given up', 0);
      same(hook.received.length - before, 2, 'requests');
    });

    await checks.run('a new secret is shown once, and signs beside the one before', async () => {
      await open();
      await button('New secret').click();
      const question = dialog('Make a new secret?');
      await question.waitFor();
      await browser.assertAccessible(tab);
      await question.getByRole('button', { name: 'New secret', exact: true }).click();
      const once = dialog('Signing secret');
      await once.getByText('Copy it now').waitFor();
      const secret = await once.locator('pre').textContent();
      await question.waitFor({ state: 'detached' });
      await browser.assertAccessible(tab);
      await once.getByRole('button', { name: 'Done', exact: true }).click();
      await once.waitFor({ state: 'detached' });
      await main.getByText('The earlier secret signs until', { exact: true }).waitFor();
      same((await main.textContent()).includes(secret), false, 'the secret on the page');
      const before = hook.received.length;
      await cause();
      await until('the next delivery', () => hook.received.length > before);
      const [earlier, last] = [hook.received[0], hook.received.at(-1)];
      same([isSigned(earlier, endpoint.secret), isSigned(earlier, secret)], [true, false], 'signatures before');
      same([isSigned(last, endpoint.secret), isSigned(last, secret)], [true, true], 'signatures since');
    });

    await checks.run('an endpoint that is changed gets its events at the new address', async () => {
      await open();
      await button('Edit').click();
      const form = dialog('Edit the endpoint');
      const field = name => form.getByLabel(name, { exact: true });
      same(await field('Address').inputValue(), hook.url, 'the address');
      same(await field('Events').inputValue(), EVENT, 'the events');
      await field('Address').fill(other.url);
      await field('Description').fill('New ledger');
      await field('Events').fill('quick_reply.*');
      await form.getByText('More settings', { exact: true }).click();
      await field('Waits before repeats, seconds').fill('1, 2');
      await field('Disabled after failures').fill('0');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'webhook-edit');
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      await form.waitFor({ state: 'detached' });
      await heading('New ledger');
      await main.getByText(other.url, { exact: true }).waitFor();
      await main.getByText('1, 2', { exact: true }).waitFor();
      const { retryDelays, disableAfter } = await ask('GET', `/webhook-endpoints/${endpoint.id}`);
      same([retryDelays, disableAfter], [[1, 2], 0], 'what is stored');
      const before = hook.received.length;
      const id = await cause();
      await ask('DELETE', `/quick-replies/${id}`);
      replies.pop();
      const types = () => other.received.map(one => JSON.parse(one.text).type).sort();
      await until('both events', () => other.received.length === 2);
      same(types(), [EVENT, 'quick_reply.deleted'], 'what the new address received');
      same(hook.received.length, before, 'requests of the former one');
    });

    await checks.run('an endpoint is deleted once that is confirmed, and leaves the list', async () => {
      await button('Delete').click();
      const question = dialog('Delete the endpoint?');
      await question.getByText('Its deliveries are removed').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'webhook-delete');
      await question.getByRole('button', { name: 'Delete', exact: true }).click();
      await loaded(tab, 'Webhooks');
      await tab.getByRole('link', { name: other.url, exact: true }).waitFor({ state: 'detached' });
      const { status } = await call('GET', `${url}/api/v2/webhook-endpoints/${endpoint.id}`, { headers });
      same(status, 404, 'the deleted endpoint');
    });
  } finally {
    // Where a check failed it is there still.
    if (endpoint) await call('DELETE', `${url}/api/v2/webhook-endpoints/${endpoint.id}`, { headers });
    for (const id of replies) await ask('DELETE', `/quick-replies/${id}`);
    hook.stop();
    other.stop();
  }
}
