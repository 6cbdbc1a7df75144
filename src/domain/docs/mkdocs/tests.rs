use super::*;

struct Files;

impl Includes for Files {
    fn config(&self, path: &str) -> Option<String> {
        (path == "services/gate/mkdocs.yml").then(|| "site_name: The Gate\nnav:\n  - Start: index.md\n".to_owned())
    }
}

fn config(text: &str) -> Config {
    Config::read(text).unwrap_or_default()
}

fn lines(text: &str, files: &[&str]) -> Vec<String> {
    let (site, _) = config(text).site(files, &|_| None, &Files);
    let line = |item: &NavItem| {
        let to = match &item.to {
            Some(super::super::name::Href::Page(page, _)) => format!(" /{page}"),
            Some(other) => format!(" {other:?}"),
            None => String::new(),
        };
        format!("{}{}{to}", "  ".repeat(item.depth.into()), item.title)
    };
    site.nav.iter().map(line).collect()
}

#[test]
fn a_nav_has_titles_bare_files_sections_and_addresses() {
    let text = "site_name: x\nnav:\n  - Home: index.md\n  - how-to.md\n  - Guide:\n      - guide/index.md\n      - Deep:\n          - A: guide/a.md\n  - Out: https://a.example/\n";
    assert_eq!(
        lines(text, &[]),
        [
            "Home /",
            "How to /how-to",
            "Guide",
            "  Index /guide",
            "  Deep",
            "    A /guide/a",
            "Out Address(\"https://a.example/\")"
        ]
    );
}

#[test]
fn files_make_a_nav_where_there_is_none() {
    let files = ["guide/b.md", "zebra.md", "guide/index.md", "index.md", "a-page.md"];
    assert_eq!(
        lines("site_name: x\n", &files),
        ["Home /", "A page /a-page", "Zebra /zebra", "Guide", "  Index /guide", "  B /guide/b"]
    );
}

#[test]
fn another_site_is_taken_in_under_its_name() {
    let text = "site_name: x\nnav:\n  - Gate: '!include ./services/gate/mkdocs.yml'\n  - None: '!include ./none.yml'\n  - '*include ./*/mkdocs.yml'\n";
    assert_eq!(
        lines(text, &[]),
        [
            "Gate",
            "  Start /the-gate",
            "None Other(\"!include ./none.yml\")",
            "*include ./*/mkdocs.yml Other(\"*include ./*/mkdocs.yml\")"
        ]
    );
    let (_, included) = config(text).site(&[], &|_| None, &Files);
    assert_eq!(included, [Included { prefix: "the-gate/".to_owned(), docs_dir: "services/gate/docs".to_owned() }]);
}

#[test]
fn tags_of_python_do_not_matter_and_settings_are_read() {
    let text = "site_name: Harbor\nsite_description: d\nrepo_url: https://git.example/a/b\nedit_uri: edit/main/docs/\ndocs_dir: ./pages/\nmarkdown_extensions:\n  - pymdownx.snippets:\n      base_path: [parts]\n  - pymdownx.superfences:\n      custom_fences:\n        - name: mermaid\n          format: !!python/name:pymdownx.superfences.fence_code_format\n";
    let config = config(text);
    assert_eq!((config.title.as_str(), config.docs_dir.as_str()), ("Harbor", "pages"));
    assert_eq!(config.snippet_paths, ["parts"]);
    assert_eq!(
        config.edit_of("a/b.md").as_ref().map(Clean::as_str),
        Some("https://git.example/a/b/edit/main/docs/a/b.md")
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let finding = Config::read("site_name: x\nnav: [\n").err();
    assert!(finding.is_some_and(|finding| finding.line.is_some_and(|line| line >= 2)));
    assert!(Config::read("").is_err() && Config::read("- a\n").is_err());
}

#[test]
fn a_page_has_the_title_that_the_nav_gives_it() {
    let config = config("site_name: x\nnav:\n  - a.md\n  - G:\n      - Title: ./g/b.md\n");
    assert_eq!(config.of_site("g/b.md").title, Some(Clean::line("Title")));
    assert_eq!(config.of_site("a.md").title, None);
}

#[test]
fn extensions_are_those_that_a_site_turns_on() {
    let of = |text: &str| config(&format!("site_name: x\n{text}")).extensions;
    assert_eq!(of("plugins:\n  - techdocs-core\n"), Extensions::TECHDOCS);
    let listed = "markdown_extensions:\n  - pymdownx.keys\n  - pymdownx.arithmatex:\n      generic: true\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n";
    assert_eq!(of(listed), [Extension::Keys, Extension::Math, Extension::Icons].into_iter().collect());
    assert_eq!(of("markdown_extensions:\n  pymdownx.keys: {}\n"), Extensions::TECHDOCS.with(Extension::Keys));
    let blocks = of("plugins:\n  - techdocs-core:\n      use_pymdownx_blocks: true\n");
    assert!(blocks.has(Extension::Admonition) && blocks.has(Extension::Tab) && !blocks.has(Extension::Caption));
}
