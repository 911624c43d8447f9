/** The HTTP API: who may ask, what is refused by name, and that every metric answers. */
import { expect, test } from './support/test';
import { micros, plus, truth } from './support/world';

interface Answer {
  status: number;
  type: string;
  body: Record<string, unknown>;
}

async function ask(url: string, token?: string): Promise<Answer> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const answer = await fetch(url, { headers });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: (await answer.json()) as Answer['body'] };
}

test('without a token every path answers 401, whether there is something or not', async ({ world }) => {
  for (const path of ['/status', '/metrics', '/metrics/credits', '/ledger', '/no-such-thing']) {
    for (const token of [undefined, 'upt_wrong']) {
      const answer = await ask(`${world.url}/api/v1${path}`, token);
      expect(answer.status, path).toBe(401);
      expect(answer.type).toContain('application/problem+json');
    }
  }
});

test('a wrong parameter is refused by its name', async ({ world }) => {
  const days = `from=${plus(world.today, -6)}&to=${world.today}`;
  for (const [query, status, named] of [
    ['/metrics/credits', 400, '`from`'],
    [`/metrics/credits?${days}&form=1`, 400, '`form`'],
    [`/metrics/credits?${days}&by=fortnight`, 400, '`by`'],
    [`/metrics/credits?${days}&split=colour`, 400, '`split`'],
    [`/metrics/dau?${days}&by=week`, 400, 'by'],
    [`/metrics/credits?${days}&client=CODEX_CLI&model=gpt-5.5`, 400, 'model'],
    [`/metrics/credits?${days}&team=nobody`, 404, 'nobody'],
    [`/metrics/happiness?${days}`, 404, 'happiness'],
  ] as const) {
    const answer = await ask(`${world.url}/api/v1${query}`, world.token);
    expect(answer.status, query).toBe(status);
    expect(String(answer.body.detail), query).toContain(named);
    expect(answer.type).toContain('application/problem+json');
  }
});

test('every metric of the list answers, one point a day', async ({ world }) => {
  const list = (await ask(`${world.url}/api/v1/metrics`, world.token)).body as unknown as { name: string; by: string[] }[];
  expect(list.length).toBeGreaterThan(40);
  const days = `from=${plus(world.today, -13)}&to=${world.today}`;
  for (const { name } of list) {
    const answer = await ask(`${world.url}/api/v1/metrics/${name}?${days}`, world.token);
    expect(answer.status, name).toBe(200);
    const [series] = answer.body.series as { key: string; points: { value: number | null; state: string }[] }[];
    expect(series?.key, name).toBe('all');
    expect(series?.points.length, name).toBe(14);
    for (const point of series?.points ?? []) {
      const unknown = ['gap', 'too_few', 'unavailable'].includes(point.state);
      expect(point.value === null, `${name} ${JSON.stringify(point)}`).toBe(unknown);
    }
  }
});

test('people of each day are the true ones, and distinct people stay distinct', async ({ world }) => {
  const [from, to] = [plus(world.today, -20), plus(world.today, -4)];
  const real = await truth(world.control, from, to);
  const answer = await ask(`${world.url}/api/v1/metrics/active_people?from=${from}&to=${to}`, world.token);
  const [series] = answer.body.series as { total: number; points: { start: string; value: number }[] }[];
  const known = Object.fromEntries(real.days.map((day) => [day.day, day.active_people]));
  for (const point of series?.points ?? []) expect(point.value, point.start).toBe(known[point.start] ?? 0);
  expect(series?.total).toBe(real.active_people);
});

test('status and ledger tell how far the archive reaches', async ({ world }) => {
  const status = (await ask(`${world.url}/api/v1/status`, world.token)).body as {
    connections: { name: string; state: string; days: { settled: number; provisional: number; gap: number } }[];
  };
  expect(status.connections.map((one) => [one.name, one.state])).toEqual([['main', 'healthy']]);
  const ledger = (await ask(`${world.url}/api/v1/ledger?connection=main&dataset=usage`, world.token)).body as {
    days: { day: string; state: string }[];
  };
  const days = status.connections[0]?.days;
  expect(ledger.days.length).toBe((days?.settled ?? 0) + (days?.provisional ?? 0) + (days?.gap ?? 0));
  expect(ledger.days.at(-1)?.day).toBe(world.today);
  expect(ledger.days.at(-1)?.state).toBe('provisional');
});

test('an answer that is known already is not sent again, in whatever packing', async ({ world }) => {
  const url = `${world.url}/api/v1/metrics/credits?from=${plus(world.today, -27)}&to=${world.today}&split=team`;
  const authorization = `Bearer ${world.token}`;
  for (const packing of ['identity', 'gzip', 'br']) {
    const first = await fetch(url, { headers: { authorization, 'accept-encoding': packing } });
    const tag = first.headers.get('etag') ?? '';
    expect(first.status, packing).toBe(200);
    expect(tag, packing).toMatch(/^"[0-9a-f]{32}(-gzip|-br)?"$/);
    expect(((await first.json()) as { series: unknown[] }).series.length).toBeGreaterThan(1);
    const again = await fetch(url, { headers: { authorization, 'accept-encoding': packing, 'if-none-match': tag } });
    expect(again.status, packing).toBe(304);
    expect(await again.text()).toBe('');
  }
});

test('why credits moved adds up to the last millionth', async ({ world }) => {
  const days = `from=${plus(world.today, -31)}&to=${plus(world.today, -4)}`;
  const answer = await fetch(`${world.url}/api/v1/credit-change?${days}`, { headers: { authorization: `Bearer ${world.token}` } });
  const text = await answer.text();
  const amount = (name: string) => micros(text.match(new RegExp(`"bars":\\{[^}]*"${name}":(-?[0-9.]+)`))?.[1] ?? '');
  expect(amount('people') + amount('turns_per_person') + amount('credits_per_turn')).toBe(amount('change'));
});

test('everything that is described answers as it is described', async ({ world }) => {
  const api = (await ask(`${world.url}/api/v1/openapi.json`, world.token)).body as unknown as {
    openapi: string;
    paths: Record<string, { get?: { parameters?: { name: string; required?: boolean }[] } }>;
  };
  expect(api.openapi).toMatch(/^3\.1/);
  const month = `from=${plus(world.today, -27)}&to=${world.today}`;
  const paths = Object.entries(api.paths).filter(([path, { get }]) => get && !path.includes('{'));
  expect(paths.length).toBeGreaterThan(10);
  for (const [path, { get }] of paths) {
    const dated = get?.parameters?.some(({ name, required }) => name === 'from' && required);
    const answer = await ask(`${world.url}/api/v1${path}${dated ? `?${month}` : ''}`, world.token);
    // Off unless switched on; for another scope.
    const expected = { '/attribution': 404, '/tokens': 403 }[path] ?? 200;
    expect(answer.status, path).toBe(expected);
  }
});
