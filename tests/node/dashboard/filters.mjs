// Statistics of a range that is chosen to the hour, and the live log by level and by words.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, fact, fieldTime, shopOf } from './common.mjs';
import { loaded } from './manage.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export async function filters(checks, world) {
  const { browser, network, tab, url, apiKey, page: address, shop, ann } = world;
  const ask = apiOf(world);
  const main = tab.getByRole('main');
  const field = name => main.getByLabel(name, { exact: true });
  await tab.setViewportSize(WIDE);

  await checks.run('statistics of a range that is chosen have its hours and its messages alone', async () => {
    await tab.goto(`${address}/analytics`);
    await loaded(tab, 'Analytics');
    const whole = main.locator('section').filter({ has: tab.getByRole('heading', { name: 'The whole period' }) });
    await whole.waitFor();
    const now = Date.now();
    await field('From').fill(fieldTime(now - 4 * DAY_MS));
    await field('Until').fill(fieldTime(now - 3 * DAY_MS));
    await main.getByText('No messages in this period.').waitFor();
    const hour = new Date(now).setMinutes(0, 0, 0);
    const [since, end] = [new Date(hour - 2 * HOUR_MS), new Date(hour + HOUR_MS)];
    await field('Until').fill(fieldTime(end));
    await field('From').fill(fieldTime(since));
    const period = `since=${since.toISOString()}&until=${end.toISOString()}`;
    const { total } = await ask('GET', `/analytics?${period}`);
    same(total.messagesReceived > 0, true, 'messages were received');
    await until('what was received', async () => {
      const text = await fact(tab, whole, 'Received').textContent();
      return Number(text.replaceAll(',', '')) === total.messagesReceived;
    });
    await main.getByText('As a table', { exact: true }).click();
    const rows = main.getByRole('region', { name: 'By hour' }).getByRole('row');
    await until('a line for each of three hours', async () => (await rows.count()) === 4);
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'analytics-range');
  });

  const lines = main.getByRole('region', { name: 'Lines of the log' }).getByRole('listitem');
  const live = () => main.getByText('Live', { exact: true }).waitFor();

  await checks.run('the live log has the lines of a level and above', async () => {
    const instance = await shopOf(ask);
    const refused = lines.filter({ hasText: 'a send failed for good' });
    const refuse = async () => {
      await network.post('/faults', { fault: 'reject_sends', device: shop, count: 1, code: 400 });
      const body = { instanceId: instance, to: ann, text: 'for the log' };
      const sent = await call('POST', `${url}/api/v2/messages`, { headers: { 'x-api-key': apiKey }, body });
      same(sent.status >= 400, true, 'it is refused');
    };
    const levels = () =>
      lines.evaluateAll(all => all.map(one => /\b(DEBUG|INFO|WARN|ERROR)\b/.exec(one.textContent)?.[0]));
    const has = wanted => async () => (await levels()).includes(wanted);
    await tab.goto(`${address}/logs`);
    await loaded(tab, 'Logs');
    await live();
    await until('there is information', has('INFO'));
    await field('At least').selectOption('warn');
    await refuse();
    await refused.first().waitFor();
    await until('warnings and errors alone', async () => {
      const all = await levels();
      return all.length > 0 && all.every(one => one === 'WARN' || one === 'ERROR');
    });
    const before = await refused.count();
    await refuse();
    await until('the next one as it is written', async () => (await refused.count()) > before);
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'logs-warnings');
    await field('At least').selectOption('error');
    await until('no warnings', async () => (await refused.count()) === 0);
    await field('At least').selectOption('info');
    await until('there is information again', has('INFO'));
  });

  await checks.run('the live log has the lines with the words that are searched for', async () => {
    const { id } = await ask('POST', '/instances', { name: 'For the log', channel: 'whatsapp-baileys' });
    const isOfIt = async () => (await lines.allTextContents()).every(one => one.includes(id));
    await field('Search').fill(id);
    await field('Search').press('Enter');
    await until('other lines are gone', isOfIt);
    await live();
    await ask('DELETE', `/instances/${id}`);
    await lines.filter({ hasText: 'an instance was deleted' }).waitFor();
    same(await isOfIt(), true, 'all lines have the words');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'logs-search');
    await field('Search').fill('');
    await field('Search').press('Enter');
    await until('other lines are shown again', async () => !(await isOfIt()));
  });
}
