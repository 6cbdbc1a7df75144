//! A timeline in which everything occurs that an event can be.

use super::scripted::Mood;
use stagedoor::domain::model::timeline::{
    Event, EventKind, Fact, FileChange, Heard, Known, Lead, LeadsTo, SourceState, Timeline, join,
};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::domain::text::Clean;
use std::sync::Arc;

const HOUR: i64 = 3_600_000;

/// The timeline of a mood.
pub fn of(mood: Mood, now: At) -> Timeline {
    let deploys = Heard::unknown("deploys", "no delivery system is connected");
    match mood {
        Mood::Empty => join(&[Heard::without_events("git", Known::Yes), deploys]),
        Mood::Failing => {
            let fault = "cannot read the history: git took too long and was ended";
            join(&[Heard::without_events("git", Known::Failed(fault.into())), deploys])
        }
        Mood::Half => join(&[git(now, Known::Asking), deploys]),
        _ => join(&[git(now, Known::Yes), deploys]),
    }
}

fn git(now: At, known: Known) -> Heard {
    let events = (0..).zip(kinds()).map(|(n, (kind, title, who))| {
        let mut event =
            Event::new("git", &format!("{n:040x}"), At(now.0 - n * n * 5 * HOUR - 60_000), kind, Clean::line(title));
        event.who = Clean::line(who);
        event.facts = vec![Fact::new("author", Clean::line(&format!("{who} <x@example.org>")))];
        event.text = vec!["They were lost when the bank did not answer.".into()];
        event.files = vec![FileChange { path: "services/payments/main.go".into(), from: None, lines: Some((12, 3)) }];
        event.file_count = 1;
        event.is_catalog = n % 4 == 0;
        event.leads = vec![
            Lead { title: "The commit at the forge".into(), to: LeadsTo::Address("https://forge.example/c/1".into()) },
            Lead {
                title: "The descriptor as of then".into(),
                to: LeadsTo::Descriptor(Clean::line(&format!("{n:040x}"))),
            },
            Lead {
                title: "The owner since then: team-a".into(),
                to: LeadsTo::Entity(EntityRef::new("group", "default", "team-a")),
            },
        ];
        Arc::new(event)
    });
    let source = SourceState { name: "git".into(), known, remark: None };
    Heard { source, events: events.collect(), has_more: false }
}

fn kinds() -> Vec<(EventKind, &'static str, &'static str)> {
    use EventKind::{Access, Alert, Commit, Deploy, Image, Merge, Other, Promotion, Provisioning, Release, Restart};
    vec![
        (Commit, "Retry payouts that the bank did not answer", "Ada Example"),
        (Merge, "Merge branch 'retries'", "Ada Example"),
        (Release, "v1.4: Retries", "Grace Example"),
        (Deploy, "1.4 runs in staging", "delivery"),
        (Promotion, "1.4 from staging to production", "Ada Example"),
        (Image, "payments:1.4 was pushed", "ci"),
        (Restart, "payments-7f9 was restarted", "kubelet"),
        (Alert, "Payouts are slow", ""),
        (Access, "Grace was given write access", "Ada Example"),
        (Provisioning, "The database is ready", "crossplane"),
        (Other("drill".into()), "日本語の演習 🛒 and \u{1b}[31mred\u{1b}[0m", "\u{202e}desrever"),
        (
            Commit,
            "A title that is much longer than any row of any screen has room for, and goes on and on and on, so that it has to be cut somewhere in the middle of it",
            "Somebody With A Very Long Name Indeed",
        ),
    ]
}
