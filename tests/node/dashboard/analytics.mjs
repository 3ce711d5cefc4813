// Statistics: figures of any period, by group, as pictures and as a table; and what Home has of them.
import { readFileSync } from 'node:fs';
import { same, until } from '../baileys/checks.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const PNG = '89504e470d0a1a0a';

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

/** What a click saves: its name and bytes. */
async function saved(page, click) {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Whether a chart's canvas has more than one colour; the code that draws is loaded with the first chart. */
const isDrawn = chart =>
  chart.locator('canvas').evaluate(area => {
    if (area.width === 0 || area.height === 0) return false;
    const { data } = area.getContext('2d').getImageData(0, 0, area.width, area.height);
    const pixels = new Uint32Array(data.buffer);
    return pixels.some(pixel => pixel !== pixels[0]);
  });

export async function analytics(checks, { browser, tab, page: url }) {
  await tab.setViewportSize(WIDE);
  const button = name => tab.getByRole('button', { name, exact: true });

  await checks.run('statistics show the messages of the last day, drawn and as a table', async () => {
    await tab.goto(`${url}/analytics`);
    await heading(tab, 'Analytics');
    await tab.getByRole('heading', { name: 'The whole period' }).waitFor();
    const chart = tab.getByRole('img', { name: /^Messages: / });
    await chart.waitFor();
    await until('the chart is drawn', () => isDrawn(chart));
    await tab.getByText('As a table', { exact: true }).click();
    await tab.getByRole('region', { name: 'By hour' }).getByRole('row').nth(1).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'analytics-day');
  });

  await checks.run('a chart names the values at the pointer', async () => {
    const chart = tab.getByRole('img', { name: /^Messages: / });
    await chart.hover();
    await chart.getByText('Received', { exact: true }).waitFor();
    await browser.picture(tab, 'analytics-pointed');
    await tab.mouse.move(0, 0);
    await chart.getByText('Received', { exact: true }).waitFor({ state: 'detached' });
  });

  await checks.run('a chart is as wide as its place, also after the window has changed', async () => {
    const chart = tab.getByRole('img', { name: /^Messages: / });
    const hasItsWidth = () =>
      chart.evaluate(area => Math.abs(area.querySelector('canvas').clientWidth - area.clientWidth) <= 1);
    for (const size of [NARROW, WIDE]) {
      await tab.setViewportSize(size);
      await until('the chart has the width of its place', hasItsWidth);
      await until('the chart is drawn', () => isDrawn(chart));
    }
  });

  await checks.run('they are grouped, over a longer period', async () => {
    await button('The last 30 days').click();
    await tab.getByLabel('Grouped by').selectOption('instance');
    const table = tab.getByRole('region', { name: 'Instance' });
    await table.getByRole('rowheader', { name: /Bike shop/ }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'analytics-instances');
  });

  await checks.run('a chart is saved as a picture, and the figures as a table', async () => {
    const picture = await saved(tab, () => button('Save as picture: Messages').click());
    same(picture.name, 'messages.png');
    same(picture.bytes.subarray(0, 8).toString('hex'), PNG, 'the picture');
    // Its title and what its lines mean are above the chart, which is as wide.
    const chart = await tab.locator('figure').filter({ has: button('Save as picture: Messages') }).locator('canvas').evaluate(area => [area.width, area.height]);
    const [width, height] = [picture.bytes.readUInt32BE(16), picture.bytes.readUInt32BE(20)];
    same([width, height > chart[1]], [chart[0], true], 'its size');
    const table = await saved(tab, () => button('Save as CSV').click());
    same(table.name, 'analytics.csv');
    const lines = table.bytes.toString('utf8').trim().split('\r\n');
    same(lines[0].replace('\ufeff', '').split(',').slice(0, 4), ['start', 'end', 'group_id', 'group']);
    if (lines.length < 2) throw new Error('the table has no figures');
  });

  await checks.run('a period that cannot be divided is refused with the reason', async () => {
    await button('The last 90 days').click();
    await tab.getByLabel('By hour or day').selectOption('hour');
    await tab.getByText(/31 days/).waitFor();
    await tab.getByLabel('By hour or day').selectOption('');
    await tab.getByRole('heading', { name: 'The whole period' }).waitFor();
  });

  await checks.run('statistics fit a narrow window', async () => {
    await tab.setViewportSize(NARROW);
    await assertFits(tab);
    await browser.picture(tab, 'analytics-narrow');
    await tab.setViewportSize(WIDE);
  });

  await checks.run('Home has the last day, the queues and what went wrong', async () => {
    await tab.goto(`${url}/`);
    await heading(tab, 'Home');
    const chart = tab.getByRole('img', { name: /^The last 24 hours: / });
    await chart.waitFor();
    await until('the chart is drawn', () => isDrawn(chart));
    await tab.getByRole('rowheader', { name: 'Messages to send', exact: true }).waitFor();
    await tab.getByRole('heading', { name: 'Recent problems' }).waitFor();
    await browser.assertAccessible(tab);
    await tab.getByRole('link', { name: 'All statistics' }).click();
    await heading(tab, 'Analytics');
  });
}
