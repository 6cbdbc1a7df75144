//! Annotated tags as releases.

use super::Git;
use super::call::LONG;
use super::event::{SOURCE, brief};
use crate::domain::model::timeline::{Event, EventKind, Fact, Forge, Lead, LeadsTo, is_release_of};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::timeline::Window;
use std::ops::ControlFlow;
use std::path::Path;

/// `git-for-each-ref(1)`, "FIELD NAMES".
const FORMAT: &str = "--format=%(objecttype)%00%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(taggername)%00%(taggeremail)%00%(taggerdate:unix)%00%(contents:subject)%00%(contents:body)%00";
const FIELDS: usize = 9;
/// Tags that are looked at for those of one entity; there may be many of others.
const LOOKED_AT: usize = 2_000;
/// Bytes that are kept of a field; a message may be of any length.
const LONGEST: usize = 64 << 10;

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
    let mut command = git.command(top);
    command.args(args);
    let (mut fields, mut events, mut seen) = (Fields::default(), Vec::new(), 0);
    let mut each = |fields: &[String]| {
        seen += 1;
        events.extend(tag(fields, reference, forge).filter(|tag| window.since.is_none_or(|since| tag.at >= since)));
    };
    let ran = git.hear(command, top, LONG, "read the tags", |bytes| {
        fields.take(bytes, &mut each);
        ControlFlow::Continue(())
    });
    let ran = ran.await?;
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = events.len() > window.limit || seen >= LOOKED_AT || ran.is_cut;
    events.truncate(window.limit);
    Ok((events, has_more))
}

/// The fields of a tag as they come, each only as long as anybody reads.
#[derive(Default)]
struct Fields {
    whole: Vec<String>,
    open: Vec<u8>,
}

impl Fields {
    fn take(&mut self, bytes: &[u8], each: &mut impl FnMut(&[String])) {
        let mut parts = bytes.split(|byte| *byte == 0).peekable();
        while let Some(part) = parts.next() {
            let room = LONGEST.saturating_sub(self.open.len());
            self.open.extend_from_slice(part.get(..room).unwrap_or(part));
            if parts.peek().is_none() {
                return;
            }
            self.whole.push(String::from_utf8_lossy(&std::mem::take(&mut self.open)).into_owned());
            if self.whole.len() == FIELDS {
                each(&std::mem::take(&mut self.whole));
            }
        }
    }
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
