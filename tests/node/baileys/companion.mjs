// Baileys as a linked device of a phone of the sandbox network.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { until } from './checks.mjs';

// An import does not look where NODE_PATH leads.
const installed = createRequire(import.meta.url).resolve('baileys');
export const baileys = await import(pathToFileURL(installed));
// Its calls of communities write to this logger, which is no option.
const { default: ownLogger } = await import(new URL('Utils/logger.js', pathToFileURL(installed)));
ownLogger.level = 'silent';
const { default: pino } = await import(pathToFileURL(createRequire(installed).resolve('pino')));

const RESTART = 515;

// Baileys' Signal library writes sessions to the console, with their keys.
for (const level of ['info', 'warn', 'error', 'debug']) console[level] = () => {};

/** Keys in memory, as `makeWASocket` takes them. */
function memory() {
  const kept = new Map();
  return {
    get: async (type, ids) => {
      const found = ids.map(id => [id, kept.get(`${type}:${id}`)]);
      return Object.fromEntries(found.filter(([, value]) => value !== undefined));
    },
    set: async data => {
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values)) {
          if (value === null || value === undefined) kept.delete(`${type}:${id}`);
          else kept.set(`${type}:${id}`, value);
        }
      }
    },
  };
}

export class Companion {
  /** What arrived and what was sent: messages as Baileys reads them. */
  messages = [];
  /** Other events of Baileys: `{type, value}`. */
  events = [];
  #ending = false;

  constructor(network, number, logFile) {
    Object.assign(this, { network, number });
    this.jid = `${number}@s.whatsapp.net`;
    this.auth = { creds: baileys.initAuthCreds(), keys: memory() };
    this.logger = pino({ level: 'debug' }, pino.destination({ dest: logFile, sync: true }));
    // Baileys verifies the server's certificate against the key in this exported object; the sandbox's
    // chain ends in a key of its own.
    baileys.WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(network.rootKey, 'hex');
  }

  /** Links Baileys to a new phone; `shown` is the address that others see. */
  async link(pushName) {
    this.shown = await this.network.phone(this.number, pushName);
    await this.linkToPhone();
  }

  /** Shows a QR code, which the phone scans, and waits until Baileys has read what the phone sends first. */
  async linkToPhone() {
    this.#connect();
    await until('Baileys is linked', () => this.failure ?? this.isOpen);
    if (this.failure) throw this.failure;
  }

  #connect() {
    const socket = baileys.makeWASocket({
      auth: this.auth,
      waWebSocketUrl: this.network.url,
      logger: this.logger,
      getMessage: async key => this.messages.find(one => one.key.id === key.id)?.message,
    });
    this.socket = socket;
    socket.ev.on('creds.update', change => Object.assign(this.auth.creds, change));
    socket.ev.on('connection.update', update => this.#updated(update));
    socket.ev.on('messages.upsert', ({ messages }) => this.messages.push(...messages));
    const kept = [
      'messages.update', 'messages.reaction', 'chats.update', 'groups.upsert', 'groups.update',
      'group-participants.update', 'group.join-request', 'call', 'presence.update', 'labels.edit',
      'labels.association', 'messages.delete',
    ];
    for (const type of kept) {
      socket.ev.on(type, values => {
        const all = Array.isArray(values) ? values : [values];
        this.events.push(...all.map(value => ({ type, value })));
      });
    }
  }

  #updated({ qr, connection, lastDisconnect }) {
    if (qr && !this.scanned) {
      this.scanned = true;
      this.network.post(`/phones/${this.number}/scan`, { qr }).catch(error => (this.failure = error));
    }
    if (connection === 'open') this.isOpen = true;
    if (connection === 'close' && !this.#ending) {
      // The network ends the connection once the device is linked.
      if (lastDisconnect?.error?.output?.statusCode === RESTART) this.#connect();
      else this.failure = lastDisconnect?.error ?? new Error('Baileys was disconnected');
    }
  }

  /** Sends; the message as Baileys keeps it. */
  async send(to, content, options) {
    const sent = await this.socket.sendMessage(to, content, options);
    if (sent) this.messages.push(sent);
    return sent;
  }

  /** The message with this id, once it has arrived. */
  async received(id) {
    return until(`Baileys receives ${id}`, () => this.messages.find(one => one.key.id === id && one.message));
  }

  /** The first message that arrived or arrives and satisfies the test. */
  async message(what, test) {
    return until(`Baileys receives ${what}`, () => this.messages.find(one => one.message && test(one.message, one)));
  }

  /** The value of the first event of this type that satisfies the test. */
  async event(type, what, test) {
    const fits = one => one.type === type && test(one.value);
    return until(`Baileys reports ${what}`, () => this.events.find(fits)?.value);
  }

  /** The bytes of a message's file. */
  download(message) {
    return baileys.downloadMediaMessage(message, 'buffer', {});
  }

  async end() {
    this.#ending = true;
    await this.socket?.end(undefined);
  }
}
