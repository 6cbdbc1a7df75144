//! Annotated tags as releases.

use super::Git;
use super::event::{SOURCE, brief};
use crate::domain::model::timeline::{Event, EventKind, Fact, Forge, Lead, LeadsTo, is_release_of};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::timeline::Window;
use std::path::Path;

/// `git-for-each-ref(1)`, "FIELD NAMES".
const FORMAT: &str = "--format=%(objecttype)%00%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(taggername)%00%(taggeremail)%00%(taggerdate:unix)%00%(contents:subject)%00%(contents:body)%00";
const FIELDS: usize = 9;
/// Tags that are looked at for those of one entity; there may be many of others.
const LOOKED_AT: usize = 2_000;

/// The releases of the entity among the annotated tags of what is checked out, newest first, and
/// whether there are more.
pub(super) async fn releases(
    git: &Git,
    top: &Path,
    reference: &EntityRef,
    window: Window,
    forge: Option<&Forge>,
) -> Result<(Vec<Event>, bool), Fault> {
    let count = format!("--count={LOOKED_AT}");
    let args = ["for-each-ref", "--merged=HEAD", "--sort=-creatordate", &count, FORMAT, "refs/tags"];
    let told = git.ask(top, &args, "read the tags").await?;
    let fields: Vec<String> =
        told.split(|byte| *byte == 0).map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    let tags = fields.chunks_exact(FIELDS).filter_map(|fields| tag(fields, reference, forge));
    let mut events: Vec<Event> = tags.filter(|tag| window.since.is_none_or(|since| tag.at >= since)).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    Ok((events, has_more))
}

fn tag(fields: &[String], reference: &EntityRef, forge: Option<&Forge>) -> Option<Event> {
    let [kind, name, id, commit, who, email, at, subject, body] = fields else { return None };
    if kind.trim_start_matches('\n') != "tag" || !is_release_of(name, reference.name()) {
        return None;
    }
    let at = At(at.parse::<i64>().ok()?.saturating_mul(1_000));
    let title = if subject.is_empty() { name.clone() } else { format!("{name}: {subject}") };
    let address = forge.map(|forge| Lead {
        title: "The commit at the forge".into(),
        to: LeadsTo::Address(Clean::line(&forge.commit(commit))),
    });
    let descriptor = Lead { title: "The descriptor as of then".into(), to: LeadsTo::Descriptor(Clean::line(commit)) };
    Some(Event {
        who: Clean::line(if who.is_empty() { email } else { who }),
        facts: vec![
            Fact::new("tag", Clean::line(name)),
            Fact::new("commit", brief(commit)),
            Fact::new("tagger", Clean::line(&format!("{who} {email}"))),
        ],
        text: Clean::lines(body).into_iter().take(300).collect(),
        leads: address.into_iter().chain([descriptor]).collect(),
        ..Event::new(SOURCE, id, at, EventKind::Release, Clean::line(&title))
    })
}
