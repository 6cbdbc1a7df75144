//! Forges that refuse, limit, hide and page.

use super::{ALL, Followed, heard, id, proposed};
use crate::support::forge::{Double, FORGE_TOKEN};
use stagedoor::adapters::session::TokenSource;
use stagedoor::adapters::systems::forge::{ForgePulls, ForgeSort};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::forge::ForgePort as _;
use std::time::{Duration, SystemTime};

fn port(double: &Double) -> ForgePulls {
    super::port::port_of(double.forges(), Vec::new())
}

async fn refused(double: &Double, number: u64) -> Fault {
    port(double).pull(id(double, number)).await.unwrap_err()
}

#[tokio::test]
async fn a_spent_quota_is_told_as_that_with_how_long_to_wait_and_not_as_a_lack_of_rights() {
    let (double, number) = proposed(ForgeSort::GitHub);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let spent = vec![("x-ratelimit-remaining", "0".to_owned()), ("x-ratelimit-reset", (now + 120).to_string())];
    double.world.state().wrong.refuses = Some(("/pulls/", (403, spent, "API rate limit exceeded for user ID 1.")));
    let fault = refused(&double, number).await;
    assert_eq!(fault.kind, FaultKind::TooManyRequests, "{fault}");
    let wait = fault.retry_after.unwrap();
    assert!(wait > Duration::from_secs(100) && wait <= Duration::from_secs(120), "{wait:?}");

    let secondary = vec![("retry-after", "60".to_owned())];
    double.world.state().wrong.refuses =
        Some(("/pulls/", (403, secondary, "You have exceeded a secondary rate limit")));
    assert_eq!(refused(&double, number).await.retry_after, Some(Duration::from_secs(60)));

    double.world.state().wrong.refuses =
        Some(("/pulls/", (403, Vec::new(), "Resource not accessible by personal access token")));
    let fault = refused(&double, number).await;
    assert_eq!((fault.kind, fault.retry_after), (FaultKind::NotPermitted, None), "{fault}");
}

#[tokio::test]
async fn what_is_private_looks_missing_and_the_cure_says_so() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let nobody = super::port::port_of(double.forges_with(TokenSource::None), Vec::new());
        let fault = nobody.pull(id(&double, number)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotFound, "{sort:?}");
        assert!(fault.cure.as_str().contains("what is private looks as if it were not there"), "{fault}");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_is_never_told() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let wrong = TokenSource::Fixed(Secret::new("other-very-secret".into()));
        let fault =
            super::port::port_of(double.forges_with(wrong), Vec::new()).pull(id(&double, number)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotSignedIn, "{sort:?}");
        assert!(!fault.to_string().contains("secret") && !fault.to_string().contains(FORGE_TOKEN));
    }
}

#[tokio::test]
async fn a_pull_request_of_many_commits_is_read_page_by_page() {
    for sort in ALL {
        let double = Double::new(sort);
        let repository = &double.world.repository;
        for n in 0..5 {
            repository.commit("many", &[("n", Some(&format!("{n}\n")))], &format!("Commit {n}"));
        }
        let number = double.world.open("Many", "many", "ada");
        double.world.state().wrong.page = Some(2);
        let evidence = heard(&double, number).await;
        assert_eq!(evidence.changes[0].parts.len(), 5, "{sort:?}");
        assert_eq!(evidence.changes[0].parts[4].as_str(), repository.tip("many").unwrap(), "{sort:?}");
    }
}

#[tokio::test]
async fn what_is_known_is_asked_for_by_its_tag_and_costs_no_answer() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let port = port(&double);
        let first = port.pull(id(&double, number)).await.unwrap().answer;
        let before = double.server.asked().len();
        let second = port.pull(id(&double, number)).await.unwrap().answer;
        assert_eq!(first, second, "{sort:?}");
        let again = double.server.asked().split_off(before);
        assert!(!again.is_empty() && again.iter().all(|asked| asked.header("if-none-match").is_some()), "{sort:?}");
        double.world.review(number, "bob", "approved");
        let third = port.pull(id(&double, number)).await.unwrap().answer;
        assert_ne!(first.reviewers, third.reviewers, "{sort:?}: what changed is heard");
    }
}

#[tokio::test]
async fn what_was_heard_stays_while_a_forge_fails_and_the_source_says_that_it_does() {
    let (double, number) = proposed(ForgeSort::GitHub);
    let mut followed = Followed::of_pull(&double, number);
    assert_eq!(followed.next().await.changes.len(), 1);
    double.world.state().wrong.refuses = Some(("/pulls/", (503, Vec::new(), "Unicorn")));
    let failing = followed.until(|evidence| evidence.source.as_ref().unwrap().known != Known::Yes).await;
    assert_eq!(failing.changes.len(), 1);
    let Known::Failed(why) = failing.source.unwrap().known else { panic!("it did not answer") };
    assert!(why.as_str().contains("503"), "{why}");
    double.world.state().wrong.refuses = None;
    let well = followed.until(|evidence| evidence.source.as_ref().unwrap().known == Known::Yes).await;
    assert_eq!(well.changes.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_no_list_is_a_fault_and_not_a_pull_request_without_commits() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        double.world.state().wrong.refuses = Some(("/commits", (200, Vec::new(), "please wait")));
        let evidence = heard(&double, number).await;
        assert!(evidence.changes.is_empty(), "{sort:?}: {:?}", evidence.changes);
        let Known::Failed(why) = evidence.source.unwrap().known else { panic!("{sort:?}: it was taken for a list") };
        assert!(why.as_str().contains("none of the interface"), "{sort:?}: {why}");
    }
}
