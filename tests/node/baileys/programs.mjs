// The sandbox network and the server, as programs of the built binary, and calls of their interfaces.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { EXPECT_MS, until, WAIT_MS } from './checks.mjs';

/** How long a program may take until it is ready. */
const START_LIMIT_MS = Math.max(60_000, 2 * WAIT_MS);
/** Longer than a phone waits for a message. */
const CALL_LIMIT_MS = EXPECT_MS + 10_000;

function binary() {
  return resolve(process.env.OMNI_BIN ?? join(process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'omni'));
}

/** The answer's status and body; the body as JSON unless `raw`. */
export async function call(method, url, { body, headers = {}, raw = false } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(CALL_LIMIT_MS),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (raw) return { status: answer.status, body: bytes };
  return { status: answer.status, body: bytes.length ? JSON.parse(bytes.toString()) : null };
}

function accepted(method, path, { status, body }) {
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Programs that were started; the last is stopped first. */
export class Programs {
  #running = [];

  constructor(folder) {
    this.folder = folder;
    mkdirSync(join(folder, 'home'), { recursive: true });
  }

  /** Starts the binary; the line of JSON that it prints when it is ready. */
  async start(name, args, settings = {}) {
    const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('OMNI'));
    const child = spawn(binary(), args, {
      cwd: this.folder,
      env: { ...Object.fromEntries(inherited), HOME: join(this.folder, 'home'), NO_COLOR: '1', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.unshift(child);
    child.stderr.pipe(createWriteStream(join(this.folder, `${name}.log`)));
    const ended = new Promise((_, fail) => {
      child.once('error', fail);
      child.once('exit', code => fail(new Error(`omni ${args[0]} ended with ${code} before it was ready`)));
    });
    const lines = createInterface({ input: child.stdout });
    const first = once(lines, 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) });
    const [line] = await Promise.race([first, ended]).catch(async error => {
      if (error.name !== 'AbortError') throw error;
      await terminate(child, 'SIGKILL');
      throw new Error(`omni ${args[0]} was not ready within ${START_LIMIT_MS / 1000} s`);
    });
    ended.catch(() => {});
    return JSON.parse(line);
  }

  /** Ends the one with this process id, as the line that it printed has it, and waits until it is gone. */
  async end(pid, signal = 'SIGTERM') {
    const child = this.#running.find(one => one.pid === pid);
    if (!child) throw new Error(`no program with the process id ${pid} was started`);
    await terminate(child, signal);
  }

  async stop() {
    for (const child of this.#running) await terminate(child, 'SIGTERM');
  }
}

async function terminate(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
}

/** The simulated network. */
export class Network {
  /** `addressing`: the address of its accounts that others see, `pn` or `lid`. */
  constructor({ whatsappUrl, controlUrl, rootKey }, addressing) {
    Object.assign(this, { url: whatsappUrl, control: controlUrl, rootKey, addressing });
  }

  /** Creates a phone; the address that others see. */
  async phone(number, name) {
    const made = await this.post('/phones', { number, push_name: name, addressing: this.addressing });
    return this.addressing === 'lid' ? made.lid : made.jid;
  }

  async post(path, body = {}) {
    return accepted('POST', path, await call('POST', this.control + path, { body }));
  }

  async get(path) {
    return accepted('GET', path, await call('GET', this.control + path));
  }
}

/** The server, with one number linked. */
export class Omni {
  constructor({ url, apiKey }) {
    this.url = `${url}/api/v2`;
    this.headers = { 'x-api-key': apiKey };
  }

  async ask(method, path, body) {
    return accepted(method, path, await call(method, this.url + path, { body, headers: this.headers }));
  }

  /** Links a number, whose phone scans the code. */
  async link(network, number, name) {
    this.shown = await network.phone(number, name);
    const channelConfig = { receiveStatus: true };
    const made = await this.ask('POST', '/instances', { name: 'shop', channel: 'whatsapp-baileys', channelConfig });
    this.instance = made.id;
    this.jid = `${number}@s.whatsapp.net`;
    const { qr } = await this.ask('POST', `/instances/${this.instance}/connect`, {});
    await network.post(`/phones/${number}/scan`, { qr });
    const path = `/instances/${this.instance}/status`;
    await until('the instance is connected', async () => (await this.ask('GET', path)).isConnected);
  }

  /** Sends a message, `kind` as the route's end; its internal and external ids. */
  async send(kind, to, body) {
    const path = kind === 'text' ? '/messages' : `/messages/${kind}`;
    const sent = await this.ask('POST', path, { instanceId: this.instance, to, ...body });
    return { id: sent.messageId, externalId: sent.externalMessageId };
  }

  /** The stored message with this external id, once it satisfies the test. */
  async stored(chat, externalId, test = () => true) {
    const path = `/instances/${this.instance}/chats/${chat}/messages?limit=100`;
    let seen;
    const find = async () => {
      const { status, body } = await call('GET', this.url + path, { headers: this.headers });
      // Until its first message there is no chat.
      if (status === 404) return undefined;
      seen = accepted('GET', path, { status, body }).items.find(one => one.externalId === externalId);
      return seen && test(seen) && seen;
    };
    try {
      return await until(`message ${externalId} is stored`, find);
    } catch (error) {
      throw new Error(`${error.message}; it is ${JSON.stringify(seen)}`);
    }
  }

  /** The bytes of a stored message's file, once they are here. */
  async file(message) {
    const path = `/instances/${this.instance}/messages/${message.id}/media?raw=true`;
    return until(`the file of ${message.externalId}`, async () => {
      const { status, body } = await call('GET', this.url + path, { headers: this.headers, raw: true });
      return status === 200 && body;
    });
  }

  /** The chat as it is listed, once it satisfies the test. */
  async chat(address, test) {
    return until(`the chat ${address}`, async () => {
      const { items } = await this.ask('GET', `/instances/${this.instance}/chats?limit=100`);
      return items.find(one => one.externalId === address && test(one));
    });
  }

  /**
   * Follows events that have no row, from now on; `received` waits for the payload that satisfies the test,
   * `end` closes the socket.
   */
  async follow(type) {
    // Where NODE_PATH leads, an import does not look; and the dashboard's checks have no such package.
    const WebSocket = createRequire(import.meta.url)('ws');
    const socket = new WebSocket(`${this.url.replace(/^http/, 'ws')}/ws/events`, { headers: this.headers });
    const frames = [];
    let failure;
    socket.on('message', data => frames.push(JSON.parse(data.toString())));
    socket.on('error', error => (failure = error));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', channels: [type] })));
    const find = (what, test) => until(what, () => {
      if (failure) throw failure;
      return frames.find(test);
    });
    await find(`the subscription of ${type}`, one => one.type === 'subscribed');
    return {
      received: async test => {
        const fits = one => one.type === 'event' && one.event.type === type && test(one.event.payload);
        return (await find(`the event ${type}`, fits)).event.payload;
      },
      end: () => socket.close(),
    };
  }

  /** The event of this type that satisfies the test. */
  async event(type, test) {
    return until(`the event ${type}`, async () => {
      const { items } = await this.ask('GET', `/events?eventType=${type}&limit=100`);
      return items.map(one => one.payload).find(test);
    });
  }
}
