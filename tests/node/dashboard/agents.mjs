// Agents: made, tried before they are saved, compared, restored, and given to a number.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const KEY = 'model-key';

/** A model with OpenAI's API, which says what it was asked, with which prompt; `refuse` makes it refuse. */
export function model() {
  const asked = [];
  let isRefusing = false;
  const refuse = isOn => {
    isRefusing = isOn;
  };
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      const body = JSON.parse(text);
      asked.push({ key: request.headers.authorization, ...body });
      if (isRefusing) {
        answer.writeHead(400, { 'content-type': 'application/json' });
        answer.end(JSON.stringify({ error: { message: 'refused', type: 'invalid_request_error' } }));
        return;
      }
      const prompt = body.messages.find(message => message.role === 'system')?.content ?? 'none';
      const content = `You said: ${body.messages.at(-1).content} (${prompt})`;
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
      const usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 };
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ id: 'a', object: 'chat.completion', model: body.model, choices, usage }));
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ asked, refuse, url: `http://127.0.0.1:${server.address().port}/v1`, stop: () => server.close() });
    });
  });
}

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

export async function agents(checks, { browser, tab, page: url, apiKey }) {
  await tab.setViewportSize(WIDE);
  const field = name => tab.getByLabel(name, { exact: true });
  /** Once the prompt is this one: it is read apart from the number of its version. */
  const prompted = prompt =>
    until(`the prompt is ${prompt}`, async () => (await field('Prompt').inputValue()) === prompt);
  const button = name => tab.getByRole('button', { name, exact: true });
  const inDialog = name => tab.getByRole('dialog').getByRole('button', { name, exact: true });
  const version = number => tab.getByText(`Version ${number}`, { exact: true }).first().waitFor();
  const chat = tab.getByRole('list', { name: 'Test chat' });
  const ask = async (text, expected) => {
    await field('Message').fill(text);
    await field('Message').press('Enter');
    await chat.getByText(expected).waitFor();
  };
  const read = async path => {
    const answer = await fetch(`${url}/api/v2/agents${path}`, { headers: { 'x-api-key': apiKey } });
    return answer.json();
  };
  const server = await model();
  const instances = `${url}/api/v2/instances`;
  const headers = { 'x-api-key': apiKey };
  const body = { name: 'Desk', channel: 'whatsapp-baileys' };
  const desk = (await call('POST', instances, { headers, body })).body.id;
  let id;
  try {
    await checks.run('an agent is tried in the test chat before it is saved', async () => {
      await tab.goto(`${url}/agents`);
      await heading(tab, 'Agents');
      await button('New agent').click();
      await field('Name').fill('Helper');
      await browser.assertAccessible(tab);
      await inDialog('Create').click();
      await heading(tab, 'Helper');
      id = tab.url().split('/').at(-1);
      await field('Address').fill(server.url);
      await field('Key').fill(KEY);
      await field('Model').fill('tiny');
      await field('Prompt').fill('Be kind.');
      await ask('Hello', 'You said: Hello (Be kind.)');
      await chat.getByText('tiny · 12 tokens in · 5 tokens out', { exact: false }).waitFor();
      same(server.asked.at(-1).key, `Bearer ${KEY}`, 'the key of the draft');
      same((await read(`/${id}`)).version, 1, 'nothing is saved by a test');
      await ask('And you?', 'You said: And you? (Be kind.)');
      same(server.asked.at(-1).messages.length, 4, 'the conversation so far');
      await button('Save').click();
      await version(2);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'agent');
    });

    await checks.run('the stored key is used for a draft at the same address', async () => {
      await button('Begin anew').click();
      await field('Prompt').fill('Be kind.\nBe brief.');
      await ask('Hi', /Be kind\.\s+Be brief\./);
      same(server.asked.at(-1).key, `Bearer ${KEY}`, 'the stored key');
      same(server.asked.at(-1).messages.length, 2, 'the conversation began anew');
      await button('Save').click();
      await version(3);
    });

    await checks.run('tools of the built-in agent are edited', async () => {
      await field('Kind').selectOption('builtin');
      await button('Add a tool over HTTP').click();
      await button('Add an MCP server').click();
      await field('Name of the tool').fill('look');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'agent-tools');
      await button('Remove MCP server 2').click();
      await button('Remove Tool 1').click();
      await field('Kind').selectOption('openai');
    });

    await checks.run('versions are compared and restored', async () => {
      await button('Changes of version 3').press('Enter');
      await tab.locator('ins').getByText('Be brief.').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'agent-versions');
      await button('Compare with now: version 2').click();
      await tab.locator('del').getByText('Be brief.').waitFor();
      await button('Restore version 2').click();
      await inDialog('Restore').click();
      await version(4);
      await prompted('Be kind.');
      same((await read(`/${id}`)).agent.hasApiKey, true, 'the key is kept');
    });

    await checks.run('it is given to a number, and taken from it', async () => {
      const box = tab.getByRole('checkbox', { name: 'Desk' });
      await box.focus();
      await tab.keyboard.press('Space');
      await button('Apply').click();
      await until('it answers there', async () => (await read(`/${id}`)).instances[0]?.name === 'Desk');
      await tab.goto(`${url}/agents`);
      await tab.getByRole('listitem').filter({ hasText: 'Helper' }).getByText('Desk').waitFor();
      await tab.getByRole('link', { name: 'Helper' }).click();
      await heading(tab, 'Helper');
      await box.uncheck();
      await button('Apply').click();
      await until('it answers nowhere', async () => (await read(`/${id}`)).instances.length === 0);
    });

    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await tab.setViewportSize(viewport);
      await checks.run(`the page of an agent is accessible, ${width}`, async () => {
        await tab.goto(`${url}/agents/${id}`);
        await version(4);
        await browser.picture(tab, `agent-${width}`);
        await assertFits(tab);
        await browser.assertAccessible(tab);
      });
    }
    await tab.setViewportSize(WIDE);

    await checks.run('what someone else changes shows without a reload', async () => {
      await tab.goto(`${url}/agents/${id}`);
      await version(4);
      const change = prompt =>
        call('PATCH', `${url}/api/v2/agents/${id}`, { headers, body: { agent: { prompt } } });
      await change('Be quick.');
      await version(5);
      await prompted('Be quick.');
      const { changedByName } = (await read(`/${id}/versions`)).items[0];
      await tab.getByRole('list', { name: 'Versions' }).getByText(changedByName).first().waitFor();
      await field('Prompt').fill('Mine.');
      await change('Be slow.');
      await tab.getByText('it is version 6 now', { exact: false }).waitFor();
      same(await field('Prompt').inputValue(), 'Mine.', 'what is being written');
      await browser.assertAccessible(tab);
      await button('Discard mine and show it').click();
      await prompted('Be slow.');
    });

    await checks.run('a document is uploaded, and the agent is given the passage that fits', async () => {
      const documents = tab.getByRole('list', { name: 'Documents' });
      await field('Prompt').fill('Mine again.');
      const buffer = Buffer.from('A cup of tea is 3 €.\r\nCoffee is 4 €.');
      const file = { name: 'Prices.txt', mimeType: 'text/plain', buffer };
      await tab.locator('input[type=file]').setInputFiles(file);
      await documents.getByText('Prices.txt').waitFor();
      await version(7);
      same((await read(`/${id}/documents`)).items[0].passages, 1, 'the passages');
      await ask('How much is a tea?', 'You said: How much is a tea?');
      const given = server.asked.at(-1).messages[0].content;
      same(given.startsWith('Mine again.'), true, 'the prompt of the draft comes first');
      same(given.endsWith('A cup of tea is 3 €.\nCoffee is 4 €.'), true, 'the passage');
      await chat.getByText('Passages of documents: 1').first().click();
      await chat.getByText('Prices.txt', { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'agent-documents');
      // What was written before the upload can be saved after it.
      await button('Save').click();
      await version(8);
      await button('Changes of version 7').click();
      await tab.locator('ins').getByText('Prices.txt').waitFor();
    });

    await checks.run('a document is written, viewed and deleted', async () => {
      const documents = tab.getByRole('list', { name: 'Documents' });
      await button('Write a text').click();
      await field('Name of the document').fill('Hours');
      await tab.getByRole('dialog').getByLabel('Text', { exact: true }).fill('We open at nine.');
      await browser.assertAccessible(tab);
      await inDialog('Add').click();
      await button('View Hours').click();
      await tab.getByRole('dialog').getByText('We open at nine.').waitFor();
      await browser.assertAccessible(tab);
      await inDialog('Close').click();
      for (const name of ['Hours', 'Prices.txt']) {
        const item = documents.getByRole('listitem').filter({ hasText: name });
        await item.getByRole('button', { name: 'Delete' }).click();
        await inDialog('Delete').click();
        await item.waitFor({ state: 'detached' });
      }
      same((await read(`/${id}/documents`)).items, [], 'no document is left');
    });

    await checks.run('an agent is deleted', async () => {
      await button('Delete').click();
      await inDialog('Delete').click();
      await heading(tab, 'Agents');
      await tab.getByText('Helper', { exact: true }).waitFor({ state: 'detached' });
      same((await read(`/${id}`)).error.code, 'NOT_FOUND', 'the deleted agent');
    });
  } finally {
    await call('DELETE', `${instances}/${desk}`, { headers });
    server.stop();
  }
}
