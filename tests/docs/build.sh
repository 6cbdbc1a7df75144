#!/usr/bin/env bash
# Builds the site that the tests read: tests/docs/site, from mkdocs.yml and docs/, as TechDocs does
# (mkdocs-techdocs-core of PyPI, in a virtual environment beside this file). What a reader does not
# need (styles, scripts, fonts) is left out. Give the folder of an environment to use that one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
env=${1:-.venv}
if [ ! -x "$env/bin/mkdocs" ]; then
  python3 -m venv "$env"
  "$env/bin/pip" install --quiet mkdocs-techdocs-core==1.7.1 mkdocs-material==9.7.7 pymdown-extensions==11.0.1
fi
export DISABLE_MKDOCS_2_WARNING=true
# the second project is one as most are: nothing but the plugin, and pages like READMEs
for folder in . bare; do
  "$env/bin/mkdocs" build --quiet --clean --config-file "$folder/mkdocs.yml" --site-dir site
  rm -rf "$folder"/site/{assets,sitemap.xml,sitemap.xml.gz,css,js}
  find "$folder/site" -name '*.css' -o -name '*.js' | xargs -r rm
done
