//! A page as text: on a terminal with colours and in a pager, in a pipe plain; or as JSON.

use super::leads::{address, list, target};
use super::{DocsArgs, Found, ink::Pen, pager};
use crate::cli::desk::Desk;
use crate::cli::ending::{Ending, complain};
use crate::cli::theme;
use crate::config::Glyphs;
use crate::domain::docs::layout::{Layout, Reading, lay};
use crate::domain::docs::{Numbered, Page, highlight, numbered};
use crate::domain::text::{Clean, Piece};
use serde_json::{Value, json};
use std::sync::Arc;

/// Columns where there is no terminal to fit.
const USUAL: usize = 80;
/// The narrowest text that is laid out.
const NARROWEST: usize = 10;

pub(super) fn print(desk: &mut Desk<'_>, args: &DocsArgs, found: &mut Found) -> Result<(), Ending> {
    if desk.out.for_people() && desk.out.is_coloured() {
        let page = Arc::make_mut(&mut found.page);
        let all = Piece { from: 0, to: page.pool.end() };
        highlight(page, all);
    }
    let columns = args.width.or_else(|| desk.out.columns()).unwrap_or(USUAL).max(NARROWEST);
    let is_ascii = desk.global.glyphs == Some(Glyphs::Ascii);
    // in JSON the links stand by themselves
    let numbered = match desk.out.for_people() && !args.no_links {
        true => numbered(&found.page, |to| target(found, to)),
        false => Numbered::default(),
    };
    let numbers = numbered.numbers.clone();
    let layout = lay(&found.page, &Reading { columns, is_whole: true, is_ascii, numbers, ..Reading::default() });
    match desk.out.for_people() {
        true => for_people(desk, args, found, &layout, &numbered)?,
        false => {
            let text = text(found, &layout, begin(&layout, found), &mut Pen::default());
            desk.out.one(&found.page.title, &value(found, &layout, &text))?;
        }
    }
    // as the page itself, see there
    std::mem::forget(layout);
    Ok(())
}

/// Prints it, or shows it in the pager where it is longer than the terminal.
fn for_people(
    desk: &mut Desk<'_>,
    args: &DocsArgs,
    found: &Found,
    layout: &Layout,
    numbered: &Numbered,
) -> Result<(), Ending> {
    let from = begin(layout, found);
    let mut pen = pen(desk)?;
    let mut text = text(found, layout, from, &mut pen);
    let list = list(numbered, layout, from);
    text.push_str(&list);
    let rows = layout.rows.len().saturating_sub(from) + list.lines().count();
    let is_long = args.pager || desk.out.rows().is_some_and(|terminal| rows >= terminal);
    let may_page = desk.out.is_terminal() && desk.restricted.is_none() && !args.no_pager;
    if !(may_page && is_long && pager::show(&text)) {
        desk.out.text(&text)?;
    }
    Ok(())
}

/// The row to begin at.
fn begin(layout: &Layout, found: &Found) -> usize {
    let Some(id) = found.id.as_deref() else { return 0 };
    match layout.anchors.iter().find(|(known, _)| **known == *id) {
        Some((_, row)) => *row as usize,
        None => {
            let ids: Vec<String> = layout.headings.iter().map(|heading| format!("#{}", heading.id)).collect();
            complain(&Clean::line(&format!("the page has no place `#{id}`; its headings are: {}", ids.join(", "))));
            0
        }
    }
}

fn pen(desk: &Desk<'_>) -> Result<Pen, Ending> {
    if !desk.out.is_coloured() {
        return Ok(Pen::default());
    }
    let theme = match &desk.restricted {
        Some(_) => None,
        None => theme::chosen(desk, &desk.config()?)?,
    };
    Ok(Pen::of(desk.platforms.pen(theme.as_ref())?))
}

/// The rows from one on, each ended, without blanks at their ends.
fn text(found: &Found, layout: &Layout, from: usize, pen: &mut Pen) -> String {
    let page = &found.page;
    // what is framed and indented takes some more than the text itself
    let mut out = String::with_capacity(page.pool.end() as usize * 2);
    for row in layout.rows.iter().skip(from) {
        for bit in layout.bits(row) {
            let address = || bit.link.and_then(|link| address(found, link));
            pen.put(&mut out, layout.text(page, bit).as_str(), bit, address);
        }
        pen.rest(&mut out);
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

fn value(found: &Found, layout: &Layout, text: &str) -> Value {
    let page = &found.page;
    let site = found.site.as_deref();
    let headings = layout
        .headings
        .iter()
        .map(|heading| json!({"level": heading.level, "text": heading.text.as_str(), "id": &*heading.id}));
    json!({
        "title": page.title.as_str(),
        "page": page.name.as_str(),
        "built_at": site.and_then(|site| site.built).map(|built| built.rfc3339()),
        "source": site.map(|site| site.source.as_str()).filter(|source| !source.is_empty()),
        "text": text,
        "links": links(found, layout),
        "headings": headings.collect::<Vec<_>>(),
    })
}

fn links(found: &Found, layout: &Layout) -> Vec<Value> {
    let texts = link_texts(&found.page, layout);
    let links = found.page.links.iter().zip(texts);
    links.map(|(link, text)| json!({"text": text, "target": target(found, &link.to)})).collect()
}

/// The text of each link, in which a line break is a blank.
fn link_texts(page: &Page, layout: &Layout) -> Vec<String> {
    let mut texts: Vec<(String, Piece)> = vec![(String::new(), Piece::default()); page.links.len()];
    for bit in layout.bits.iter().filter(|bit| !bit.is_own) {
        let Some((text, last)) = bit.link.and_then(|link| texts.get_mut(link.0 as usize)) else { continue };
        if !text.is_empty() && bit.text.from > last.to {
            text.push(' ');
        }
        text.push_str(page.text(bit.text).as_str());
        *last = bit.text;
    }
    texts.into_iter().map(|(text, _)| text.trim().to_owned()).collect()
}
