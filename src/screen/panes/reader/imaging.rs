//! Images of the page: asked for when they are in sight, shown in the text, and one alone on request.

use super::framed::Over;
use super::images::{Alone, Source};
use super::state::{Focus, Reader};
use crate::domain::docs::{Href, ImageId, LinkId, Page, Picture};
use crate::domain::document::{Line, Role};
use crate::domain::model::WebAddress;
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DocsInside, DocsPicture, Version};
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::terminal::{Link, Placed};
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The most images that are asked for at once.
const AT_ONCE: usize = 24;

impl Reader {
    /// The images to ask for: those in sight, or the one that is shown alone.
    pub(super) fn wanted_images(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        if ctx.cell.is_none() {
            return Vec::new();
        }
        if let Some(alone) = &self.images.alone {
            return vec![alone.source.ask()];
        }
        let Some(page) = self.view.page() else { return Vec::new() };
        let sources = self.view.images_in_sight().into_iter().filter_map(|image| self.source_of(page, image));
        sources.take(AT_ONCE).map(|source| source.ask()).collect()
    }

    /// Whom an image of a page is asked of; nobody for those of other hosts, which would be told who reads
    /// what, and for drawings.
    fn source_of(&self, page: &Arc<Page>, image: ImageId) -> Option<Source> {
        let found = page.image(image)?;
        if found.inside.is_some() {
            return Some(Source::Inside(DocsInside { page: Version(Arc::clone(page)), image }));
        }
        match &found.source {
            Some(Href::File(path)) => self.source_of_file(path),
            _ => None,
        }
    }

    fn source_of_file(&self, path: &str) -> Option<Source> {
        let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_image = ["png", "jpg", "jpeg", "gif", "webp"].contains(&end.as_str());
        is_image.then(|| Source::File(DocsPicture { of: self.of.clone(), path: path.to_owned() }))
    }

    /// Takes in which images came, and tells the page how large they are; and which ones it does without.
    pub(super) fn take_images(&mut self, page: &Arc<Page>, ctx: &Ctx<'_>) {
        if self.view.page().is_none_or(|known| !Arc::ptr_eq(known, page)) {
            self.images.sizes.retain(|source, _| matches!(source, Source::File(_)));
        }
        let is_dark = is_dark(ctx);
        let all = || (0..).map(ImageId).zip(&page.images);
        let unfit = all().filter(|(_, image)| image.is_for_dark.is_some_and(|dark| dark != is_dark)).map(|(id, _)| id);
        let unfit: HashSet<ImageId> = unfit.collect();
        let mut shown = HashMap::new();
        if let Some(cell) = ctx.cell {
            self.images.take_room(self.page_size(ctx));
            for (id, image) in all().filter(|(id, _)| !unfit.contains(id)) {
                let natural = self.source_of(page, id).and_then(|source| self.natural(source, ctx));
                shown.extend(
                    natural.and_then(|natural| self.images.cells(natural, image.width, cell)).map(|size| (id, size)),
                );
            }
        }
        self.view.show_images(shown, unfit);
    }

    /// Pixels across and down of an image, once it came; also when it is not held any more.
    fn natural(&mut self, source: Source, ctx: &Ctx<'_>) -> Option<(u32, u32)> {
        if let Some(picture) = source.held(ctx).0 {
            self.images.sizes.insert(source, picture.natural);
            return Some(picture.natural);
        }
        self.images.sizes.get(&source).copied()
    }

    /// The images to be seen, each where it is.
    pub(super) fn placed(&self, ctx: &Ctx<'_>) -> Vec<Placed> {
        let (Some(cell), None) = (ctx.cell, &self.pick) else { return Vec::new() };
        if let Some(alone) = &self.images.alone {
            return self.placed_alone(alone, cell, ctx).into_iter().collect();
        }
        let Some(page) = self.view.page() else { return Vec::new() };
        let over = self.over_the_page(ctx);
        let seen = self.view.pictures(self.text_area(ctx)).into_iter();
        let placed = seen.filter(|seen| !over.iter().any(|over| over.intersects(seen.area))).filter_map(|seen| {
            let picture = self.source_of(page, seen.image)?.held(ctx).0?;
            Some(Placed { picture: Arc::clone(picture), area: seen.area, above: seen.above, whole: seen.whole })
        });
        placed.collect()
    }

    fn placed_alone(&self, alone: &Alone, cell: (u16, u16), ctx: &Ctx<'_>) -> Option<Placed> {
        let room = alone_area(ctx);
        let picture = alone.source.held(ctx).0?;
        let whole = Picture::filling(picture.natural, (room.width, room.height), cell)?;
        let (x, y) = (room.x + (room.width - whole.0) / 2, room.y + (room.height - whole.1) / 2);
        let area = Rect { x, y, width: whole.0, height: whole.1 };
        Some(Placed { picture: Arc::clone(picture), area, above: 0, whole })
    }

    /// What lies over the page.
    fn over_the_page(&self, ctx: &Ctx<'_>) -> Vec<Rect> {
        let is_over = self.focus != Focus::Page && self.nav_is_over(ctx);
        let nav = self.areas(ctx).nav.filter(|_| is_over);
        let framed = self.over.as_ref().map(|_| Over::frame(ctx.body));
        nav.into_iter().chain(framed).collect()
    }

    /// Shows an image of the page alone; false where it cannot be shown.
    pub(super) fn show_alone(&mut self, image: ImageId, ctx: &Ctx<'_>) -> bool {
        let page = self.view.page().filter(|_| ctx.cell.is_some());
        let found = page.and_then(|page| Some((self.source_of(page, image)?, page.image(image)?.words())));
        let alone = found.map(|(source, words)| Alone { source, words: Clean::line(&words) });
        let shows = alone.is_some();
        self.images.alone = alone.or_else(|| self.images.alone.take());
        shows
    }

    /// Shows a file of the site alone; false where it is no image that can be shown.
    pub(super) fn show_file_alone(&mut self, path: &str, ctx: &Ctx<'_>) -> bool {
        let source = self.source_of_file(path).filter(|_| ctx.cell.is_some());
        let shows = source.is_some();
        if let Some(source) = source {
            self.images.alone = Some(Alone { source, words: Clean::line(path) });
        }
        shows
    }

    /// Paints what stands around the image that is shown alone, and for it while it is not there.
    pub(super) fn paint_alone(&self, alone: &Alone, ctx: &Ctx<'_>, buf: &mut Buffer) {
        let body = tabs::page(ctx.body);
        paint::clear(buf, body);
        let (picture, fault) = alone.source.held(ctx);
        let said = match (picture, fault) {
            (Some(picture), _) => {
                let (across, down) = picture.natural;
                Line::of(alone.words.clone(), Role::Text).and(Clean::line(&format!("  {across} x {down}")), Role::Dim)
            }
            (None, Some(fault)) => Line::of(Clean::line(&format!("{}: {}", alone.words, fault.happened)), Role::Bad),
            (None, None) => Line::of(Clean::line(&format!("{}: loading", alone.words)), Role::Dim),
        };
        let foot =
            Rect { x: body.x + 1, y: body.bottom().saturating_sub(1), width: body.width.saturating_sub(2), height: 1 };
        if body.height > 0 {
            paint::line(buf, foot, ctx.look, &said, Style::default());
        }
    }

    /// Why an image of the page is not shown, where that is known.
    pub(super) fn unshown(&self, image: ImageId, ctx: &Ctx<'_>) -> Option<Clean> {
        let page = self.view.page().filter(|_| ctx.cell.is_some())?;
        match self.source_of(page, image) {
            Some(source) => source.held(ctx).1.map(|fault| fault.happened.clone()),
            None => match page.image(image)?.source {
                Some(Href::Address(_)) => Some("it is of another host".into()),
                _ => None,
            },
        }
    }

    /// The cells that lead to addresses of the web.
    pub(super) fn outside_links(&self, ctx: &Ctx<'_>) -> Vec<Link> {
        if self.pick.is_some() || self.images.alone.is_some() {
            return Vec::new();
        }
        let over = self.over_the_page(ctx);
        let leading = self.view.leading(self.text_area(ctx)).into_iter();
        let links = leading.filter_map(|cells| {
            let address = self.web_address(cells.link)?;
            Some(Link { row: cells.row, columns: cells.columns, address })
        });
        links.filter(|link| !over.iter().any(|over| over.intersects(link.cells()))).collect()
    }

    fn web_address(&self, link: LinkId) -> Option<Clean> {
        match &self.view.page()?.link(link)?.to {
            Href::Address(address) => WebAddress::parse(address.as_str()).ok().map(|web| Clean::line(web.as_str())),
            _ => None,
        }
    }
}

/// Where an image is shown alone: above the line that says what it is.
fn alone_area(ctx: &Ctx<'_>) -> Rect {
    let body = tabs::page(ctx.body);
    Rect { x: body.x + 1, width: body.width.saturating_sub(2), height: body.height.saturating_sub(2), ..body }
}

/// Whether the screen is dark; most are, where the theme does not say.
fn is_dark(ctx: &Ctx<'_>) -> bool {
    match ctx.look.theme.ground() {
        Some(Color::Rgb(red, green, blue)) => u32::from(red) + u32::from(green) + u32::from(blue) < 3 * 128,
        Some(Color::White | Color::Gray) => false,
        _ => true,
    }
}
