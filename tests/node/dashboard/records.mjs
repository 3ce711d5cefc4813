// One record of each kind that has a page, made over the API the first time a part asks for them.
import { createServer } from 'node:http';
import { until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { apiOf } from './common.mjs';

const DORA = '5511900000006';

/** An endpoint that answers everything with this status. */
function receiver(status) {
  const server = createServer((request, answer) => {
    request.resume();
    request.on('end', () => answer.writeHead(status).end());
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ url: `http://127.0.0.1:${server.address().port}/shown`, stop: () => server.close() });
    });
  });
}

/** The ids, by the names that pages.mjs has for them. */
export async function recorded(checks, world) {
  if (!world.records) {
    await checks.run('one record of each kind is made', async () => {
      world.records = await make(world);
    });
  }
  return world.records;
}

/**
 * Two executions at the entry point, by an agent whose instance stays. The model refuses the second one's key,
 * which is no reason to ask again: it fails at once, and its job is a dead letter.
 */
async function execute({ ask, made, first, url }, { entryPoint, answers, refuser }) {
  const agentAt = apiUrl => ({ type: 'openai', apiUrl, agentId: 'tiny' });
  const instance = await made('/instances', { name: 'Counter', channel: 'api', agent: agentAt(answers.url) });
  await ask('POST', `/instances/${instance}/connect`);
  await ask('POST', `/entry-points/${entryPoint}/attendants`, { instanceId: instance });
  const { publicId } = await ask('GET', `/entry-points/${entryPoint}`);
  const { key } = await ask('POST', '/entry-points/key/rotate');
  const say = message => {
    const path = `${url}/v1/entry-points/${publicId}/execute`;
    const post = () => call('POST', path, { headers: { 'x-api-key': key }, body: { message } });
    // Once it is connected.
    return until(`${message} is accepted`, async () => (await post()).status === 202);
  };
  await say('Is the shop open today?');
  await until('the execution is completed', () => first('/executions?status=completed'));
  await ask('PATCH', `/instances/${instance}`, { agent: agentAt(refuser.url) });
  await say('And on Sunday?');
  await until('the execution has failed', () => first('/executions?status=failed'));
  await until('the dead letter', () => first('/dead-letters?status=pending'));
}

async function make({ network, url, apiKey, shop }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const made = async (path, body) => (await ask('POST', path, body)).id;
  const first = async path => (await ask('GET', path)).items[0];
  const { items } = await ask('GET', '/instances?limit=100');
  const instance = items.find(one => one.name === 'Bike shop').id;
  const [answers, hook, refuser] = [await model(), await receiver(204), await receiver(401)];
  try {
    const key = await made('/api-keys', { name: 'Shown', scopes: ['messages:read'] });
    const user = { name: 'Shown', email: 'shown@example.com', role: 'viewer' };
    const { user: reader } = await ask('POST', '/users', user);
    const provider = await made('/providers', { name: 'Shown', type: 'openai', apiUrl: answers.url });
    const entryPoint = await made('/entry-points', { name: 'shown' });
    await made('/quick-replies', { shortcut: 'shown', title: 'Shown', text: 'Hello' });
    await made('/access/rules', { type: 'deny', criteria: { phonePatterns: ['+1666*'] }, reason: 'shown' });
    const webhook = await made('/webhook-endpoints', { url: hook.url, events: ['message.received'] });
    const prompt = 'Be brief.';
    const agent = await made('/agents', {
      name: 'Shown', agent: { type: 'openai', apiUrl: answers.url, agentId: 'tiny', prompt },
    });
    await ask('POST', `/agents/${agent}/deploy`, { instanceIds: [instance] });
    const job = await made('/batch-jobs', { type: 'media_reprocess', config: { instanceId: instance, mediaTypes: ['sticker'] } });
    const asked = { syncContacts: true, syncChats: false, syncMessages: false };
    const { jobId: sync } = await ask('POST', `/instances/${instance}/sync`, asked);
    await execute({ ask, made, first, url }, { entryPoint, answers, refuser });
    await network.phone(DORA, 'Dora');
    const to = `${shop}@s.whatsapp.net`;
    await network.post(`/phones/${DORA}/send`, { to, type: 'text', text: 'Hello from Dora' });
    const chat = await until('her chat', () => first(`/instances/${instance}/chats?search=${DORA}`));
    const of = `instanceId=${instance}&chatId=${chat.id}`;
    const turn = await until('her turn', () => first(`/turns?${of}&state=done`));
    await ask('POST', `/agents/${agent}/undeploy`, { instanceIds: [instance] });
    const event = await first(`/events?${of}&eventType=message.received`);
    const person = await first('/persons?search=Dora');
    const delivery = await until('its delivery', () =>
      first(`/webhook-deliveries?endpointId=${webhook}&status=delivered`),
    );
    // Nothing receives them any more.
    await ask('PATCH', `/webhook-endpoints/${webhook}`, { active: false });
    return {
      instance, key, user: reader.id, provider, entryPoint, webhook, agent, job, sync, chat: chat.externalId,
      turn: turn.id, event: event.id, person: person.id, delivery: delivery.id,
    };
  } finally {
    answers.stop();
    hook.stop();
    refuser.stop();
  }
}
