use super::name::Href;
use crate::domain::model::{EntityRef, Place, WebAddress};
use crate::domain::text::Clean;

/// What comes of following a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// A place of stagedoor's own.
    Place(Box<Place>),
    /// A file of the site, by its path in it.
    File(Box<str>),
    /// An address outside.
    Address(Clean),
    /// Nowhere, and why.
    Nowhere(Clean),
}

/// Where a link leads that stands in the docs of an entity. `portals` are the addresses at which the
/// platform is found in a browser; none for a folder. What leads there is a place here.
pub fn lead(href: &Href, of: &EntityRef, portals: &[Clean]) -> Lead {
    match href {
        Href::Page(page, id) => {
            let fragment = id.as_deref().filter(|id| !id.is_empty()).map(str::to_owned);
            Lead::Place(Box::new(Place { fragment, ..Place::docs(of.clone(), page.as_str()) }))
        }
        Href::File(path) => Lead::File(path.clone()),
        Href::Address(address) => match portals.iter().find_map(|portal| within(address.as_str(), portal.as_str())) {
            Some(place) => Lead::Place(Box::new(place)),
            None => Lead::Address(address.clone()),
        },
        Href::Path(path) => of_path(path, portals),
        Href::Other(text) => {
            match text.as_str().strip_prefix("stagedoor:").and_then(|_| Place::parse(text.as_str()).ok()) {
                Some(place) => Lead::Place(Box::new(place)),
                None => Lead::Nowhere(Clean::line(&format!("`{text}` is not followed from a page"))),
            }
        }
    }
}

/// A path from the root of the host that serves the site.
fn of_path(path: &Clean, portals: &[Clean]) -> Lead {
    let bases = portals.iter().filter_map(|portal| url_of(portal.as_str()));
    let known = bases.clone().find_map(|base| place(path.as_str(), base.path()));
    // links that authors wrote for a portal are understood in a folder too
    if let Some(place) = known.or_else(|| place(path.as_str(), "")) {
        return Lead::Place(Box::new(place));
    }
    match bases.filter_map(|base| base.join(path.as_str()).ok()).next() {
        Some(address) => Lead::Address(Clean::line(address.as_str())),
        None => Lead::Nowhere(Clean::line(&format!("`{path}` is a page of a portal, and this is none"))),
    }
}

/// The place of an address at a portal; none for other addresses and for pages without a place here.
fn within(address: &str, portal: &str) -> Option<Place> {
    let (address, base) = (url_of(address)?, url_of(portal)?);
    let same = address.host_str() == base.host_str() && address.port() == base.port();
    let rest = address.as_str().split_once("//")?.1;
    let path = rest.get(rest.find('/')?..)?;
    same.then(|| place(path, base.path())).flatten()
}

fn url_of(text: &str) -> Option<url::Url> {
    WebAddress::parse(text).ok().and_then(|address| url::Url::parse(address.as_str()).ok())
}

/// The place of a path of Backstage's frontend that may lie below a path of its own:
/// `/catalog/NAMESPACE/KIND/NAME[/...]`, `/docs/NAMESPACE/KIND/NAME[/PAGE][#ID]`, `/catalog`, `/docs`.
fn place(path: &str, base: &str) -> Option<Place> {
    let path = path.strip_prefix(base.trim_end_matches('/'))?;
    let (path, fragment) = path.split_once('#').map_or((path, None), |(path, id)| (path, Some(id)));
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').filter(|part| !part.is_empty()).collect();
    let link = match parts.as_slice() {
        ["catalog"] => "stagedoor://catalog".to_owned(),
        ["docs"] => "stagedoor://docs".to_owned(),
        ["catalog", namespace, kind, name, ..] => format!("stagedoor://catalog/{kind}/{namespace}/{name}"),
        ["docs", namespace, kind, name, page @ ..] => {
            let page = page.join("/");
            let page = super::PageName::of_path(&page);
            let id = fragment.filter(|id| !id.is_empty()).map(|id| format!("#{id}")).unwrap_or_default();
            format!("stagedoor://catalog/{kind}/{namespace}/{name}/docs/{page}{id}")
        }
        _ => return None,
    };
    Place::parse(&link).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::resolve;

    fn shown(href: &str, portals: &[&'static str]) -> String {
        let of = "component:default/cart".parse().unwrap();
        let portals: Vec<Clean> = portals.iter().map(|portal| (*portal).into()).collect();
        match lead(&resolve("guide/tables", href), &of, &portals) {
            Lead::Place(place) => place.to_string(),
            Lead::File(path) => format!("file {path}"),
            Lead::Address(address) => address.to_string(),
            Lead::Nowhere(_) => "nowhere".into(),
        }
    }

    #[test]
    fn a_link_to_the_portal_s_own_pages_is_a_place_here() {
        let at = |href| shown(href, &["https://api.example", "https://portal.example/dev/"]);
        for entity in [
            "/catalog/default/component/stock",
            "/dev/catalog/default/component/stock/ci-cd",
            "https://portal.example/dev/catalog/default/Component/stock?x=1",
        ] {
            assert_eq!(at(entity), "stagedoor://catalog/component/default/stock", "{entity}");
        }
        let page = "stagedoor://catalog/component/default/stock/docs/run/book#on-call";
        assert_eq!(at("https://portal.example/dev/docs/default/component/stock/run/book/#on-call"), page);
        assert_eq!(at("/docs/default/component/stock/run/book/index.html#on-call"), page);
        assert_eq!(at("/docs"), "stagedoor://docs");
        assert_eq!(at("/create/x"), "https://api.example/create/x");
        assert_eq!(
            at("https://elsewhere.example/catalog/default/component/x"),
            "https://elsewhere.example/catalog/default/component/x"
        );
    }

    #[test]
    fn pages_files_and_addresses_lead_where_they_say_and_nothing_runs() {
        assert_eq!(shown("../code/#a%20b", &[]), "stagedoor://catalog/component/default/cart/docs/guide/code#a%20b");
        assert_eq!(shown("a.png", &[]), "file guide/tables/a.png");
        assert_eq!(shown("/docs/default/component/stock", &[]), "stagedoor://catalog/component/default/stock/docs");
        assert_eq!(shown("stagedoor://catalog/api/default/x", &[]), "stagedoor://catalog/api/default/x");
        for no in ["javascript:alert(1)", "file:///etc/passwd", "/create", "vscode://x"] {
            assert_eq!(shown(no, &[]), "nowhere", "{no}");
        }
    }
}
