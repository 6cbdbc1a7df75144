// What is in the site, and what is wrong with it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** All pages below a folder, as paths from it. */
export function pages(root) {
  return readdirSync(root, { recursive: true }).map(String).filter(path => path.endsWith('.html')).sort();
}

/** What is wrong with a page, in words; nothing when all is well. */
export function problems(root, page) {
  const html = readFileSync(join(root, page), 'utf8');
  const wants = {
    'no language': /<html[^>]* lang="[a-z-]+"/,
    'no title': /<title>[^<]+<\/title>/,
    'no description': /<meta name="description" content="[^"]+">/,
    'no heading': /<h1[ >]/,
  };
  const missing = Object.entries(wants).filter(([, wanted]) => !wanted.test(html)).map(([said]) => said);
  const images = [...html.matchAll(/<img(?![^>]* alt=)[^>]*>/g)].map(([tag]) => `an image without a text: ${tag}`);
  const broken = links(html).filter(link => !leads(root, page, link)).map(link => `leads nowhere: ${link}`);
  return [...missing, ...images, ...broken];
}

function links(html) {
  return [...html.matchAll(/(?:href|src)="([^"#?]+)[^"]*"/g)].map(found => found[1] ?? '');
}

function leads(root, page, link) {
  if (/^[a-z]+:/.test(link) || link.startsWith('//')) return true;
  const path = link.startsWith('/') ? join(root, link) : join(root, dirname(page), link);
  if (relative(root, path).startsWith('..')) return false;
  return existsSync(path) && (statSync(path).isFile() || existsSync(join(path, 'index.html')));
}
