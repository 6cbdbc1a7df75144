//! What the stages of a line tell of the past, for a timeline.

use super::{Progress, Provision, Stage, StageName};
use crate::domain::model::timeline::{Event, EventKind, Fact, Lead, LeadsTo};
use crate::domain::model::{At, Place};
use crate::domain::text::Clean;

/// What happened to what was asked for, as far as the moment of it is known: each stage that is behind, and the one at
/// which it stopped. What is unknown, waits or goes on is no event. `source` is who tells it.
#[must_use]
pub fn past(line: &Provision, source: &str) -> Vec<Event> {
    line.stages.iter().filter_map(|stage| event(line, stage, source)).collect()
}

fn event(line: &Provision, stage: &Stage, source: &str) -> Option<Event> {
    let (at, title) = match stage.progress {
        Progress::Done => (stage.ended.or(stage.started)?, done(stage.name)?.to_owned()),
        Progress::Failed => (stage.ended.or(stage.started)?, format!("stopped: {}", stage.name.word())),
        Progress::Active | Progress::Waiting | Progress::Unknown => return None,
    };
    Some(told(line, stage, source, (at, &format!("{} {title}", line.name))))
}

/// What is worth a row once it is behind; the steps in between are on the line itself.
fn done(name: StageName) -> Option<&'static str> {
    match name {
        StageName::Requested => Some("was asked for"),
        StageName::Committed => Some("was committed"),
        StageName::Synced => Some("was synced"),
        StageName::Ready => Some("is ready"),
        StageName::Cataloged => Some("is in the catalog"),
        StageName::Validated | StageName::Rendered | StageName::Provisioning => None,
    }
}

fn told(line: &Provision, stage: &Stage, source: &str, (at, title): (At, &str)) -> Event {
    let id = format!("{}:{}", line.id, stage.name.word());
    let mut event = Event::new(source, &id, at, EventKind::Provisioning, Clean::line(title));
    event.who = stage.by.clone();
    let facts =
        [("what", line.kind.words()), ("environment", line.environment.clone()), ("by", stage.evidence.clone())];
    event
        .facts
        .extend(facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact::new(label, value)));
    if line.simulated {
        event.facts.push(Fact::new("simulated", "nothing of it is real".into()));
    }
    event.text.extend([&stage.reason, &stage.cure].into_iter().filter(|text| !text.is_empty()).cloned());
    let whole = Lead { title: "its line".into(), to: LeadsTo::Place(Box::new(Place::provision(&line.id.0))) };
    event.leads.extend(stage.lead.clone().into_iter().chain([whole]));
    event
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::{ProvisionId, ProvisionKind};

    fn line(stages: Vec<Stage>) -> Provision {
        Provision {
            id: ProvisionId("x/y/orders".into()),
            name: "orders".into(),
            kind: ProvisionKind::Topic,
            environment: "production".into(),
            owner: None,
            requested_by: None,
            entity: None,
            object: None,
            file: None,
            made_by: None,
            facts: Vec::new(),
            tasks: Vec::new(),
            stages,
            is_ending: false,
            simulated: false,
        }
    }

    fn stage(name: StageName, progress: Progress, at: Option<i64>) -> Stage {
        Stage { ended: at.map(At), by: "jane".into(), reason: "said".into(), ..Stage::new(name, progress) }
    }

    #[test]
    fn stages_that_are_behind_and_the_one_that_stopped_are_told_and_nothing_else() {
        let told = past(
            &line(vec![
                stage(StageName::Committed, Progress::Done, Some(1)),
                stage(StageName::Rendered, Progress::Done, Some(2)),
                stage(StageName::Synced, Progress::Failed, Some(3)),
                stage(StageName::Ready, Progress::Waiting, Some(4)),
                stage(StageName::Requested, Progress::Done, None),
                stage(StageName::Cataloged, Progress::Unknown, Some(5)),
            ]),
            "provisioning",
        );
        let titles: Vec<&str> = told.iter().map(|event| event.title.as_str()).collect();
        assert_eq!(titles, ["orders was committed", "orders stopped: synced"]);
        assert_eq!((told[1].at, told[1].who.as_str(), told[1].text[0].as_str()), (At(3), "jane", "said"));
        assert_eq!(told[0].id.as_str(), "provisioning:x/y/orders:committed");
    }
}
