// The system's Chromium, kept from asking its maker's servers for anything.
import { execFileSync } from 'node:child_process';

export function chromiumPath() {
  if (process.env.UPTAKE_CHROMIUM) return process.env.UPTAKE_CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not under this name.
    }
  }
  throw new Error('Chromium is not installed: run scripts/setup.sh test');
}

export const chromiumArgs = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
