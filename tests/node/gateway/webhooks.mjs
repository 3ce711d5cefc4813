// Deliveries of events, as they are documented.
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { ANN, SHOP } from './exchange.mjs';

/** An address that takes deliveries. */
async function receiver() {
  const deliveries = [];
  const server = createServer((request, answer) => {
    const pieces = [];
    request.on('data', piece => pieces.push(piece));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, raw: Buffer.concat(pieces) });
      answer.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { deliveries, url: `http://127.0.0.1:${server.address().port}/hook`, server };
}

export async function webhooks(checks, { gateway, network, account }) {
  const admin = { token: gateway.admin };
  const { deliveries, url, server } = await receiver();
  const delivered = (name, test = () => true) => until(`the delivery ${name}`, () => deliveries
    .map(one => ({ ...one, body: JSON.parse(one.raw.toString()) }))
    .find(one => one.body.event === name && test(one.body)));
  let secret;
  await checks.run('a webhook is created, whose secret is shown once', async () => {
    const body = { url, events: ['*'], retry_count: 5, timeout_seconds: 15 };
    const made = await gateway.done('POST', `/api/v1/accounts/${account}/webhooks`, { ...admin, body });
    secret = made.secret;
    if (!secret) throw new Error(JSON.stringify(made));
  });
  await checks.run('message.received is delivered in the envelope, with a signature of its bytes', async () => {
    await network.post(`/phones/${ANN}/send`, { to: SHOP, type: 'text', text: 'for the hook' });
    const { body, headers, raw } = await delivered('message.received', one => one.data.body === 'for the hook');
    same(Object.keys(body), ['event', 'account_id', 'timestamp', 'data']);
    same([body.account_id, headers['x-webhook-event']], [account, 'message.received']);
    const hex = createHmac('sha256', secret).update(raw).digest('hex');
    same(headers['x-webhook-signature'], `sha256=${hex}`);
  });
  await checks.run('chat.created and connection.qr are delivered, the latter with the QR', async () => {
    const made = await gateway.done('POST', '/api/v1/accounts', { ...admin, body: { name: 'hooked' } });
    const path = `/api/v1/accounts/${made.id}`;
    await gateway.done('POST', `${path}/webhooks`, { ...admin, body: { url, events: ['*'] } });
    await gateway.done('POST', `${path}/connect`, admin);
    const isOwn = one => one.account_id === made.id;
    const { body } = await delivered('connection.qr', one => isOwn(one) && one.data.qr);
    const number = '5511900000021';
    await network.phone(number, 'Hooked');
    await network.post(`/phones/${number}/scan`, { qr: body.data.qr });
    await delivered('connection.connected', isOwn);
    await network.post(`/phones/${ANN}/send`, { to: number, type: 'text', text: 'the first' });
    const chat = await delivered('chat.created', isOwn);
    same([chat.body.data.chat_id, chat.body.data.chat_type], [`${ANN}@s.whatsapp.net`, 'private']);
  });
  server.close();
}
