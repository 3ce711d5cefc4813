// Services and nodes: the node that serves the page is shown with its version, and with what it does.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';
import { loaded } from './manage.mjs';

const TITLE = 'Services and nodes';
/** A network has an error while one of its instances needs a person, as those of other parts may. */
const STATES = { running: 'Running', stopped: 'Stopped', error: 'Error' };

export async function nodes(checks, { browser, tab, page: address, url, apiKey }) {
  const ask = async path => (await call('GET', `${url}/api/v2${path}`, { headers: { 'x-api-key': apiKey } })).body;
  const main = tab.getByRole('main');
  const card = name => main.locator('section').filter({ has: tab.getByRole('heading', { name, level: 2, exact: true }) });
  const fact = name =>
    card('Nodes').locator('dl > div').filter({ has: tab.getByText(name, { exact: true }) }).locator('dd').textContent();

  await checks.run('this node is shown with its version, its instances, its bus and its database', async () => {
    await tab.setViewportSize(WIDE);
    await tab.goto(`${address}/services`);
    await loaded(tab, TITLE);
    const { version, checks: parts } = await ask('/health');
    await card('Nodes').locator('dl').waitFor();
    same(await fact('This server alone, version'), version, 'the version');
    same(await fact('Bus'), `${parts.nats.kind} · ${parts.nats.status}`, 'the bus');
    same((await fact('Database')).startsWith(parts.database.status), true, 'the database');
    // Others make and delete some meanwhile; the page reads it again.
    await until('the instances are counted', async () =>
      (await fact('Instances')) === String((await ask('/health')).instances.total));
  });

  await checks.run('each service is shown with its node, its state and its load', async () => {
    const { items } = await ask('/services');
    const rows = card('Services of this server').getByRole('listitem');
    const running = items.filter(one => one.status === 'running').map(one => one.name);
    same(['omni-api', 'worker'].filter(name => !running.includes(name)), [], 'those that do not run');
    for (const { name, node, status } of items) {
      const row = rows.filter({ has: tab.getByText(name, { exact: true }) });
      await row.getByRole('status').getByText(STATES[status], { exact: true }).waitFor();
      same((await row.textContent()).includes(`${node} · `), true, `the node of ${name}`);
      if (status !== 'running') continue;
      await row.getByText(/\d+ MB, [\d.]+ % of a core · running for .* process \d+/).waitFor();
    }
    same(await rows.count(), items.length, 'the services');
    await tab.setViewportSize(NARROW);
    await assertFits(tab);
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'nodes-narrow');
    await tab.setViewportSize(WIDE);
  });
}
