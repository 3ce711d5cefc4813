// npm's socket.io-client.
import { createRequire } from 'node:module';
import { same, until } from '../baileys/checks.mjs';
import { ANN, SHOP } from './exchange.mjs';

// An import does not look where NODE_PATH leads.
const { io } = createRequire(import.meta.url)('socket.io-client');

/** A client that keeps what it receives, and resumes after the last event. */
class Listener {
  constructor(gateway, auth, options) {
    this.events = [];
    this.seq = undefined;
    const own = () => ({ ...auth, ...(this.seq === undefined ? {} : { since: this.seq }) });
    this.socket = io(gateway.host, {
      auth: answer => answer(own()), reconnectionDelay: 50, reconnectionDelayMax: 200, ...options,
    });
    this.connected = 0;
    this.socket.on('connect', () => { this.connected += 1; });
    this.socket.on('connect_error', error => { this.error = error; });
    this.socket.onAny((name, body, seq) => {
      this.events.push({ name, body });
      if (seq !== undefined) this.seq = seq;
    });
  }

  /** The first event with this name that satisfies the test. */
  event(name, test = () => true) {
    return until(`the event ${name}`, () => this.events.find(one => one.name === name && test(one.body)));
  }

  times(text) {
    return this.events.filter(one => one.body.data?.body === text).length;
  }
}

const say = (network, text) => network.post(`/phones/${ANN}/send`, { to: SHOP, type: 'text', text });

export async function sockets(checks, { gateway, network, account, token }, transport) {
  const options = { transports: [transport] };
  let listener;
  await checks.run(`${transport}: an account token connects, and gets the account's state`, async () => {
    listener = new Listener(gateway, { token }, options);
    const { body } = await listener.event('account.status');
    same([body.account_id, body.data.status], [account, 'connected']);
  });
  if (!listener) return;
  const text = `live over ${transport}`;
  await checks.run(`${transport}: a message arrives in the envelope of webhooks`, async () => {
    await say(network, text);
    const { body } = await listener.event('message.received', one => one.data.body === text);
    same([body.event, body.account_id, body.data.from], ['message.received', account, ANN]);
    if (Number.isNaN(Date.parse(body.timestamp))) throw new Error(body.timestamp);
  });
  await checks.run(`${transport}: after a reconnect in the middle nothing is missing, and nothing twice`, async () => {
    const before = listener.connected;
    listener.socket.io.reconnection(false);
    listener.socket.io.engine.close();
    await until('disconnected', () => !listener.socket.connected);
    const missed = `missed over ${transport}`;
    await say(network, missed);
    await until('stored', async () => {
      const path = `/api/v1/chats/${ANN}@s.whatsapp.net/messages`;
      const { items } = await gateway.done('GET', path, { token });
      return JSON.stringify(items).includes(missed);
    });
    listener.socket.io.reconnection(true);
    listener.socket.connect();
    await listener.event('message.received', one => one.data.body === missed);
    const last = `after it over ${transport}`;
    await say(network, last);
    await listener.event('message.received', one => one.data.body === last);
    if (listener.connected <= before) throw new Error('it did not connect again');
    same([text, missed, last].map(one => listener.times(one)), [1, 1, 1]);
  });
  await checks.run(`${transport}: a person follows the accounts that they ask for`, async () => {
    const person = new Listener(gateway, { token: gateway.admin }, options);
    const answer = await person.socket.timeout(20_000).emitWithAck('subscribe', { account_id: account });
    same(answer.ok, true, JSON.stringify(answer));
    await person.event('account.status', body => body.account_id === account);
    const unknown = await person.socket.timeout(20_000).emitWithAck('subscribe', { account_id: 'acc_1' });
    same(unknown.error, 'VALIDATION_ERROR');
    person.socket.close();
  });
  await checks.run(`${transport}: QR codes and the states of an account that is being linked`, async () => {
    const made = await gateway.done('POST', '/api/v1/accounts', {
      token: gateway.admin, body: { name: `linked over ${transport}` },
    });
    const own = new Listener(gateway, { token: made.token }, options);
    await own.event('account.status', body => body.data.status === 'disconnected');
    await gateway.done('POST', `/api/v1/accounts/${made.id}/connect`, { token: gateway.admin });
    const { body } = await own.event('connection.qr');
    if (!body.data.qr || Number.isNaN(Date.parse(body.data.expires_at))) throw new Error(JSON.stringify(body));
    const number = transport === 'polling' ? '5511900000011' : '5511900000012';
    await network.phone(number, 'New');
    await network.post(`/phones/${number}/scan`, { qr: body.data.qr });
    await own.event('connection.connected');
    own.socket.close();
  });
  await checks.run(`${transport}: a replaced token's socket is closed`, async () => {
    const made = await gateway.done('POST', '/api/v1/accounts', {
      token: gateway.admin, body: { name: `replaced over ${transport}` },
    });
    const own = new Listener(gateway, { token: made.token }, options);
    await own.event('account.status');
    await gateway.done('POST', `/api/v1/accounts/${made.id}/token/regenerate`, { token: gateway.admin });
    await until('disconnected', () => !own.socket.connected);
    own.socket.close();
  });
  listener.socket.close();
}

export async function refusals(checks, { gateway }) {
  for (const auth of [{}, { token: 'wapi_wrong' }, { token: 'eyJ.x.y' }]) {
    await checks.run(`a socket with ${JSON.stringify(auth)} is refused with the standard error`, async () => {
      const listener = new Listener(gateway, auth, { reconnection: false });
      const error = await until('connect_error', () => listener.error);
      const body = JSON.parse(error.message);
      same(body.error, 'UNAUTHORIZED');
      if (!body.request_id.startsWith('req_') || !body.message) throw new Error(error.message);
      listener.socket.close();
    });
  }
  await checks.run('there are no other namespaces', async () => {
    const socket = io(`${gateway.host}/admin`, { reconnection: false, auth: { token: gateway.admin } });
    let error;
    socket.on('connect_error', one => { error = one; });
    same((await until('connect_error', () => error)).message, 'Invalid namespace');
    socket.close();
  });
}
