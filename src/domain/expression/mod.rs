//! The expression language of templates: `${{ }}` as Backstage evaluates it.
