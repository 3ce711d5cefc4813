// A database of its own on the Postgres of the tests, which scripts/test.sh starts where none answers.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../baileys/checks.mjs';

const SERVER = process.env.OMNI_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const ANSWER_MS = 5_000;
const VERSIONS = '/usr/lib/postgresql';

/** Whether something listens at this address. */
function answers({ hostname, port }) {
  return new Promise(done => {
    const socket = connect({ host: hostname, port: Number(port || 5432), timeout: ANSWER_MS });
    const end = found => {
      socket.destroy();
      done(found);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** `psql`, as a package installs it or as Postgres itself has it; nothing where there is none. */
function findTool() {
  const found = (process.env.PATH ?? '').split(':').map(folder => join(folder, 'psql'));
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((one, other) => Number(other) - Number(one)) : [];
  return [...found, ...versions.map(one => join(VERSIONS, one, 'bin', 'psql'))].find(existsSync);
}

export class Postgres {
  constructor(tool, name) {
    this.tool = tool;
    this.name = name;
    this.url = `${SERVER.slice(0, SERVER.lastIndexOf('/'))}/${name}`;
  }

  /** An empty database; or why there is none, as `missing`. */
  static async make() {
    if (!(await answers(new URL(SERVER)))) return { missing: `no Postgres answers at ${new URL(SERVER).host}` };
    const tool = findTool();
    if (!tool) return { missing: 'psql is not installed' };
    // scripts/test.sh drops those that an interrupted run has left.
    const made = new Postgres(tool, `omni_dashboard_${process.pid}`);
    await made.drop();
    await until('the database is made', () =>
      made.#run(`CREATE DATABASE ${made.name}`).then(
        () => true,
        error => {
          // Another test makes one at this moment.
          if (/being accessed by other users/.test(error.message)) return false;
          throw error;
        },
      ),
    );
    return made;
  }

  drop() {
    return this.#run(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }

  #run(statement) {
    const options = { env: { ...process.env, PGCONNECT_TIMEOUT: '30', PGOPTIONS: '-c client_min_messages=warning' } };
    return promisify(execFile)(this.tool, [SERVER, '-qXc', statement], options);
  }
}
