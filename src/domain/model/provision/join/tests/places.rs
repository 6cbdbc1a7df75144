//! Names that repeat, folders that several take their files from, things that others made.

use super::world::*;
use crate::domain::model::At;
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::provision::{Change, Manifest, Provisions, StageName, marks};
use crate::domain::text::Clean;
use std::sync::Arc;

fn told(lines: &Provisions) -> Vec<String> {
    let mut told: Vec<String> = lines.list.iter().map(|line| format!("{} {}", line.id, letters(line))).collect();
    told.sort();
    told
}

#[test]
fn two_databases_of_one_name_in_two_namespaces_are_two() {
    let (a, b) = (claim("team-a", "orders"), claim("team-b", "orders"));
    let world = World::default()
        .file(file("a/orders.yaml", &a, None, 'a'))
        .file(file("b/orders.yaml", &b, None, 'a'))
        .change(landed('a', 200))
        .app(app("all", "", "prod", 'a', &[a.clone(), b.clone()]))
        .live(live("prod", &a, None, 300));
    let name = "PostgresDatabase.databases.example";
    assert_eq!(
        told(&world.lines()),
        [format!("{name}/team-a/orders ???DDDD?"), format!("{name}/team-b/orders ???DD???")]
    );
}

#[test]
fn two_databases_of_one_name_in_two_clusters_are_two_and_neither_has_the_other_s_state() {
    let object = claim("databases", "orders");
    let world = World::default()
        .file(file("production/orders.yaml", &object, None, 'a'))
        .file(file("staging/orders.yaml", &object, None, 'a'))
        .change(landed('a', 200))
        .live(live("prod", &object, None, 300));
    let name = "PostgresDatabase.databases.example/databases/orders";
    let blind = told(&world.lines());
    assert_eq!(
        blind,
        [
            format!("prod:{name} ?????DD?"),
            format!("production/orders.yaml:{name} ???D????"),
            format!("staging/orders.yaml:{name} ???D????"),
        ]
    );
    let world = world.app(app("p", "production", "prod", 'a', std::slice::from_ref(&object))).app(app(
        "s",
        "staging",
        "stage",
        'a',
        std::slice::from_ref(&object),
    ));
    assert_eq!(told(&world.lines()), [format!("prod:{name} ???DDDD?"), format!("stage:{name} ???DD???")]);
    assert_eq!(
        world.lines().find(&format!("staging/orders.yaml:{name}")).len(),
        1,
        "it is found by what it was called before"
    );
}

#[test]
fn of_three_applications_in_one_repository_the_nearest_folder_counts_and_folders_end_at_slashes() {
    let object = claim("databases", "orders");
    let apps = |world: World| {
        world
            .app(app("all", ".", "prod", 'a', &[]))
            .app(app("orders", "production/orders", "prod", 'a', std::slice::from_ref(&object)))
            .app(app("archive", "production/orders-archive", "prod", '9', &[]))
    };
    let world = |path: &str| apps(World::default().file(file(path, &object, None, 'a')).change(landed('a', 200)));
    let line = world("production/orders/claim.yaml").line();
    assert_eq!(stage(&line, StageName::Synced).evidence.as_str(), "Argo CD orders at aaaaaaa");
    let line = world("production/orders-archive/claim.yaml").line();
    assert_eq!(letters(&line), "???D????");
    assert!(reason(&line, StageName::Synced).starts_with("archive was compared with 9999999 last"));
}

#[test]
fn of_several_applications_over_one_folder_the_live_object_says_whose_it_is_else_it_is_unknown() {
    let object = claim("databases", "orders");
    let world = World::default()
        .file(file("production/orders.yaml", &object, None, 'a'))
        .change(landed('a', 200))
        .app(app("one", "production", "prod", 'a', std::slice::from_ref(&object)))
        .app(app("two", "production", "prod", '9', std::slice::from_ref(&object)))
        .app(app("three", "production", "prod", '9', &[]));
    let line = world.line();
    assert_eq!(
        (letters(&line).as_str(), reason(&line, StageName::Synced)),
        ("???D????", "several applications may roll it out: one, two")
    );
    let line = world.live(tracked(live("prod", &object, None, 300), "one")).line();
    assert_eq!(letters(&line), "???DDDD?");
}

#[test]
fn a_mark_that_was_copied_with_an_object_names_another_one_and_counts_for_nothing() {
    let (object, other) = (claim("databases", "orders"), claim("databases", "copy"));
    let mut copied = tracked(live("prod", &object, None, 100), "databases");
    copied.id.object = other.clone();
    let world = World::default()
        .file(file("production/copy.yaml", &other, None, 'a'))
        .change(landed('a', 200))
        .app(app("databases", "production", "prod", 'a', &[]))
        .live(copied);
    assert_eq!(letters(world.lines().find("copy").first().unwrap()).get(5..7), Some("??"));
}

#[test]
fn something_of_that_name_that_somebody_else_made_is_never_taken_for_it() {
    let mut world = whole();
    world.0.rollouts.clear();
    let object = claim("databases", "orders");
    let mark =
        |manifest: &mut Arc<Manifest>| Arc::make_mut(manifest).marks.insert(marks::CLUSTER.into(), "prod".into());
    mark(&mut world.0.manifests[0]);
    world.0.objects = vec![Arc::new(live("prod", &object, None, 50))];
    let line = world.lines().find("task/t1").first().map(|line| letters(line)).unwrap();
    assert_eq!(line, "DDDD???D");
    world.0.objects = vec![Arc::new(live("prod", &object, Some("t9"), 300))];
    let line = world.lines();
    let line = line.find("task/t1");
    assert_eq!(letters(line[0]), "DDDD???D");
    assert_eq!(reason(line[0], StageName::Ready), "something of that name is there for another request, t9");
    // no label anywhere, and it was there before the commit
    let mut bare = whole();
    (bare.0.asked, bare.0.rollouts, bare.0.cataloged) = Default::default();
    bare.0.manifests = vec![Arc::new(file("production/orders.yaml", &object, None, 'a'))];
    mark(&mut bare.0.manifests[0]);
    bare.0.objects = vec![Arc::new(live("prod", &object, None, 50))];
    let lines = bare.lines();
    let line = lines.list.iter().find(|line| line.file.is_some()).unwrap();
    assert_eq!(reason(line, StageName::Ready), "what is there is older than the commit; it may be somebody else's");
    bare.0.objects = vec![Arc::new(live("prod", &object, None, 250))];
    assert_eq!(letters(&bare.line()), "???D?DDW");
}

#[test]
fn what_is_there_is_not_ready_for_a_file_that_nobody_merged_nor_for_one_of_another_application() {
    let object = claim("databases", "orders");
    let mut proposal = file("production/orders.yaml", &object, None, 'a');
    (proposal.is_present, proposal.commit) = (Some(false), Some(Clean::line(&id('b'))));
    proposal.marks.insert(marks::CLUSTER.into(), "prod".into());
    let there = live("prod", &object, None, 300);
    let young = |file: Manifest, world: World| {
        let lines = world.file(file).lines();
        let line = lines.list.iter().find(|line| line.file.is_some()).unwrap();
        letters(line).get(5..7).unwrap().to_owned()
    };
    let asked = World::default().change(proposed(pull(1, 'b', 200))).live(there.clone());
    assert_eq!(
        young(proposal.clone(), asked),
        "WW",
        "a proposal that nobody merged waits, whatever is there by that name"
    );
    let merged = Manifest { is_present: Some(true), commit: Some(Clean::line(&id('a'))), ..proposal };
    let landed = || World::default().change(landed('a', 200));
    assert_eq!(young(merged.clone(), landed().live(there.clone())), "DD", "it came after the merge");
    let own = app("databases", "production", "prod", 'a', &[]);
    assert_eq!(young(merged.clone(), landed().live(there.clone()).app(own.clone())), "??", "it is not listed");
    let other = app("other", "elsewhere", "prod", 'a', std::slice::from_ref(&object));
    let theirs = landed().live(tracked(there, "other")).app(other);
    assert_eq!(young(merged.clone(), theirs.clone()), "??", "another application's");
    assert_eq!(young(merged, theirs.app(own)), "??", "another application's, and the file's own is known");
}

#[test]
fn a_file_without_a_namespace_takes_that_of_its_application() {
    let bare = claim("", "orders");
    let world = World::default()
        .file(file("production/orders.yaml", &bare, Some("t1"), 'a'))
        .app(app("databases", "production", "prod", 'a', &[claim("databases", "orders")]))
        .live(live("prod", &claim("databases", "orders"), Some("t1"), 300))
        .live(live("prod", &claim("elsewhere", "orders"), Some("t8"), 300));
    let lines = world.lines();
    let line = lines.find("t1");
    assert_eq!(line[0].id.to_string(), "PostgresDatabase.databases.example/databases/orders");
    assert_eq!(letters(line[0]), "??DDDDD?");
}

#[test]
fn two_files_that_describe_one_object_leave_unknown_which_of_them_counts() {
    let object = claim("databases", "orders");
    let world = World::default()
        .file(file("production/orders.yaml", &object, Some("t1"), 'a'))
        .file(file("production/copy.yaml", &object, Some("t2"), 'b'))
        .app(app("databases", "production", "prod", 'b', std::slice::from_ref(&object)));
    let line = world.line();
    assert_eq!(letters(&line).get(4..7), Some("???"));
    assert!(reason(&line, StageName::Synced).starts_with("two files describe it"));
    let line = world.live(live("prod", &object, Some("t1"), 300)).line();
    assert_eq!((letters(&line).get(4..7), line.tasks[0].as_str()), (Some("DDD"), "t1"));
}

/// A database that a file described which names its template and no request; a request wrote another file for it since.
fn changed_elsewhere() -> (ObjectRef, World) {
    let object = claim("databases", "orders");
    let mut first = file("staging/orders/claim.yaml", &object, None, 'a');
    first.repository = "github.com/acme/zoo".into();
    first.marks.insert(marks::TEMPLATE.into(), "template:default/postgresql".into());
    let mut change = file("staging/orders/claim.yaml", &object, Some("t2"), 'b');
    change.facts = vec![("size".into(), "medium".into())];
    let places = |repository: &'static str, revision| {
        let mut app = app(repository, "staging", "prod", revision, std::slice::from_ref(&object));
        let of = format!("https://github.com/acme/{repository}.git");
        Arc::make_mut(&mut app.app).sources.iter_mut().for_each(|it| it.repository = Clean::line(&of));
        app
    };
    let world = World::default()
        .file(first)
        .change(landed('a', 100))
        .file(change)
        .change(Change { author: "carol".into(), merged_by: Clean::default(), ..landed('b', 700) })
        .app(places("zoo", 'a'))
        .app(places("infrastructure", 'b'));
    (object, world)
}

#[test]
fn what_a_request_changed_in_another_place_is_one_line_before_it_is_there_and_after() {
    let (object, world) = changed_elsewhere();
    let before = world.clone().live(live("prod", &object, None, 110)).line();
    assert_eq!(stage(&before, StageName::Committed).evidence.as_str(), "commit bbbbbbb");
    assert!(!before.stages.iter().any(|stage| stage.reason.as_str().contains("two files")), "{before:?}");
    let after = world.live(live("prod", &object, Some("t2"), 710)).line();
    let committed = stage(&after, StageName::Committed);
    assert_eq!((committed.by.as_str(), committed.ended), ("carol", Some(At(700))), "its own commit, not the first one");
    assert_eq!(after.facts, [("size".into(), "medium".into())]);
}

#[test]
fn what_is_only_proposed_elsewhere_is_told_by_its_task_and_the_name_is_that_of_what_is_there() {
    let object = claim("databases", "orders");
    let mut change = file("staging/orders/claim.yaml", &object, Some("t2"), 'b');
    (change.repository, change.is_present) = ("github.com/acme/other".into(), Some(false));
    let mut of_branch = proposed(pull(1, 'b', 700));
    of_branch.repository = "github.com/acme/other".into();
    let world = whole().asked(asked("t2", 690)).file(change).change(of_branch);
    let lines = world.lines();
    let ids: Vec<String> = lines.list.iter().map(|line| line.id.to_string()).collect();
    assert_eq!(ids, ["task/t2", "PostgresDatabase.databases.example/databases/orders"]);
    assert_eq!(lines.find("orders").iter().map(|line| line.id.to_string()).collect::<Vec<_>>(), ids[1..]);
    assert_eq!(lines.find("t2")[0].id.to_string(), "task/t2");
}

#[test]
fn what_was_changed_keeps_the_template_that_made_it() {
    let (object, world) = changed_elsewhere();
    let line = world.live(live("prod", &object, Some("t2"), 710)).line();
    let made_by = line.made_by.map(|template| template.to_string());
    assert_eq!(made_by.as_deref(), Some("template:default/postgresql"), "the file of before says it");
    assert_eq!(line.tasks.iter().map(|task| task.as_str()).collect::<Vec<_>>(), ["t2"]);
}

#[test]
fn an_entity_that_stands_for_a_name_that_two_clusters_have_is_nobody_s() {
    let object = claim("databases", "orders");
    let mut entity = cataloged("orders", None);
    entity.objects = vec![object.clone()];
    let world = World::default().catalog().live(live("prod", &object, None, 300)).entity(entity);
    assert_eq!(letters(&world.line()).chars().last(), Some('D'));
    let world = world.live(live("stage", &object, None, 300));
    assert!(world.lines().list.iter().all(|line| line.entity.is_none()));
}

#[test]
fn what_a_composition_makes_is_no_line_of_its_own() {
    let object = claim("databases", "orders");
    let mut made = live("prod", &claim("databases", "orders-x"), None, 300);
    made.owners = vec![object.clone()];
    assert_eq!(whole().live(made).lines().list.len(), 1);
}
