import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pages, problems } from './pages.mjs';

const site = fileURLToPath(new URL('../site', import.meta.url));

test('has a first page and one for what is not there', () => {
  for (const page of ['index.html', '404.html']) assert.ok(pages(site).includes(page), page);
});

for (const page of pages(site)) {
  test(`${page} is well formed and leads somewhere`, () => assert.deepEqual(problems(site, page), []));
}

test('finds what is wrong', t => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'bad.html'), '<html><h1>x</h1><img src="bad.html"><a href="gone.html">here</a></html>');
  const found = problems(folder, 'bad.html').join('\n');
  for (const said of ['no language', 'no title', 'an image without a text', 'leads nowhere: gone.html']) {
    assert.match(found, new RegExp(said));
  }
});
