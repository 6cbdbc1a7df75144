//! Who one is, kept on disk: known at once at the next start, and while the platform is away.

use stagedoor::adapters::kept::{KeptIdentity, purge};
use stagedoor::domain::model::{Claims, EntityRef, Identity};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, IdentityPort, Step, Steps, Told};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A platform that says who one is, or is away.
struct Platform(Option<Identity>);

impl IdentityPort for Platform {
    fn who_am_i<'a>(&'a self, _steps: Steps<Identity>) -> Answering<'a, Identity> {
        let away = || Fault::new(FaultKind::Unreachable, "ask", "it is away", "");
        let said = self.0.clone().map(Told::now).ok_or_else(away);
        Box::pin(async move { said })
    }
}

fn alice() -> Identity {
    let ownership: [EntityRef; 2] = ["user:default/alice", "group:default/team-a"].map(|text| text.parse().unwrap());
    Identity {
        user: Some(ownership[0].clone()),
        ownership: ownership.into(),
        source: "token".into(),
        ..Identity::default()
    }
}

type Answer = Result<Told<Identity>, Fault>;

/// What comes first, and what comes in the end.
async fn ask(platform: Option<Identity>, folder: &Path, offline: bool) -> (Option<Told<Identity>>, Answer) {
    let first: Arc<Mutex<Option<Told<Identity>>>> = Arc::default();
    let keep = Arc::clone(&first);
    let steps = Steps::to(move |step| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        keep.lock().unwrap().get_or_insert(told);
    });
    let answer = KeptIdentity::new(Arc::new(Platform(platform)), folder.to_owned(), offline).who_am_i(steps).await;
    (first.lock().unwrap().take(), answer)
}

#[tokio::test]
async fn who_one_was_is_known_at_once_and_the_fault_is_still_told() {
    let folder = TempDir::new().unwrap();
    let (first, answer) = ask(Some(alice()), folder.path(), false).await;
    assert!(first.is_none() && *answer.unwrap().answer == alice());
    let (first, answer) = ask(None, folder.path(), false).await;
    let first = first.unwrap();
    assert_eq!(*first.answer, alice());
    assert!(first.as_of.is_some(), "from before, and said to be so");
    assert_eq!(answer.unwrap_err().kind, FaultKind::Unreachable);
}

#[tokio::test]
async fn offline_what_is_kept_is_the_answer_and_stays_as_it_is() {
    let folder = TempDir::new().unwrap();
    let by_name = Identity { ownership: vec![], ..alice() };
    let (_, answer) = ask(Some(by_name.clone()), folder.path(), true).await;
    assert_eq!(*answer.unwrap().answer, by_name, "nothing is kept yet");
    ask(Some(alice()), folder.path(), false).await.1.unwrap();
    let (_, answer) = ask(Some(by_name), folder.path(), true).await;
    assert_eq!(*answer.unwrap().answer, alice());
}

#[tokio::test]
async fn what_a_token_said_of_one_another_day_grants_nothing_today() {
    let folder = TempDir::new().unwrap();
    let claims = Claims { groups: vec!["sre".into()], ..Claims::default() };
    let told = Identity { claims: Some(claims.clone()), ..alice() };
    let (_, answer) = ask(Some(told), folder.path(), false).await;
    assert_eq!(answer.unwrap().answer.claims, Some(claims), "of this run's answer they are known");
    let file = folder.path().join("identity.json");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("user:default/alice") && !text.contains("sre"), "{text}");
    // earlier versions kept them
    let old = text.replacen("\"ownership\"", "\"claims\":{\"groups\":[\"sre\"]},\"ownership\"", 1);
    assert!(old.contains("sre"), "{old}");
    std::fs::write(&file, old).unwrap();
    let (first, _) = ask(None, folder.path(), false).await;
    let (_, offline) = ask(None, folder.path(), true).await;
    assert_eq!((&*first.unwrap().answer, &*offline.unwrap().answer), (&alice(), &alice()));
}

#[tokio::test]
async fn once_the_platform_has_said_who_one_is_the_copy_is_not_shown_in_its_place() {
    let folder = TempDir::new().unwrap();
    let port = KeptIdentity::new(Arc::new(Platform(Some(alice()))), folder.path().to_owned(), false);
    port.who_am_i(Steps::ignored()).await.unwrap();
    let steps = Steps::to(|step| panic!("{step:?} came before the answer"));
    assert_eq!(*port.who_am_i(steps).await.unwrap().answer, alice());
}

#[tokio::test]
async fn a_damaged_file_is_as_good_as_none_and_purging_takes_it_along() {
    let folder = TempDir::new().unwrap();
    let kept = folder.path().join("copy");
    ask(Some(alice()), &kept, false).await.1.unwrap();
    std::fs::write(kept.join("identity.json"), "{\"as_of\":1,\"identity\":{\"user\":\"no").unwrap();
    assert!(ask(None, &kept, false).await.0.is_none());
    purge(&kept).unwrap();
    assert!(!kept.exists());
}
