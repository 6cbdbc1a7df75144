//! The modules of a crate, and which of them uses which: read from the sources, so that a path
//! written out, a `use`, a re-export or a macro's argument all count alike.

use proc_macro2::{Span, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// A file: its path below `src`, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

/// `from` uses something of `to`, at a line of a file. Modules are written `crate::a::b`; what is
/// not of this crate is its path as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub file: String,
    pub line: usize,
}

/// What one module declares.
#[derive(Default)]
struct Module {
    items: BTreeSet<String>,
    /// Names that stand for a path, by `use`.
    aliases: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// A path as it is written somewhere.
struct Written {
    module: String,
    path: Vec<String>,
    file: String,
    line: usize,
}

#[derive(Default)]
pub struct Tree {
    modules: BTreeMap<String, Module>,
    written: Vec<Written>,
    /// Modules that are there for tests only.
    tests: BTreeSet<String>,
    /// Types with the place where they are declared.
    pub types: Vec<(String, String, usize)>,
}

/// How often a re-export leads to another before it is taken for a circle of them.
const LONGEST: usize = 16;

impl Tree {
    pub fn of(sources: &[Source]) -> Result<Self, String> {
        let mut tree = Self::default();
        for source in sources {
            let parsed = syn::parse_file(&source.text).map_err(|error| format!("src/{}: {error}", source.path))?;
            let module = module_of(&source.path);
            let above = std::iter::successors(Some(module.clone()), |module| parent(module));
            for module in above {
                tree.modules.entry(module).or_default();
            }
            Reader { tree: &mut tree, module, file: format!("src/{}", source.path) }.visit_file(&parsed);
        }
        Ok(tree)
    }

    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }

    /// Whether the module, or one around it, is there for tests only.
    pub fn is_test(&self, module: &str) -> bool {
        std::iter::successors(Some(module.to_owned()), |module| parent(module))
            .any(|module| self.tests.contains(&module))
    }

    /// Every use of one module by another, each once.
    pub fn arrows(&self) -> BTreeSet<Arrow> {
        self.written.iter().flat_map(|written| self.arrows_of(written)).filter(|arrow| arrow.from != arrow.to).collect()
    }

    fn arrows_of(&self, written: &Written) -> Vec<Arrow> {
        let arrow =
            |to: String| Arrow { from: written.module.clone(), to, file: written.file.clone(), line: written.line };
        let mut touched = Vec::new();
        let found = self.resolve(&written.module, &written.path, 0, &mut touched);
        match found {
            // a name alone is a local one more often than a module
            Some((_, Some(_)) | (_, None)) if written.path.len() == 1 && touched.is_empty() => Vec::new(),
            Some((module, _)) => touched.into_iter().chain([module]).map(arrow).collect(),
            None => vec![arrow(written.path.join("::"))],
        }
    }

    /// The module that a path leads to, with the item in it where it names one; `None` when it leads
    /// out of the crate. Modules that hand on what others declare are added to `touched`.
    fn resolve(
        &self,
        module: &str,
        path: &[String],
        depth: usize,
        touched: &mut Vec<String>,
    ) -> Option<(String, Option<String>)> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" | "stagedoor" => "crate".to_owned(),
            "self" => module.to_owned(),
            "super" => parent(module)?,
            name => match self.lookup(module, name, depth, touched)? {
                (module, None) => module,
                item => return Some(item),
            },
        };
        while let Some((name, after)) = rest.split_first() {
            rest = after;
            match name.as_str() {
                "super" => at = parent(&at)?,
                "self" => {}
                name => match self.lookup(&at, name, depth, touched) {
                    Some((module, None)) => at = module,
                    Some(item) => return Some(item),
                    // made by a macro, or not of Rust's module kind
                    None => return Some((at, Some(name.to_owned()))),
                },
            }
        }
        Some((at, None))
    }

    /// What a name means in a module.
    fn lookup(
        &self,
        module: &str,
        name: &str,
        depth: usize,
        touched: &mut Vec<String>,
    ) -> Option<(String, Option<String>)> {
        let child = format!("{module}::{name}");
        if self.modules.contains_key(&child) {
            return Some((child, None));
        }
        let declared = self.modules.get(module).filter(|_| depth < LONGEST)?;
        if declared.items.contains(name) {
            return Some((module.to_owned(), Some(name.to_owned())));
        }
        if let Some(path) = declared.aliases.get(name) {
            let found = self.resolve(module, path, depth + 1, touched)?;
            touched.push(module.to_owned());
            return Some(found);
        }
        declared.globs.iter().find_map(|glob| {
            let (opened, None) = self.resolve(module, glob, depth + 1, &mut Vec::new())? else { return None };
            self.lookup(&opened, name, depth + 1, touched)
        })
    }
}

/// `domain/model/mod.rs` is `crate::domain::model`.
fn module_of(path: &str) -> String {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    if path == "lib" { "crate".to_owned() } else { format!("crate::{path}") }
}

pub fn parent(module: &str) -> Option<String> {
    module.rsplit_once("::").map(|(parent, _)| parent.to_owned())
}

fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}

struct Reader<'a> {
    tree: &'a mut Tree,
    module: String,
    file: String,
}

impl Reader<'_> {
    fn here(&mut self) -> &mut Module {
        self.tree.modules.entry(self.module.clone()).or_default()
    }

    fn note(&mut self, path: Vec<String>, span: Span) {
        let (module, file) = (self.module.clone(), self.file.clone());
        self.tree.written.push(Written { module, path, file, line: span.start().line });
    }

    fn declare(&mut self, ident: &syn::Ident) {
        self.here().items.insert(ident.to_string());
    }

    fn declare_type(&mut self, ident: &syn::Ident) {
        self.declare(ident);
        self.tree.types.push((ident.to_string(), self.file.clone(), ident.span().start().line));
    }

    fn use_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.use_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.alias(before.last().cloned(), before.to_vec(), name.ident.span())
            }
            syn::UseTree::Name(name) => self.alias(Some(name.ident.to_string()), with(&name.ident), name.ident.span()),
            syn::UseTree::Rename(rename) => {
                self.alias(Some(rename.rename.to_string()), with(&rename.ident), rename.ident.span())
            }
            syn::UseTree::Glob(glob) => {
                self.here().globs.push(before.to_vec());
                self.note(before.to_vec(), glob.star_token.spans[0]);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(tree, before)),
        }
    }

    fn alias(&mut self, name: Option<String>, path: Vec<String>, span: Span) {
        if let Some(name) = name.filter(|name| name != "_") {
            self.here().aliases.insert(name, path.clone());
        }
        self.note(path, span);
    }

    /// Paths in what a macro is given: names with `::` between them.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut start, mut colons) = (Vec::new(), Span::call_site(), 0);
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if colons == 2 && !path.is_empty() => path.push(ident.to_string()),
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                _ => {
                    self.note_long(std::mem::take(&mut path), start);
                    if let TokenTree::Ident(ident) = &token {
                        (path, start) = (vec![ident.to_string()], ident.span());
                    }
                }
            }
            colons = 0;
            if let TokenTree::Group(group) = token {
                self.tokens(group.stream());
            }
        }
        self.note_long(path, start);
    }

    fn note_long(&mut self, path: Vec<String>, span: Span) {
        if path.len() > 1 {
            self.note(path, span);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let inner = format!("{}::{}", self.module, item.ident);
        if item.attrs.iter().any(is_cfg_test) {
            self.tree.tests.insert(inner.clone());
        }
        if item.content.is_some() {
            let outer = std::mem::replace(&mut self.module, inner);
            self.here();
            visit::visit_item_mod(self, item);
            self.module = outer;
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let (None, Some(first)) = (path.leading_colon, path.segments.first()) {
            let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.note(names, first.ident.span());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.tokens(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Const(item) => self.declare(&item.ident),
            syn::Item::Static(item) => self.declare(&item.ident),
            syn::Item::Fn(item) => self.declare(&item.sig.ident),
            syn::Item::Enum(item) => self.declare_type(&item.ident),
            syn::Item::Struct(item) => self.declare_type(&item.ident),
            syn::Item::Trait(item) => self.declare_type(&item.ident),
            syn::Item::Type(item) => self.declare_type(&item.ident),
            syn::Item::Union(item) => self.declare_type(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }
}
