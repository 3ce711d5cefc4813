// The first steps of /api/doc, as they are there: its commands in a shell, and its program.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { same, until, WAIT_MS } from '../baileys/checks.mjs';
import { Gateway } from './gateway.mjs';

// An import does not look where NODE_PATH leads.
const { io } = createRequire(import.meta.url)('socket.io-client');
const run = promisify(execFile);
const LIMIT_MS = Math.max(60_000, WAIT_MS);
const NUMBER = '5511900000031';
/** To whom the page sends. */
const CUSTOMER = '5511999998888';
const ANSWER = 'We open at nine.';
const END = '\n---- end ----\n';
const NAMES = ['HOST', 'TOKEN', 'MADE', 'ACCOUNT', 'WAPI_TOKEN'];
// Of jq the page needs one thing, and not every machine has it.
const JQ = `jq() {
  node -e 'const text = require("fs").readFileSync(0, "utf8");
    console.log(JSON.parse(text)[process.argv[1].slice(1)])' "$2"
}`;

/** The blocks of code of the page, with what the page's own script and a reader fill in. */
export function blocks(page, host) {
  const filled = page
    .replace(/<span class="host">[^<]*<\/span>/g, host)
    .replaceAll('"password":"…"', '"password":"correct horse battery"')
    .replaceAll('sk-…', 'sk-test');
  const found = [...filled.matchAll(/<pre><code>([\s\S]*?)<\/code><\/pre>/g)].map(one => one[1]);
  return found.map(text => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** A shell that keeps its variables from one block to the next. */
export class Shell {
  constructor(folder) {
    this.folder = folder;
    this.state = '';
  }

  /** What a block prints. */
  async run(block) {
    const keep = `for name in ${NAMES.join(' ')}; do if [[ -v $name ]]; then declare -p "$name"; fi; done`;
    const script = [JQ, this.state, block, `printf '${END.replaceAll('\n', '\\n')}'`, keep].join('\n');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: this.folder, timeout: LIMIT_MS, env: { ...process.env, no_proxy: '*' },
    });
    const [printed, state] = stdout.split(END);
    this.state = state;
    return printed;
  }

  /** The value of a variable. */
  async value(name) {
    return (await this.run(`printf %s "$${name}"`)).trim();
  }
}

/** A provider that has one answer. */
async function provider() {
  const server = createServer((request, answer) => {
    request.resume();
    request.on('end', () => {
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify({
        id: '1', object: 'chat.completion', created: 0, model: 'm',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: ANSWER } }],
      }));
    });
  });
  await new Promise(done => { server.listen(0, '127.0.0.1', done); });
  return { server, url: `http://127.0.0.1:${server.address().port}/v1` };
}

/** With a provider on this machine, so on a server of its own. */
export async function documented(checks, { programs, network, settings }) {
  const { server, url } = await provider();
  const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'documented')];
  const own = { ...settings, OMNI__AI__BASE_URL: url };
  let gateway;
  let steps;
  await checks.run('/api/doc has six blocks of first steps', async () => {
    gateway = new Gateway(await programs.start('documented', args, own));
    await gateway.signIn();
    steps = blocks((await gateway.ask('GET', '/api/doc')).text, gateway.host);
    same(steps.length, 6);
  });
  if (steps?.length !== 6) return;
  const shell = new Shell(programs.folder);
  await checks.run('/api/doc: signing in, and an account', async () => {
    await shell.run(steps[0]);
    await shell.run(steps[1]);
    const found = [await shell.value('ACCOUNT'), await shell.value('WAPI_TOKEN')];
    if (!found[0].startsWith('acc_') || !found[1].startsWith('wapi_')) throw new Error(found.join());
  });
  await checks.run('/api/doc: connecting it, and the QR as a picture', async () => {
    const { qr } = JSON.parse(await shell.run(steps[2]));
    const picture = readFileSync(join(programs.folder, 'qr.png'));
    same(picture.subarray(1, 4).toString(), 'PNG');
    await network.phone(NUMBER, 'Documented');
    await network.phone(CUSTOMER, 'Customer');
    await network.post(`/phones/${NUMBER}/scan`, { qr });
    const path = `/api/v1/accounts/${await shell.value('ACCOUNT')}`;
    const admin = { token: gateway.admin };
    await until('connected', async () => (await gateway.done('GET', path, admin)).status === 'connected');
  });
  await checks.run('/api/doc: a message', async () => {
    same(JSON.parse(await shell.run(steps[3])).sent, true);
  });
  await checks.run('/api/doc: a model that answers', async () => {
    const printed = await shell.run(steps[4]);
    if (!printed.includes(`"reply":"${ANSWER}"`)) throw new Error(printed);
  });
  await checks.run('/api/doc: the events of the account', async () => {
    const seen = [];
    const start = new Function('io', 'HOST', 'WAPI_TOKEN', 'console', `${steps[5]}\nreturn socket;`);
    const socket = start(io, gateway.host, await shell.value('WAPI_TOKEN'), { log: name => seen.push(name) });
    await until('account.status', () => seen.includes('account.status'));
    socket.close();
  });
  server.close();
}
