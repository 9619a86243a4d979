// @supabase/lite in this process: the Data API in front of one PostgreSQL.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { App } from '@supabase/lite';
import { createPostgresConnection } from '@supabase/lite/postgres';

// lite answers these without a key, and the database's password is in the answer.
const hidden = ['/_system/info', '/_system/config'];

// What PostgREST answers while it has no database.
const unavailable = () => Response.json(
  { code: 'PGRST001', details: 'no connection to the server', hint: null, message: 'Database client error. Retrying the connection.' },
  { status: 503 });

export async function startLite({ adminUrl, ownerPassword, publishableKey, secretKey }) {
  const connect = () => createPostgresConnection({ url: adminUrl, postgresOptions: { onnotice: () => {} } });
  const connection = connect();
  await connection.driver.file(fileURLToPath(new URL('hosted.sql', import.meta.url)));
  await connection.driver.unsafe(`alter role postgres password '${ownerPassword}'`);

  const app = new App({
    connection,
    // The auth service stays off; the keys are enforced all the same. The default of jwt_secret is public.
    auth: { enabled: false, publishable_key: publishableKey, secret_key: secretKey, jwt_secret: randomBytes(32).toString('hex') },
    studio: { enabled: false },
  });
  await app.init();

  // With its first request, and never again, lite looks for row level security. Where it finds none, every key acts as
  // the superuser from then on; in each schema where it finds some, it grants everything to every role. So the first
  // request is made here, while hosted.sql's own schema is the only one with row level security.
  await connection.withContext({ auth: { role: 'anon' } }, async () => {});

  // lite knows the tables and functions from one look at the catalogue. PostgREST looks again on this message, so do we.
  let reload;
  const followSchema = async () => {
    reload = oneAtATime(async () => {
      const { tables } = await connection.introspect();
      if (tables.length === 0) throw new Error('The catalogue of the database could not be read.'); // it is in the log
    });
    await connection.driver.listen('pgrst', message => message === 'reload schema' && reload().catch(() => {}));
    await reload();
  };
  await followSchema();

  let available = true;
  const answer = request => {
    if (hidden.includes(new URL(request.url).pathname)) return new Response(null, { status: 404 });
    return available ? app.fetch(request) : unavailable();
  };
  const server = createServer(getRequestListener(answer));
  server.keepAliveTimeout = 120_000; // longer than clients keep a connection, so that none is closed under a request
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${server.address().port}`,

    /** Looks at the catalogue now. */
    reload: () => reload(),

    /** Takes the database away while `kill` kills it. Requests under way lose their connection, as in a real crash. */
    async suspend(kill) {
      available = false;
      reload = async () => { throw new Error('PostgreSQL is not running.'); };
      await kill();
      server.closeAllConnections();
      connection.driver.end({ timeout: 0 }).catch(() => {});
    },

    /** Goes on with the restarted database: the same lite on new connections, for the old ones may hang (issue 1208). */
    async resume() {
      const { driver, kysely } = connect();
      Object.assign(connection, { driver, kysely });
      await followSchema();
      available = true;
    },

    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

// github.com/porsager/postgres/issues/1208: in 3.4.9, a connection that the server closes at a bad moment throws from a
// timer, out of everybody's reach. It is lost anyway; everything else that nobody caught still ends this process.
process.on('uncaughtException', error => {
  if (!error.stack?.includes('/postgres/src/connection.js')) throw error;
  console.error(error);
});

/** While one run goes on, any number of calls makes one more run after it, not one each. */
function oneAtATime(run) {
  let running;
  let next;
  const start = () => running = run().finally(() => running = undefined);
  return () => {
    if (!running) return start();
    return next ??= running.catch(() => {}).then(() => {
      next = undefined;
      return start();
    });
  };
}
