use super::framed::Over;
use super::images::Images;
use super::nav::Nav;
use super::pick::Pick;
use crate::domain::docs::layout::Deed;
use crate::domain::docs::{Page, PageName, Site};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DocsBuilding, DocsFindings, DocsPage, DocsSite, Rows};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::page::PageView;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use std::sync::Arc;

/// Where the keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Focus {
    #[default]
    Page,
    /// The pages of the docs.
    Nav,
    /// What narrows them is being typed.
    Filter,
}

/// Places on the page that were jumped from, and those that were gone back from.
#[derive(Clone, Debug, Default)]
pub(super) struct Jumps {
    pub(super) back: Vec<u32>,
    pub(super) ahead: Vec<u32>,
}

/// The docs tab of an entity: one page of its docs.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(super) of: EntityRef,
    pub(super) name: PageName,
    /// The id to go to once the page is there.
    pub(super) wish: Option<String>,
    /// What came with the link to be looked for.
    pub(super) asked: Option<String>,
    /// What is to be told about where the link led.
    pub(super) said: Option<Clean>,
    /// Where the link or image leads that is to be under the keys once the page is there.
    pub(super) lead: Option<String>,
    pub(super) view: PageView,
    pub(super) site: Option<Arc<Site>>,
    pub(super) nav: Nav,
    pub(super) find: Find,
    pub(super) focus: Focus,
    pub(super) pick: Option<Pick>,
    /// What is read in a frame over the page.
    pub(super) over: Option<Over>,
    pub(super) jumps: Jumps,
    /// What was pressed by its letters.
    pub(super) pressed: Option<Deed>,
    /// What stands there instead of the page.
    pub(super) missing: Sheet,
    pub(super) images: Images,
}

impl Reader {
    /// The room of the page that a place names; `None` for a place without an entity. `q` in the query is
    /// looked for on the page, and what leads to `lead` is gone to.
    pub fn open(place: &Place) -> Option<Self> {
        let asked = place.param("q").map(str::to_owned).filter(|text| !text.is_empty());
        Some(Self {
            of: place.subject.clone()?,
            name: PageName::of_path(&place.page),
            wish: place.fragment.clone(),
            asked,
            said: None,
            lead: place.param("lead").map(str::to_owned),
            view: PageView::default(),
            site: None,
            nav: Nav::default(),
            find: Find::default(),
            focus: Focus::Page,
            pick: None,
            over: None,
            jumps: Jumps::default(),
            pressed: None,
            missing: Sheet::default(),
            images: Images::default(),
        })
    }

    /// The room as it was left, with the page at the place in its text that the bookmark told.
    pub fn left_at(mut self, place: usize) -> Self {
        if let Some(place) = u32::try_from(place).ok().filter(|place| *place > 0) {
            self.view = PageView::opened_at(place);
            self.wish = None;
        }
        self
    }

    pub(super) fn page_query(&self) -> DocsPage {
        DocsPage { of: self.of.clone(), page: self.name.clone() }
    }

    pub(super) fn site_query(&self) -> DocsSite {
        DocsSite { of: self.of.clone() }
    }

    pub(super) fn building_query(&self) -> DocsBuilding {
        DocsBuilding { of: self.of.clone() }
    }

    pub(super) fn findings_query(&self) -> DocsFindings {
        DocsFindings { of: self.of.clone() }
    }

    pub(super) fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants = vec![Rows {}.into(), self.site_query().into(), self.page_query().into()];
        if self.view.page().is_some() || self.may_be_unbuilt(ctx) {
            wants.extend(self.building_wants(ctx));
        }
        // in a folder they cost nothing but reading
        if self.view.page().is_some() && ctx.platform.is_workspace {
            wants.push(self.findings_query().into());
        }
        wants.extend(self.over_wants(ctx));
        wants.extend(self.wanted_images(ctx));
        wants
    }

    pub(super) fn remote<'a>(&self, ctx: &Ctx<'a>) -> Remote<'a, Page> {
        ctx.store.get(&self.page_query())
    }

    /// The link to what is seen: the page, and the heading that one is below.
    pub(super) fn link(&self) -> Place {
        let heading = self.view.heading().and_then(|at| self.view.layout().headings.get(at));
        let here = heading.filter(|_| self.view.top() > 0).map(|heading| heading.id.to_string());
        let fragment = here.or_else(|| self.wish.clone()).filter(|id| !id.is_empty());
        Place { fragment, ..Place::docs(self.of.clone(), self.name.as_str()) }
    }

    /// The link to a page of these docs. Where they are a part of another entity's, the first page of
    /// all is that one's alone: here it is the page that the part begins with.
    pub(super) fn link_to(&self, page: &PageName) -> Place {
        let owner = self.site.as_ref().and_then(|site| site.owner.clone()).filter(|_| page.is_home());
        Place::docs(owner.unwrap_or_else(|| self.of.clone()), page.as_str())
    }

    /// Which page is shown: another one than was asked for where that one sends on.
    pub(super) fn shown(&self) -> &PageName {
        self.view.page().map_or(&self.name, |page| &page.name)
    }

    /// What the page is called.
    pub(super) fn title(&self) -> Clean {
        let of_page = self.view.page().map(|page| page.title.clone()).filter(|title| !title.is_empty());
        let of_site = || self.site.as_ref().and_then(|site| site.title_of(&self.name).cloned());
        of_page.or_else(of_site).unwrap_or_else(|| match self.name.is_home() {
            true => "Docs".into(),
            false => Clean::line(self.name.as_str()),
        })
    }

    /// Takes in what the store holds now.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        if let Some(site) = ctx.store.get(&self.site_query()).answer() {
            self.site = Some(Arc::clone(site));
        }
        if let Some(site) = &self.site {
            let here = self.view.page().map_or(&self.name, |page| &page.name);
            self.nav.take(site, here);
        }
        match self.remote(ctx).answer().cloned() {
            Some(page) if !page.blocks.is_empty() => {
                let is_first = self.view.page().is_none();
                self.take_images(&page, ctx);
                self.view.set(&page, self.page_size(ctx), ctx.look.glyphs.is_ascii());
                // only what is laid out tells whether headings stand beside it
                self.view.set(&page, self.page_size(ctx), ctx.look.glyphs.is_ascii());
                self.fulfil(is_first, &self.remote(ctx));
            }
            _ => {
                self.view.hide();
                self.take_missing(ctx);
            }
        }
        self.settle_nav(ctx);
        self.settle_pick();
        self.settle_over(ctx);
    }

    /// Goes where the link says, once the page is there. What an older copy does not have may be on the
    /// page that is still to come; who has moved on meanwhile is left where they are.
    fn fulfil(&mut self, is_first: bool, remote: &Remote<'_, Page>) {
        let is_whole = !remote.in_flight;
        if let Some(id) = self.wish.take().filter(|_| self.view.top() == 0)
            && !self.view.go_to_id(&id)
        {
            // a fault has its own words, and is why the page may be too old to have the place
            self.said = (is_whole && remote.fault.is_none()).then(|| no_place(&id));
            self.wish = Some(id).filter(|_| !is_whole);
        }
        if let Some(text) = self.asked.take() {
            self.find = Find::of(&text);
            match self.view.top() {
                0 if self.wish.is_none() => self.view.find(&text),
                _ => self.view.find_here(&text),
            }
            let is_found = self.view.matches().1 > 0 && self.wish.is_none();
            self.asked = Some(text).filter(|_| !is_found && !is_whole);
        } else if is_first && self.find.is_on() {
            self.view.highlight(self.find.text());
        }
        if let Some(lead) = self.lead.take() {
            self.view.go_to_lead(&lead);
        }
    }

    /// Goes to a place of the page; there is a way back.
    pub(super) fn jump(&mut self, go: impl FnOnce(&mut PageView)) {
        let from = self.view.place();
        go(&mut self.view);
        if self.view.place() != from {
            self.jumps.back.push(from);
            self.jumps.ahead.clear();
        }
    }

    /// Back to where was jumped from, or ahead again.
    pub(super) fn jump_back(&mut self, ahead: bool) {
        let here = self.view.place();
        let Jumps { back, ahead: forward } = &mut self.jumps;
        let (from, to) = if ahead { (forward, back) } else { (back, forward) };
        if let Some(place) = from.pop() {
            to.push(here);
            self.view.go_to_place(place);
        }
    }

    /// Looks for what was typed.
    pub(super) fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.view.find(&text);
    }

    /// What is typed narrows the choice again.
    pub(super) fn prompt(&mut self) -> Option<&mut Prompt> {
        (self.focus == Focus::Filter).then_some(&mut self.nav.prompt)
    }
}

/// What is said of an id that is not on the page.
pub(super) fn no_place(id: &str) -> Clean {
    Clean::line(&format!("the page has no place #{id}"))
}
