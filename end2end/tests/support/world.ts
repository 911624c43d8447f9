/**
 * The world that most specs share: one simulated organisation, one installation connected to it, its accounts and
 * a token. Made once before all specs by `global-setup.ts`, through the same commands that an admin types.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Account {
  email: string;
  password: string;
}

export interface World {
  url: string;
  control: string;
  token: string;
  today: string;
  admin: Account;
  leader: Account;
  /** Cookies of the signed-in accounts, as Playwright keeps them. */
  adminState: string;
  leaderState: string;
  /** The demo at a moment that never passes, signed in as its admin, two of its pages, and two that are shared by links. */
  still: { url: string; state: string; team: string; person: string; shared: string; locked: string };
}

const file = resolve(__dirname, '../../../target/playwright/world.json');

export const worldFile = file;
export const readWorld = (): World => JSON.parse(readFileSync(file, 'utf8'));
export const writeWorld = (world: World) => writeFileSync(file, JSON.stringify(world));

/** Sums as the simulator tells them: counts, and credits in millionths. */
export interface Sums {
  threads: number;
  turns: number;
  credits: number;
}

export interface Truth {
  totals: Sums;
  active_people: number;
  roster: number;
  teams: Record<string, Sums & { active_people: number; roster: number }>;
  days: (Sums & { day: string; active_people: number })[];
}

/** The organisation's own totals over days, both included. */
export async function truth(control: string, from: string, to: string): Promise<Truth> {
  const answer = await fetch(`${control.replace(/\/$/, '')}/truth?from=${from}&to=${to}`);
  if (!answer.ok) throw new Error(`truth: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Truth;
}

/** `YYYY-MM-DD` of a day so many days after (or before) another. */
export function plus(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export const todayUtc = (): string => new Date().toISOString().slice(0, 10);

/** The text of an exact amount, as `12,345.678901` or `12345.678901`, in whole millionths. */
export function micros(text: string): bigint {
  const match = text.replaceAll(',', '').match(/^(-|−)?(\d+)(?:\.(\d{1,6}))?/);
  if (!match) throw new Error(`“${text}” is no amount`);
  const value = BigInt(match[2] ?? 0) * 1_000_000n + BigInt((match[3] ?? '').padEnd(6, '0'));
  return match[1] ? -value : value;
}

/** The text of a count, as `12,431`. */
export function count(text: string): number {
  const match = text.replaceAll(',', '').match(/^(\d+)/);
  if (!match) throw new Error(`“${text}” is no count`);
  return Number(match[1]);
}
