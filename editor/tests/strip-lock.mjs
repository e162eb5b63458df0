// Removes addresses from package-lock.json after an install: a lock file names packages, not places.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
  if (typeof entry.deprecated === 'string') entry.deprecated = entry.deprecated.replace(/https?:\S+/g, '');
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
