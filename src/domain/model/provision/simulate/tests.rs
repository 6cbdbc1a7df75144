use super::*;
use crate::domain::model::provision::{Progress, join, manifests_in};

fn committed(storage: u64) -> Evidence {
    let text = format!(
        "apiVersion: databases.example/v1\nkind: PostgresDatabase\nmetadata: {{name: orders, namespace: d, labels: {{stagedoor.dev/request: t1}}}}\nspec: {{storageGB: {storage}}}\n"
    );
    let id = Some(Clean::line(&"a".repeat(40)));
    let mut file = manifests_in("github.com/o/infra", "production/claim.yaml", &text).remove(0);
    (file.commit, file.is_present) = (id.clone(), Some(true));
    let change = Change {
        repository: file.repository.clone(),
        commit: id,
        parts: Vec::new(),
        author: "alice".into(),
        merged_by: Clean::default(),
        at: At(0),
        state: ChangeState::Landed(At(0)),
        pull: None,
        address: Clean::default(),
        requests: Vec::new(),
        contained_in: Vec::new(),
    };
    Evidence { manifests: vec![Arc::new(file)], changes: vec![Arc::new(change)], ..Evidence::default() }
}

#[test]
fn a_commit_comes_to_ready_in_its_time_and_every_change_is_announced() {
    let committed = committed(10);
    let (mut at, mut seen) = (At(0), Vec::new());
    loop {
        let made = simulate(&committed, at);
        let lines = join(&[committed.clone(), made.evidence], at);
        assert!(lines.list[0].simulated || made.next.is_some());
        let stands: Vec<Progress> = lines.list[0].stages.iter().skip(3).take(4).map(|stage| stage.progress).collect();
        seen.push(stands);
        match made.next {
            Some(next) => at = next,
            None => break,
        }
    }
    use Progress::{Active, Done, Waiting};
    assert_eq!(seen.first().unwrap(), &[Done, Waiting, Waiting, Waiting]);
    assert!(seen.contains(&vec![Done, Done, Active, Waiting]));
    assert_eq!(seen.last().unwrap(), &[Done, Done, Done, Done]);
    assert!(at.0 < 180_000, "nobody waits so long: {at:?}");
}

#[test]
fn too_large_a_database_is_refused_in_words() {
    let committed = committed(2_000);
    let made = simulate(&committed, At(10_000_000));
    let lines = join(&[committed, made.evidence], At(10_000_000));
    let stage = &lines.list[0].stages[5];
    assert_eq!(stage.progress, Progress::Failed);
    assert!(stage.reason.as_str().contains("the quota is 1000 GB"), "{}", stage.reason);
}

#[test]
fn of_two_files_that_describe_one_object_the_one_applied_last_stands() {
    let (before, mut after) = (committed(10), committed(20));
    let mut file = after.manifests[0].as_ref().clone();
    (file.repository, file.path) = ("github.com/o/other".into(), "production/other.yaml".into());
    (file.commit, file.request) = (Some(Clean::line(&"b".repeat(40))), Some("t2".into()));
    let mut change = after.changes[0].as_ref().clone();
    (change.repository, change.commit) = (file.repository.clone(), file.commit.clone());
    change.state = ChangeState::Landed(At(500_000));
    (after.manifests, after.changes) = (vec![Arc::new(file)], vec![Arc::new(change)]);
    let both = Evidence {
        manifests: [before.manifests, after.manifests].concat(),
        changes: [before.changes, after.changes].concat(),
        ..Evidence::default()
    };
    let request = |at: i64| {
        let made = simulate(&both, At(at)).evidence.objects;
        assert_eq!(made.len(), 1, "there is one object of that name");
        made[0].request().map(str::to_owned)
    };
    assert_eq!(request(501_000).as_deref(), Some("t1"), "what landed last is not applied yet");
    assert_eq!(request(10_000_000).as_deref(), Some("t2"));
    let lines = join(&[both.clone(), simulate(&both, At(10_000_000)).evidence], At(10_000_000));
    assert_eq!(lines.list.len(), 1, "and it is one line: {:?}", lines.list);
    assert!(lines.list[0].is_ready());
}
