/**
 * Starts and stops the real binaries: the simulator, `uptake serve` and the commands beside it.
 * Each process gets its own folder, its output is kept whole, and nothing waits by sleeping.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const binDir = process.env.UPTAKE_BIN_DIR ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug');
const siteDir = process.env.UPTAKE_SITE_DIR ?? join(root, 'target/site');

/** A running process whose output is watched line by line. */
export class Running {
  output = '';
  private waiting: { pattern: RegExp; found: (match: RegExpMatchArray) => void }[] = [];

  constructor(readonly child: ChildProcess, readonly name: string) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.take(text));
    }
  }

  private take(text: string) {
    this.output += text;
    this.waiting = this.waiting.filter(({ pattern, found }) => {
      const match = this.output.match(pattern);
      if (match) found(match);
      return !match;
    });
  }

  /** Resolves with the first match in the output; rejects when the process ends without it. */
  says(pattern: RegExp): Promise<RegExpMatchArray> {
    const already = this.output.match(pattern);
    if (already) return Promise.resolve(already);
    return new Promise((found, failed) => {
      this.waiting.push({ pattern, found });
      this.child.once('exit', (code) => {
        const match = this.output.match(pattern);
        if (match) found(match);
        else failed(new Error(`${this.name} ended with ${code} before saying ${pattern}:\n${this.output}`));
      });
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }
}

/** A fresh folder. */
export function folder(name: string): string {
  return mkdtempSync(join(tmpdir(), `uptake-${name}-`));
}

function start(binary: string, args: string[], env: Record<string, string> = {}, cwd = folder('cwd')): Running {
  const child = spawn(join(binDir, binary), args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  return new Running(child, `${binary} ${args.join(' ')}`);
}

/** The fake of OpenAI's API, and the way to ask it for the truth and for faults. */
export class Simulator {
  private constructor(
    readonly process: Running,
    readonly baseUrl: string,
    readonly workspace: string,
    readonly control: string,
    readonly keyFile: string,
  ) {}

  static async start(args: string[], key?: string): Promise<Simulator> {
    const keyFile = join(folder('key'), 'key');
    if (key) writeFileSync(keyFile, key);
    const running = start('simulator', [...args, '--port', '0', '--key-file', keyFile]);
    const [line] = await running.says(/\{.*\}/);
    const said = JSON.parse(line);
    return new Simulator(running, said.base_url, said.workspace, said.control.replace(/\/$/, ''), keyFile);
  }

  async text(path: string): Promise<string> {
    const answer = await fetch(`${this.control}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  async post(path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.control}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  async clearFaults(): Promise<void> {
    const answer = await fetch(`${this.control}/fault`, { method: 'DELETE' });
    if (!answer.ok) throw new Error(`clearing faults: ${answer.status}`);
  }

  stop = () => this.process.kill('SIGINT');
}

/** One installation of Uptake: a data folder, the settings, and the commands on it. */
export class Installation {
  readonly dataDir = folder('data');
  readonly logs: string[] = [];

  constructor(readonly chatgpt: string, readonly extra: Record<string, string> = {}) {}

  private env(): Record<string, string> {
    return {
      UPTAKE_ADDR: '127.0.0.1:0',
      UPTAKE_DATA_DIR: this.dataDir,
      UPTAKE_CHATGPT_BASE_URL: this.chatgpt,
      UPTAKE_OPENAI_BASE_URL: this.chatgpt,
      UPTAKE_SITE_DIR: siteDir,
      UPTAKE_LOG: 'debug',
      UPTAKE_LOG_FORMAT: 'json',
      ...this.extra,
    };
  }

  /** Runs a command to its end. */
  async run(args: string[], input?: string): Promise<{ code: number | null; output: string; stdout: string }> {
    const running = start('uptake', args, this.env());
    let stdout = '';
    running.child.stdout?.on('data', (text: string) => (stdout += text));
    running.child.stdin?.end(input ?? '');
    const [code] = (await once(running.child, 'close')) as [number | null];
    this.logs.push(running.output);
    return { code, output: running.output, stdout };
  }

  /** Runs a command that must succeed; its standard output. */
  async done(args: string[], input?: string): Promise<string> {
    const { code, output, stdout } = await this.run(args, input);
    if (code !== 0) throw new Error(`uptake ${args.join(' ')} ended with ${code}:\n${output}`);
    return stdout.trim();
  }

  /** Starts `serve`; resolves once it is ready. */
  async serve(): Promise<Server> {
    const running = start('uptake', ['serve'], this.env());
    const match = await running.says(/http:\/\/127\.0\.0\.1:\d+/);
    const server = new Server(running, match[0]);
    await server.ready();
    return server;
  }
}

/** A running `uptake serve`. */
export class Server {
  constructor(readonly process: Running, readonly url: string) {}

  /** Resolves once `/readyz` says so; asks again as soon as the last answer is in. */
  async ready(): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const status = await fetch(`${this.url}/readyz`).then((answer) => answer.status, () => 0);
      if (status === 200) return;
      if (Date.now() > deadline) throw new Error(`not ready (${status}):\n${this.process.output}`);
      await new Promise((next) => setImmediate(next));
    }
  }

  /** Asks the API with a token. */
  async api(token: string, path: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, text: await answer.text() };
  }

  stop = (signal: NodeJS.Signals = 'SIGTERM') => this.process.kill(signal);
}

/** Starts `uptake-demo`; the link that it prints. */
export async function demo(args: string[]): Promise<{ process: Running; link: string }> {
  const process = start('uptake-demo', args, { UPTAKE_SITE_DIR: siteDir });
  const [, link] = await process.says(/Open (http:\S+)/);
  return { process, link: link ?? '' };
}
