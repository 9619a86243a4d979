// One private PostgreSQL: everything of it is in one directory, and goes with that directory.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findPrograms, unprivilegedAccount } from './programs.mjs';

const windows = process.platform === 'win32';

// Milliseconds. Each takes a tenth of a second, on a busy machine some seconds.
const startLimit = 30_000;
const stopLimit = 10_000;

export class Cluster {
  #directory;
  #data;
  #logFile;
  #chosenPrograms;
  #programs;
  #account;
  #port;
  #child; // the program that was started last
  #removing = false;

  /** `chosenPrograms`: the directory of initdb, postgres and pg_ctl; without it they are searched for. */
  constructor(directory, chosenPrograms) {
    this.#directory = directory;
    this.#data = join(directory, 'data');
    this.#logFile = join(directory, 'postgres.log');
    this.#chosenPrograms = chosenPrograms;
  }

  /** Makes the cluster and starts it on a free port of the loopback interface. */
  async create(password) {
    this.#account = unprivilegedAccount();
    this.#programs = findPrograms(this.#chosenPrograms, this.#account);
    const passwordFile = join(this.#directory, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (this.#account.uid) {
      for (const path of [this.#directory, passwordFile]) chownSync(path, this.#account.uid, this.#account.gid);
    }
    // The compiled-in C.UTF-8 is the same on every platform, but there since 17 only; an older server gets plain C.
    const locale = this.#programs.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
    await this.#run('initdb', ['-D', this.#data, '-U', 'supabase_admin', '-A', 'scram-sha-256', '--pwfile', passwordFile,
      '-E', 'UTF8', '--locale=C', ...locale, '--no-sync', '--no-instructions']);
    await rm(passwordFile);
    appendFileSync(join(this.#data, 'postgresql.conf'),
      "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n");

    for (let attempt = 1; ; attempt++) {
      this.#port = await freePort();
      try {
        await this.#start();
        return { port: this.#port };
      } catch (error) {
        // Another program may take the port after it was found free.
        if (attempt === 5 || !this.logTail().includes('could not bind')) throw error;
      }
    }
  }

  /** Ends the server as a crash would: nothing said, nothing flushed. */
  async kill() {
    const pid = this.#lockFile()?.pid;
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await delay(20);
  }

  /** Starts the killed server again, on the same data and the same port. */
  async restart() {
    if (isAlive(this.#lockFile()?.pid)) throw new Error('PostgreSQL is running already.');
    // A killed server's children hold its shared memory until they notice; until then a new server refuses to start.
    for (const deadline = Date.now() + startLimit; ; await delay(100)) {
      try {
        return await this.#start();
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  /** Stops whatever runs and deletes the directory. Any process may do this, not only the one that started the server. */
  async remove() {
    this.#removing = true;
    const ours = this.#child?.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
    const pid = ours ?? this.#lockFile()?.pid;
    if (isAlive(pid)) {
      process.kill(pid, 'SIGQUIT'); // to postgres: end at once, the data are not wanted any more
      // The lock file tells it sooner of a server that is not ours to reap.
      const isGone = () => !isAlive(pid) || (!ours && this.#lockFile()?.pid !== pid);
      for (const deadline = Date.now() + stopLimit; !isGone() && Date.now() < deadline;) await delay(10);
      if (!isGone()) process.kill(pid, 'SIGKILL');
    }
    // A server deletes its lock file. If it could not, its smallest piece of shared memory is left too (56 bytes).
    const left = this.#lockFile()?.sharedMemory;
    if (left) spawnSync('ipcrm', ['-m', left]);
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** The last lines of what PostgreSQL's programs wrote. */
  logTail() {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, 'utf8').trim().split('\n').slice(-20).join('\n') : '';
  }

  async #start() {
    // PostgreSQL runs as a direct child, so that a killed one is reaped here and leaves no zombie that looks alive.
    // Only Windows needs pg_ctl in between: it takes away the administrator's rights, with which postgres refuses to run.
    const child = windows
      ? this.#spawn('pg_ctl', ['start', '-w', '-D', this.#data, '-o', `-p ${this.#port}`])
      : this.#spawn('postgres', ['-D', this.#data, '-p', String(this.#port)]);
    child.on('error', () => {}); // then it has no process id
    const isReady = () => windows ? child.exitCode === 0 : this.#lockFile()?.pid === child.pid && this.#lockFile().isReady;
    for (const deadline = Date.now() + startLimit; !isReady(); await delay(10)) {
      if (!child.pid || child.exitCode !== null || child.signalCode) throw new Error(`PostgreSQL did not start${this.#where()}.`);
      if (Date.now() > deadline) throw new Error(`PostgreSQL was not ready within ${startLimit / 1000} seconds${this.#where()}.`);
    }
  }

  async #run(program, args) {
    const [code, signal] = await once(this.#spawn(program, args), 'exit');
    if (code !== 0) throw new Error(`PostgreSQL's ${program} failed (${signal ?? `exit code ${code}`})${this.#where()}.`);
  }

  #spawn(program, args) {
    if (this.#removing) throw new Error('The sandbox is ending.');
    const log = openSync(this.#logFile, 'a');
    try {
      return this.#child = spawn(join(this.#programs.directory, program), args,
        { cwd: this.#directory, stdio: ['ignore', log, log], windowsHide: true, ...this.#account });
    } finally {
      closeSync(log);
    }
  }

  #where() {
    const { name } = this.#account;
    return ` in ${this.#directory}${name ? `, run as the account "${name}", to which the folders above must be open` : ''}`;
  }

  /** postmaster.pid: the process id in its first line, key and id of its shared memory in the seventh, the state in the eighth. */
  #lockFile() {
    try {
      const lines = readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n');
      return { pid: Number(lines[0]), sharedMemory: lines[6]?.trim().split(/\s+/)[1], isReady: lines[7]?.trim() === 'ready' };
    } catch {
      return undefined;
    }
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

function isAlive(pid) {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
