// MCP: it is stopped and started, a program on the server's machine is configured, and configurations are copied.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter } from './browser.mjs';
import { loaded } from './manage.mjs';

const INITIALIZE = {
  jsonrpc: '2.0', id: 1, method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'dashboard-checks', version: '1' } },
};

export async function mcp(checks, { browser, page: address, url, apiKey, admin, folder }) {
  const key = { 'x-api-key': apiKey };
  const headers = { ...key, accept: 'application/json, text/event-stream' };
  const statusOf = async at => (await call('POST', at, { headers, body: INITIALIZE, raw: true })).status;
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] });
  const main = page.getByRole('main');
  const dialog = page.getByRole('dialog');
  const button = name => page.getByRole('button', { name, exact: true });
  const inDialog = name => dialog.getByRole('button', { name, exact: true });
  const card = name => main.locator('section').filter({ has: page.getByRole('heading', { name, level: 2, exact: true }) });
  const copied = async name => {
    await button(`Copy: ${name}`).click();
    await main.getByText('Copied', { exact: true }).first().waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  /** Where it listens, as the page has it. */
  const shownUrl = () => card('The server').locator('dd').textContent();
  let own;

  try {
    await checks.run('MCP is stopped, and its clients are answered with an error', async () => {
      await enter(page, address, admin);
      await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
      await page.goto(`${address}/mcp-server`);
      await loaded(page, 'MCP');
      await main.getByText('Running', { exact: true }).waitFor();
      same(await statusOf(`${url}/mcp`), 200, 'before');
      await button('Stop').click();
      await dialog.getByText('Stop MCP?').waitFor();
      await browser.assertAccessible(page);
      await inDialog('Stop').click();
      await main.getByText('Stopped', { exact: true }).waitFor();
      await dialog.waitFor({ state: 'detached' });
      same(await statusOf(`${url}/mcp`), 503, 'after');
      same([await button('Stop').count(), await button('Configure').isDisabled()], [0, true], 'what it offers');
      await browser.assertAccessible(page);
      await browser.picture(page, 'mcp-stopped');
    });

    await checks.run('MCP is started on a port of its own, and is served again below the address of the server', async () => {
      await button('Start on a port').click();
      await dialog.getByLabel('Port', { exact: true }).fill('0');
      await browser.assertAccessible(page);
      await inDialog('Start').click();
      await dialog.waitFor({ state: 'detached' });
      await main.getByText('Running', { exact: true }).waitFor();
      own = await shownUrl();
      same(own === `${url}/mcp`, false, `the same address: ${own}`);
      same([await statusOf(own), await statusOf(`${url}/mcp`)], [200, 200], 'both addresses');
    });

    await checks.run("a program on the server's machine is configured, without a key", async () => {
      const program = card('Programs').getByRole('listitem').filter({ hasText: 'claude-code' });
      await program.getByText('Not configured here', { exact: true }).waitFor();
      await main.getByLabel('Program', { exact: true }).selectOption({ label: 'Claude Code' });
      await button('Configure').click();
      await main.getByRole('alert').filter({ hasText: /^Written to .*\.claude\.json\./ }).waitFor();
      await program.getByText('Configured', { exact: true }).waitFor();
      const written = JSON.parse(readFileSync(join(folder, 'home', '.claude.json'), 'utf8'));
      same(written.mcpServers.omni.url, await shownUrl(), 'the address in its file');
      same(JSON.stringify(written).includes('omni_sk_'), false, 'a key in its file');
      await browser.assertAccessible(page);
      await browser.picture(page, 'mcp-configured');
    });

    await checks.run('a configuration and the address are copied', async () => {
      const text = await copied('Claude Code');
      same(JSON.parse(text).mcpServers.omni.url, `${address}/mcp`, 'the address in what was copied');
      same(text.includes('omni_sk_'), false, 'a key in what was copied');
      await button('Copy: The address for other machines').click();
      await until('the address is copied', async () =>
        (await page.evaluate(() => navigator.clipboard.readText())) === `${address}/mcp`);
    });
  } finally {
    // Others find it running.
    await call('POST', `${url}/api/v2/mcp/start`, { headers: key, body: { port: 0 } });
    await page.context().close();
  }
}
