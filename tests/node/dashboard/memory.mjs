// A page that is open all day: what it keeps does not grow with the messages that arrive.
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../baileys/checks.mjs';
import { enter } from './browser.mjs';

/** The first is open, and gets every second message. */
const CHATS = 4;
/** How many arrive over the network at first: the frames of which the others are made. */
const TEMPLATES = 40;
/** Behind these a conversation keeps as many messages as it ever does: what grows from there on, leaks. */
const FIRST = 5_000;
const ALL = 20_000;
/** How many arrive at last over the network again: the page still follows it. */
const LAST = 20;
const MOST_GROWTH = 0.25;
/** Between two pictures of the screen. With fewer it is the pictures that take the time: minutes on a busy machine. */
const BATCH = 250;
const SETTLE_MS = 60_000;
const numberOf = at => `551190000020${at}`;
const nameOf = at => `Flood ${at}`;

/**
 * Keeps the page's socket, a number of the messages that it has received and the first frames of those.
 * It has to be there before the page is.
 */
const watchSocket = page =>
  page.addInitScript(most => {
    const Native = globalThis.WebSocket;
    globalThis.arrived = 0;
    globalThis.templates = [];
    globalThis.WebSocket = class extends Native {
      constructor(...parts) {
        super(...parts);
        globalThis.liveSocket = this;
        this.addEventListener('message', ({ data }) => {
          const frame = JSON.parse(data);
          if (frame.event?.type !== 'message.received') return;
          globalThis.arrived += 1;
          if (globalThis.templates.length < most) globalThis.templates.push(data);
        });
      }
    };
  }, TEMPLATES);

/**
 * Hands the page further messages as the socket does: frames that it has received, with ids, times and texts
 * of their own. A test build on two cores takes minutes for as many over the network. They have no number in
 * the log, so that what the server sends behind them is none that the page has seen. The text of the last one
 * in the chat.
 */
const repeat = (page, { from, until: end }) =>
  page.evaluate(
    async ({ from, end, batch }) => {
      const templates = globalThis.templates.map(text => JSON.parse(text));
      const open = decodeURIComponent(location.pathname.split('/').at(-1));
      const isOpen = ({ event }) => event.chatId === open || event.payload.chatAltId === open;
      let last = '';
      for (let at = from; at < end; at += 1) {
        const frame = structuredClone(templates[at % templates.length]);
        const { event } = frame;
        // Networks count in seconds. A message that arrives later must not be placed before these.
        const time = new Date(1000 * Math.floor(Date.now() / 1000)).toISOString();
        const text = `flood ${at}`;
        const externalId = `REPEATED${at}`;
        Object.assign(event, { id: crypto.randomUUID(), messageId: crypto.randomUUID(), externalId, seq: null, timestamp: time });
        Object.assign(event.payload, { externalId, timestamp: time, content: { type: 'text', text } });
        if (isOpen(frame)) last = text;
        globalThis.liveSocket.onmessage(new MessageEvent('message', { data: JSON.stringify(frame) }));
        if (at % batch === 0) await new Promise(next => requestAnimationFrame(next));
      }
      return last;
    },
    { from, end, batch: BATCH },
  );

/** Megabytes of the page's objects, once the collector finds no more to free. */
async function heapOf(devtools) {
  let before = Number.POSITIVE_INFINITY;
  return until('the collector has freed what it can', async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const mb = (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    const isSettled = before - mb < 0.01 * mb;
    before = mb;
    if (!isSettled) await pause(200);
    return isSettled && mb;
  });
}

export async function memory(checks, { browser, network, tab, page: address, admin, shop }) {
  const page = await browser.open();
  const log = page.getByRole('log');
  const to = `${shop}@s.whatsapp.net`;
  const write = (at, text) => network.post(`/phones/${numberOf(at)}/send`, { to, type: 'text', text });
  const devtools = await page.context().newCDPSession(page);
  const shown = text => until(`${text} is shown`, () => log.getByText(text, { exact: true }).count(), SETTLE_MS);
  const arrived = () => page.evaluate(() => globalThis.arrived);
  let begun = performance.now();
  /** The seconds since this was asked last. */
  const seconds = () => {
    const taken = (performance.now() - begun) / 1000;
    begun = performance.now();
    return taken.toFixed(1);
  };

  /** Sends over the network, every second one to the open chat, and waits until the page has all. */
  const send = async (from, end) => {
    const before = await arrived();
    const writes = [];
    let last = '';
    for (let count = from; count < end; count += 1) {
      const at = count % 2 === 0 ? 0 : 1 + (Math.floor(count / 2) % (CHATS - 1));
      const text = `flood ${count}`;
      if (at === 0) last = text;
      // One after another in each chat, so that their order is certain; the chats beside each other.
      writes[at] = (writes[at] ?? Promise.resolve()).then(() => write(at, text));
    }
    await Promise.all(writes);
    await until('the page has received them', async () => (await arrived()) - before >= end - from, SETTLE_MS);
    await shown(last);
  };

  let baseline;
  /** Repeats messages until the page shows the last one. */
  const repeated = async (from, end) => {
    const last = await repeat(page, { from, until: end });
    if (last === '') throw new Error(`none of the repeated messages is of the open chat, ${page.url()}`);
    await shown(last);
  };

  await checks.run(`${FIRST} messages arrive, half of them in a chat that is open`, async () => {
    await watchSocket(page);
    // It would follow all of them, too.
    await tab.goto('about:blank');
    for (let at = 0; at < CHATS; at += 1) {
      await network.phone(numberOf(at), nameOf(at));
      await write(at, 'hello');
    }
    await enter(page, address, admin);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.goto(`${address}/chats`);
    await page.getByRole('link', { name: nameOf(0) }).first().click();
    await log.getByText('hello', { exact: true }).waitFor();
    await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
    seconds();
    await send(0, TEMPLATES);
    const taken = seconds();
    await repeated(TEMPLATES, FIRST);
    console.log(`        ${TEMPLATES} over the network in ${taken} s, the others in ${seconds()} s`);
    baseline = await heapOf(devtools);
    console.log(`        ${baseline.toFixed(1)} MB are in use`);
  });

  await checks.run(`the page's memory is flat over ${ALL} messages`, async () => {
    if (baseline === undefined) throw new Error('there is nothing to compare with');
    seconds();
    await repeated(FIRST, ALL - LAST);
    const taken = seconds();
    await send(ALL - LAST, ALL);
    const after = await heapOf(devtools);
    const growth = after / baseline - 1;
    console.log(
      `        ${ALL - LAST - FIRST} repeated in ${taken} s, ${LAST} over the network and the measurement in ${seconds()} s;` +
        ` then ${after.toFixed(1)} MB, ${Math.round(100 * growth)} % more`,
    );
    if (growth > MOST_GROWTH) {
      throw new Error(`${after.toFixed(1)} MB instead of ${baseline.toFixed(1)}, more than ${100 * MOST_GROWTH} % more`);
    }
  });
  await page.context().close();
  await tab.goto(address);
}
