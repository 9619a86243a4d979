// Keeps one PostgreSQL for stack.mjs, its parent, and takes it away with all its files when the parent is gone.
import { Cluster } from './cluster.mjs';

const [directory, programs] = process.argv.slice(2);
const cluster = new Cluster(directory, programs);

const commands = {
  create: ({ password }) => cluster.create(password),
  start: () => cluster.restart(),
  kill: () => cluster.kill(),
};

const answer = message => process.connected && process.send(message);

process.on('message', async ({ command, ...details }) => {
  try {
    answer((await commands[command](details)) ?? {});
  } catch (error) {
    answer({ error: error.message, log: cluster.logTail() });
  }
});

async function end() {
  await cluster.remove();
  process.exit();
}

process.on('disconnect', end);
if (!process.connected) end(); // the parent was gone before this line was reached

// Only the parent decides when this ends: a service manager or a container signals every process at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
