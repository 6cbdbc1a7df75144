//! Where what is pressed leads.

use super::state::{Reader, no_place};
use crate::domain::docs::layout::Deed;
use crate::domain::docs::{Href, Image, ImageId, Lead, LinkId, PageName, lead};
use crate::domain::model::{Place, Tab, WebAddress};
use crate::domain::text::Clean;
use crate::platform::query::Source;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::page::Does;
use url::Url;

impl Reader {
    /// Does what the stop under the keys does.
    pub(super) fn press_stop(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.view.stop().map(|stop| stop.does.clone()) {
            Some(Does::Press(deed)) => self.press(deed, ctx),
            Some(Does::Tell(long)) => vec![Intent::Tell(long)],
            None => Vec::new(),
        }
    }

    pub(super) fn press(&mut self, deed: Deed, ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.view.press(deed) {
            Some(Deed::Follow(link)) => match self.href(link) {
                Some(href) => self.follow_href(&href, ctx),
                None => Vec::new(),
            },
            Some(Deed::Show(image)) => self.show_image(image, ctx),
            Some(Deed::Copy(key)) => self.view.text_of(key).map(Intent::Copy).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn href(&self, link: LinkId) -> Option<Href> {
        Some(self.view.page()?.link(link)?.to.clone())
    }

    pub(super) fn follow_href(&mut self, href: &Href, ctx: &Ctx<'_>) -> Vec<Intent> {
        match lead(href, &self.of, &ctx.platform.addresses()) {
            Lead::Place(place) => match href {
                Href::Page(page, _) => self.go_to(Place { fragment: place.fragment, ..self.link_to(page) }),
                _ => self.go_to(*place),
            },
            Lead::Address(address) => match address.as_str().strip_prefix("mailto:") {
                // whoever is written to is written to from elsewhere
                Some(whom) => vec![Intent::Copy(whom.to_owned())],
                None => vec![Intent::Open(address)],
            },
            Lead::File(path) if self.show_file_alone(&path, ctx) => Vec::new(),
            Lead::File(path) => vec![self.open_file(&path, ctx)],
            Lead::Nowhere(why) => vec![Intent::Tell(why)],
        }
    }

    /// A place on this very page is jumped to; every other one is gone to.
    pub(super) fn go_to(&mut self, place: Place) -> Vec<Intent> {
        let page = Place { fragment: None, ..place.clone() };
        if page != self.link_to(self.shown()) {
            return vec![Intent::Go(place)];
        }
        let mut is_there = true;
        self.jump(|view| match &place.fragment {
            Some(id) => is_there = view.go_to_id(id),
            None => view.go_to_row(0),
        });
        let id = place.fragment.unwrap_or_default();
        if is_there { Vec::new() } else { vec![Intent::Tell(no_place(&id))] }
    }

    fn show_image(&mut self, image: ImageId, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.show_alone(image, ctx) {
            return Vec::new();
        }
        let found = self.view.page().and_then(|page| page.image(image)).cloned();
        match found {
            Some(Image { source: Some(href), .. }) => self.follow_href(&href, ctx),
            _ => vec![Intent::Tell("the image came inside the page, and has no address".into())],
        }
    }

    /// A file of the site: on a portal its address, in a folder the file.
    fn open_file(&self, path: &str, ctx: &Ctx<'_>) -> Intent {
        match self.address_of_file(path, ctx) {
            Some(address) => Intent::Open(address),
            None => Intent::Tell(Clean::line(&format!("{path} is a file of these docs, and is not shown here"))),
        }
    }

    fn address_of_file(&self, path: &str, ctx: &Ctx<'_>) -> Option<Clean> {
        let parts = ["api", "techdocs", "static", "docs"].into_iter().chain(self.of_parts()).chain(path.split('/'));
        Some(Clean::line(below(ctx.platform.backend.as_ref()?, parts)?.as_str()))
    }

    /// Where a browser shows the page.
    pub(super) fn address(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let page = self.name.as_str().split('/').filter(|part| !part.is_empty());
        let mut address = below(ctx.platform.web.as_ref()?, ["docs"].into_iter().chain(self.of_parts()).chain(page))?;
        address.set_fragment(self.link().fragment.as_deref());
        Some(Clean::line(address.as_str()))
    }

    fn of_parts(&self) -> [&str; 3] {
        [self.of.namespace(), self.of.kind(), self.of.name()]
    }

    /// What is under the keys as an address or a link of ours; else the address of the page.
    pub(super) fn address_here(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let under = match self.view.stop().map(|stop| &stop.does) {
            Some(Does::Press(Deed::Follow(link))) => self.href(*link),
            Some(Does::Press(Deed::Show(image))) => {
                self.view.page().and_then(|page| page.image(*image)).and_then(|image| image.source.clone())
            }
            _ => None,
        };
        match under.map(|href| lead(&href, &self.of, &ctx.platform.addresses())) {
            Some(Lead::Place(place)) => Some(Clean::line(&place.to_string())),
            Some(Lead::Address(address)) => Some(address),
            Some(Lead::File(path)) => self.address_of_file(&path, ctx),
            Some(Lead::Nowhere(_)) => None,
            None => self.address(ctx),
        }
    }

    /// Where the page's source is edited: an address, or a file of the folder.
    pub(super) fn source(&self, ctx: &Ctx<'_>) -> Option<Intent> {
        let edit = self.view.page()?.edit.clone()?;
        if WebAddress::parse(edit.as_str()).is_ok() {
            return Some(Intent::Edit(Source::Address(edit.to_string())));
        }
        ctx.platform.is_workspace.then(|| Intent::EditFile(edit.as_str().into(), 1))
    }

    /// What there is to say about the stop under the keys.
    pub(super) fn said_here(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let page = self.view.page()?;
        match &self.view.stop()?.does {
            Does::Tell(long) => Some(long.clone()),
            Does::Press(Deed::Follow(link)) => {
                let link = page.link(*link)?;
                let to = self.said_of(&link.to, ctx);
                let title = Some(&link.title).filter(|title| !title.is_empty());
                Some(title.map_or(to.clone(), |title| Clean::line(&format!("{title}: {to}"))))
            }
            Does::Press(Deed::Show(id)) => {
                let id = *id;
                let image = page.image(id)?;
                let from = image.source.as_ref().map(|href| self.said_of(href, ctx)).unwrap_or_default();
                let why = self.unshown(id, ctx).map(|why| format!("  (not shown: {why})")).unwrap_or_default();
                Some(Clean::line(&format!("{}  {from}{why}", image.alt)))
            }
            Does::Press(Deed::Fold(_)) => Some("opens or closes it".into()),
            Does::Press(Deed::Choose(..)) => Some("shows it here and wherever there is one of that name".into()),
            Does::Press(Deed::Source(_)) => Some("shows the drawing or its source".into()),
            Does::Press(Deed::Copy(_)) => Some("copies the code".into()),
        }
    }

    fn said_of(&self, href: &Href, ctx: &Ctx<'_>) -> Clean {
        if let Href::Page(page, Some(id)) = href
            && page == self.shown()
            && let Some(note) = self.view.page().and_then(|page| page.footnote(id))
        {
            return Clean::line(&note);
        }
        match lead(href, &self.of, &ctx.platform.addresses()) {
            Lead::Place(place) => self.said_of_place(&place),
            Lead::Address(address) => address,
            Lead::File(path) => Clean::line(&path),
            Lead::Nowhere(why) => why,
        }
    }

    fn said_of_place(&self, place: &Place) -> Clean {
        let id = place.fragment.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
        if place.subject.as_ref() != Some(&self.of) || place.tab != Tab::Docs {
            return Clean::line(&place.to_string());
        }
        let page = PageName::of_path(&place.page);
        if page == *self.shown() {
            return Clean::line(&format!("on this page {id}"));
        }
        let site = self.site.as_ref();
        let title = site.and_then(|site| site.title_of(&page)).map(|title| format!("{title}  "));
        let is_known = site.is_none_or(|site| site.pages.is_empty() || site.pages.contains(&page));
        let gone = if is_known { "" } else { "  (there is no such page)" };
        Clean::line(&format!("{}{page}{id}{gone}", title.unwrap_or_default()))
    }
}

/// An address with these parts below it, each encoded as paths want it (RFC 3986, section 3.3).
fn below<'a>(base: &Clean, parts: impl Iterator<Item = &'a str>) -> Option<Url> {
    let address = WebAddress::parse(base.as_str()).ok()?;
    let mut url = Url::parse(address.as_str()).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(parts);
    Some(url)
}
