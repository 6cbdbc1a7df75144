#!/usr/bin/env python3
"""What a browser shows of the built site, for the tests to hold ours against: tests/docs/expected.

Each page of site/ is opened in Chromium (Debian's package, without a network), with all folds and tabs
open, and told as JSON: the text of the article as `innerText` has it, and what stands in it by kind.
What a reader does not read (line numbers, signs beside headings, the way back from footnotes) is taken
out before; the label of a tab is put before what it holds. Run it after build.sh.
"""

import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SCRIPT = r"""
(() => {
  const article = document.querySelector('.md-content__inner') ?? document.querySelector('main') ?? document.body;
  const all = (css, from = article) => [...from.querySelectorAll(css)];
  const drop = 'a.headerlink, a.md-content__button, a.footnote-backref, script, style, template, td.linenos, '
    + 'span.linenos, noscript';
  all(drop).forEach(at => at.remove());
  all('a.footnote-backref').forEach(at => at.remove());
  const codes = all('pre').map(pre => (pre.querySelector('code') ?? pre).textContent);
  const facts = {
    links: all('a[href]').filter(a => !a.getAttribute('href').startsWith('#__codelineno')).map(a => a.getAttribute('href')),
    headings: all('h1, h2, h3, h4, h5, h6').map(h => [Number(h.tagName[1]), h.id]),
    notes: all('div.admonition').length,
    folds: all('details').map(fold => fold.open),
    tabs: all('.tabbed-set').map(set => [
      [...set.children].filter(at => at.tagName === 'INPUT').length,
      [...set.children].filter(at => at.tagName === 'INPUT').findIndex(at => at.checked)]),
    codes,
    tables: all('table:not(.highlighttable)').map(table => [table.rows.length,
      Math.max(...[...table.rows].map(row => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)))]),
    tasks: all('li.task-list-item input').map(input => input.checked),
    images: all('img:not(.twemoji)').length,
    lists: all('ul, ol').length,
    items: all('li').length,
    ids: all('[id]').map(at => at.id).filter(id => id && !id.startsWith('__')),
  };
  all('details').forEach(fold => { fold.open = true; });
  for (const set of all('.tabbed-set')) {
    const own = css => [...set.querySelectorAll(css)].filter(at => at.closest('.tabbed-set') === set);
    const labels = own('label'), blocks = own('.tabbed-block');
    blocks.forEach((block, nth) => {
      const label = document.createElement('div');
      label.append(...labels[nth].childNodes);
      block.prepend(label);
      labels[nth].remove();
    });
  }
  for (const math of all('.arithmatex')) {
    math.textContent = math.textContent.trim().replace(/^\\[\[(]|\\[\])]$/g, '');
  }
  for (const emoji of all('img.twemoji')) emoji.replaceWith(emoji.alt);
  // footnotes come with blanks before the way back
  const text = article.innerText;
  const out = document.createElement('pre');
  out.id = 'told';
  out.textContent = JSON.stringify({ text, ...facts });
  document.body.replaceChildren(out);
})();
"""


def told(page: pathlib.Path, folder: pathlib.Path) -> dict:
    source = page.read_bytes().decode()
    # the page's own scripts and remote parts play no role
    source = re.sub(r"<script\b.*?</script>", "", source, flags=re.S)
    source = re.sub(r'<(iframe|link)\b[^>]*>', lambda at: at[0] if at[1] == "iframe" else "", source)
    source = re.sub(r'http-equiv="refresh"', "", source)
    copy = folder / "page.html"
    copy.write_text(source + f"<script>{SCRIPT}</script>", newline="")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
               "--dump-dom", copy.as_uri()]
    dumped = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode()
    found = re.search(r'<pre id="told">(.*?)</pre>', dumped, flags=re.S)
    return json.loads(html.unescape(found[1]))


def main() -> None:
    here = pathlib.Path(__file__).parent
    site = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "site"
    out = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else here / "expected"
    for page in sorted(site.rglob("*.html")):
        name = page.relative_to(site).with_suffix(".json")
        with tempfile.TemporaryDirectory() as folder:
            facts = told(page, pathlib.Path(folder))
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(json.dumps(facts, ensure_ascii=True, indent=1) + "\n")
        print(name, len(facts["text"].split()), "words")


main()
