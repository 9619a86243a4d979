// The offline Supabase:  node stack.mjs <temporary directory> [<directory of PostgreSQL's programs>]
//
// Nothing of it may outlive the process that wanted it, however that process ends. So each process hangs on a line
// that its parent holds, and ends when the line is cut, which the operating system does even for a killed parent:
//
//     parent --- stdin ---> stack.mjs, with lite in it --- IPC ---> keeper.mjs --- child ---> postgres
//
// The keeper is the one that cleans up. If the keeper itself is killed, this process does it in its place.
// stdout carries one JSON object a line: an event of the start, or the answer to a command that came in on stdin.
// The keeper holds stdout open too: where it ends, everything has ended.
import { fork } from 'node:child_process';
import { Console } from 'node:console';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster } from './cluster.mjs';

const [temporary, programs = ''] = process.argv.slice(2);

// Settings for a PostgreSQL of the user's own, such as PGSSLMODE, are not for this one.
for (const name of Object.keys(process.env).filter(name => name.startsWith('PG'))) delete process.env[name];
globalThis.console = new Console(process.stderr, process.stderr); // stdout belongs to the protocol
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // the parent may be gone

const say = event => process.stdout.write(`${JSON.stringify(event)}\n`);
const fail = error => say({ event: 'failed', reason: error.message, log: error.log ?? error.stack });

const directory = mkdtempSync(join(temporary, 'higherself-supabase-'));
const keeper = fork(new URL('keeper.mjs', import.meta.url), [directory, programs], {
  windowsHide: true,
  detached: true, // what is sent to this process's group, by a terminal for instance, is not meant for the keeper
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});

async function ask(command, details = {}) {
  keeper.send({ command, ...details });
  const [answer] = await once(keeper, 'message');
  if (answer.error) throw Object.assign(new Error(answer.error), { log: answer.log });
  return answer;
}

let lite;
let ending = false;

function end() {
  ending = true;
  lite?.close();
  if (keeper.connected) keeper.disconnect();
}

keeper.on('exit', async () => {
  if (!ending) fail(new Error('The process that keeps PostgreSQL ended unexpectedly.'));
  await new Cluster(directory).remove(); // finds nothing to do, unless the keeper was killed
  process.exit();
});

const commands = {
  'refresh-schema': async () => {
    await lite.reload();
    say({ event: 'schema-refreshed' });
  },
  'kill-postgres': async () => {
    await lite.suspend(() => ask('kill'));
    say({ event: 'postgres-killed' });
  },
  'start-postgres': async () => {
    await ask('start');
    await lite.resume();
    say({ event: 'postgres-started' });
  },
};

const lines = createInterface({ input: process.stdin });
lines.on('line', line => commands[JSON.parse(line).command]().catch(fail));
lines.on('close', end);
process.on('SIGTERM', end);
process.on('SIGHUP', end);
// Ctrl+C in a terminal reaches every process of the foreground. It stops the parent's work, not its sandbox; and where
// it ends the parent too, stdin closes.
process.on('SIGINT', () => {});

try {
  const secret = () => randomBytes(18).toString('base64url');
  const keys = { publishableKey: `sb_publishable_${secret()}`, secretKey: `sb_secret_${secret()}` };
  const passwords = { supabase_admin: secret(), postgres: secret() };
  const [{ port }, { startLite }] = await Promise.all([
    ask('create', { password: passwords.supabase_admin }),
    import('./lite.mjs'), // takes as long as PostgreSQL's start
  ]);
  const urlOf = role => `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/postgres`;
  lite = await startLite({ ...keys, adminUrl: urlOf('supabase_admin'), ownerPassword: passwords.postgres });
  say({ event: 'ready', url: lite.url, databaseUrl: urlOf('postgres'), ...keys, directory });
} catch (error) {
  if (!ending) fail(error);
  end();
}
