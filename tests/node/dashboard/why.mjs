// Why, beside a conversation: the tools that were called for an answer and what it cost; a failed answer that is
// tried again; and a turn that is cancelled while its agent is asked.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, fact, shopOf } from './common.mjs';

const RUI = '5511900000085';
const PRICES = 'agents.prices';
/** What a million tokens cost. An answer with a tool is two requests, each of 12 tokens and 5. */
const PRICE = { input: 1000, output: 2000 };

/** A content that is a text or a list of parts. */
const words = content => (typeof content === 'string' ? content : (content ?? []).map(one => one.text ?? '').join(''));

/** What the model says: it looks up a price, and answers everything else at once. */
function say({ messages }) {
  const last = messages.at(-1);
  const text = words(last.content);
  if (last.role === 'tool') return { content: `It costs ${text}.` };
  if (!text.includes('price')) return { content: `You said: ${text}` };
  const thing = text.includes('nothing') ? 'nothing' : 'bell';
  const look = { name: 'look', arguments: JSON.stringify({ thing }) };
  return { content: null, tool_calls: [{ index: 0, id: 'call-1', type: 'function', function: look }] };
}

/** The API of a model, with a tool of its own; `is` decides whether it refuses, and whether it answers at all. */
function house() {
  const is = { refusing: false, silent: false };
  const left = { count: 0 };
  const give = (answer, status, body) => {
    answer.writeHead(status, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(body));
  };
  const answerModel = (answer, asked) => {
    if (!asked.messages) return give(answer, 404, { error: { message: 'not found', type: 'not_found' } });
    if (is.refusing) return give(answer, 400, { error: { message: 'refused', type: 'invalid_request_error' } });
    if (is.silent) {
      answer.on('close', () => {
        left.count += 1;
      });
      return undefined;
    }
    const message = { role: 'assistant', ...say(asked) };
    const choices = [{ index: 0, message, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }];
    const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
    const head = { id: 'a', object: 'chat.completion', created: 0, model: asked.model };
    return give(answer, 200, { ...head, choices, usage });
  };
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      const asked = text ? JSON.parse(text) : {};
      if (!request.url.startsWith('/look')) return answerModel(answer, asked);
      return asked.thing === 'bell' ? give(answer, 200, '42 euros') : give(answer, 404, 'unknown');
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      const origin = `http://127.0.0.1:${server.address().port}`;
      const stop = () => {
        server.closeAllConnections();
        server.close();
      };
      ready({ is, left, url: `${origin}/v1`, tool: `${origin}/look`, stop });
    });
  });
}

export async function why(checks, world) {
  const { browser, network, tab, url, apiKey, page: address, shop } = world;
  const ask = apiOf(world);
  const instance = await shopOf(ask);
  const server = await house();
  const log = tab.getByRole('log');
  const aside = tab.getByRole('complementary', { name: 'Details' });
  const button = name => aside.getByRole('button', { name, exact: true });
  /** The newest turn in the list, which is open or not. */
  const row = (name, rest = {}) => aside.getByRole('listitem').first().getByRole('button', { name, ...rest });
  const to = `${shop}@s.whatsapp.net`;
  const write = text => network.post(`/phones/${RUI}/send`, { to, type: 'text', text });
  const open = async () => {
    await tab.goto(`${address}/chats/${instance}/${RUI}@s.whatsapp.net`);
    await tab.getByRole('button', { name: 'Details', exact: true }).click();
    await button('Why').click();
  };
  const answered = async text => {
    const path = `/instances/${instance}/chats/${RUI}@s.whatsapp.net/messages?limit=20`;
    const { status, body } = await call('GET', `${url}/api/v2${path}`, { headers: { 'x-api-key': apiKey } });
    return status === 200 && body.items.some(one => one.isFromMe && one.content.text?.includes(text));
  };
  let agent;
  try {
    await checks.run('the tools that were called for an answer are beside it, and what it cost', async () => {
      const parameters = { type: 'object', required: ['thing'], properties: { thing: { type: 'string' } } };
      const tool = { type: 'http', name: 'look', description: 'The price of a thing', parameters, url: server.tool };
      const config = { type: 'builtin', apiUrl: server.url, model: 'tiny', prompt: 'Sell bells.', tools: [tool] };
      agent = (await ask('POST', '/agents', { name: 'Bell seller', agent: config })).id;
      await ask('POST', `/agents/${agent}/deploy`, { instanceIds: [instance] });
      await ask('PUT', `/settings/${PRICES}`, { value: { tiny: PRICE } });
      await network.phone(RUI, 'Rui');
      await write('what is the price of a bell?');
      await until('it is answered', () => answered('42 euros'));
      await tab.setViewportSize(WIDE);
      await open();
      await row(/^Answered/).click();
      await aside.getByRole('heading', { name: 'Tools called', exact: true }).waitFor();
      await aside.getByText(/^look · [\d.]+ m?s$/).waitFor();
      same(await fact(tab, aside, 'Tokens in and out').textContent(), '24 + 10', 'tokens');
      await until('the cost', async () => (await fact(tab, aside, 'Cost').textContent()) === '0.044');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-why-tools');
    });

    await checks.run('a tool that failed is marked as that', async () => {
      await write('what is the price of nothing?');
      await until('it is answered', () => answered('404'));
      await open();
      await row(/^Answered/).click();
      await aside.getByText(/^look · [\d.]+ m?s · failed$/).waitFor();
    });

    await checks.run('an answer that failed appears by itself, and is tried again', async () => {
      server.is.refusing = true;
      await write('and in red?');
      await row(/^Failed/).click();
      await aside.getByRole('note').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-why-failed');
      server.is.refusing = false;
      await button('Answer again').click();
      await log.getByText('You said: and in red?').last().waitFor();
      await row(/^Answered/, { expanded: true }).waitFor();
      same(await button('Answer again').count(), 0, 'ways to answer it once more');
    });

    await checks.run('a turn whose agent is asked appears by itself, and is cancelled', async () => {
      server.is.silent = true;
      await write('hold on');
      await row(/^The agent is answering/).click();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-why-running');
      await button('Cancel the turn').click();
      await row(/^Cancelled/, { expanded: true }).waitFor();
      await until('the agent is not waited for', () => server.left.count > 0);
      same(await button('Cancel the turn').count(), 0, 'ways to cancel it once more');
      same(await button('Answer again').count(), 1, 'ways to answer it after all');
      server.is.silent = false;
      same(await log.getByText('You said: hold on').count(), 0, 'answers of the turn that was cancelled');
      // What is still unanswered may be asked with it.
      await write('never mind');
      await log.getByText(/You said: [^]*never mind/).last().waitFor();
    });
  } finally {
    await call('DELETE', `${url}/api/v2/settings/${PRICES}`, { headers: { 'x-api-key': apiKey } });
    if (agent) {
      await ask('POST', `/agents/${agent}/undeploy`, { instanceIds: [instance] });
      await ask('DELETE', `/agents/${agent}`);
    }
    server.stop();
  }
}
