//! The copy on disk: what a second start knows, and what a damaged or foreign file does to it.

use futures_util::future::BoxFuture;
use stagedoor::adapters::kept::{Kept, Sessions, purge};
use stagedoor::domain::model::listing::{FieldColumn, FieldPath, Listing, ListingBuilder, RowInput};
use stagedoor::domain::model::{At, Entity, EntityRef, Problem};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{
    Answering, Bookmark, CatalogPort, Saved, SavedFilter, SessionPort, Step, Steps, Told, Wanted,
};
use stagedoor::platform::query::{Folder, Source};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A portal that says what the test wants it to say, and notes what it was told to be known.
#[derive(Default)]
struct Portal {
    rows: Option<Arc<Listing>>,
    fresh: Option<Arc<Listing>>,
    entity: Option<Entity>,
    gone: bool,
    follows: bool,
    known: Mutex<Option<Arc<Listing>>>,
}

fn away() -> Fault {
    Fault::new(FaultKind::Unreachable, "ask the portal", "connection refused", "")
}

impl CatalogPort for Portal {
    fn rows<'a>(&'a self, known: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing> {
        *self.known.lock().unwrap() = known;
        Box::pin(async move {
            let answer = self.rows.clone().ok_or_else(away)?;
            let told = Told { as_of: Some(answer.as_of), answer };
            if self.follows {
                steps.send(Step::Whole(told));
                return std::future::pending().await;
            }
            Ok(told)
        })
    }

    fn fresh_rows<'a>(&'a self, _: Vec<EntityRef>, _: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        Box::pin(async { Ok(Told::now(self.fresh.clone())) })
    }

    fn by_ref<'a>(&'a self, _: EntityRef, _: Steps<Entity>) -> Answering<'a, Entity> {
        Box::pin(async {
            match &self.entity {
                Some(entity) => Ok(Told { answer: Arc::new(entity.clone()), as_of: Some(At(50)) }),
                None if self.gone => Err(Fault::new(FaultKind::NotFound, "show it", "there is none", "")),
                None => Err(away()),
            }
        })
    }

    fn entities<'a>(&'a self, _: Wanted) -> Answering<'a, Vec<Entity>> {
        Box::pin(async { Err(away()) })
    }

    fn field<'a>(&'a self, _: FieldPath, _: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        Box::pin(async { Err(away()) })
    }

    fn problems<'a>(&'a self, _: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        Box::pin(async { Err(away()) })
    }

    fn source_of<'a>(&'a self, _: EntityRef) -> Answering<'a, Source> {
        Box::pin(async { Err(away()) })
    }

    fn at_folder<'a>(&'a self, _: Folder) -> Answering<'a, Option<EntityRef>> {
        Box::pin(async { Err(away()) })
    }
}

fn listing(names: &[&str], as_of: i64) -> Arc<Listing> {
    let mut builder = ListingBuilder::default();
    for name in names {
        builder.push(&RowInput { kind: "Component".into(), name: (*name).into(), ..RowInput::default() });
    }
    Arc::new(builder.finish(At(as_of), true))
}

fn names(listing: &Listing) -> Vec<String> {
    listing.rows().map(|row| row.name().as_str().to_owned()).collect()
}

fn entity(name: &str) -> Entity {
    Entity::new(serde_json::json!({"kind": "Component", "metadata": {"name": name}, "spec": {"z": 1, "a": 2}})).unwrap()
}

fn reference(name: &str) -> EntityRef {
    EntityRef::new("component", "default", name)
}

/// Everything that a port said: saved copies with their age in `parts`, and how it ended.
struct Heard<T> {
    parts: Vec<Told<T>>,
    end: Result<Told<T>, Fault>,
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn hear<T: Send + Sync + 'static>(
    ask: impl for<'a> FnOnce(Steps<T>) -> BoxFuture<'static, Result<Told<T>, Fault>>,
) -> Heard<T> {
    let parts: Arc<Mutex<Vec<Told<T>>>> = Arc::default();
    let sink = Arc::clone(&parts);
    let steps = Steps::to(move |step| match step {
        Step::Part(told) => sink.lock().unwrap().push(told),
        Step::Whole(_) => {}
    });
    let end = block_on(ask(steps));
    let parts = std::mem::take(&mut *parts.lock().unwrap());
    Heard { parts, end }
}

/// One run of the program: asks, then leaves.
fn rows(portal: Portal, folder: &Path) -> Heard<Listing> {
    let folder = folder.to_owned();
    hear(|steps| Box::pin(async move { Kept::new(Arc::new(portal), folder).rows(None, steps).await }))
}

fn by_ref(portal: Portal, folder: &Path, name: &str) -> Heard<Entity> {
    let (folder, reference) = (folder.to_owned(), reference(name));
    hear(|steps| Box::pin(async move { Kept::new(Arc::new(portal), folder).by_ref(reference, steps).await }))
}

fn folder() -> (TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("cache/context/subject");
    (root, folder)
}

fn with_rows(rows: Arc<Listing>) -> Portal {
    Portal { rows: Some(rows), ..Portal::default() }
}

fn with_entity(name: &str) -> Portal {
    Portal { entity: Some(entity(name)), ..Portal::default() }
}

#[test]
fn a_second_start_shows_the_last_catalog_with_its_age_and_hands_it_to_the_portal() {
    let (_root, folder) = folder();
    let first = rows(with_rows(listing(&["payments", "ledger"], 40)), &folder);
    assert!(first.parts.is_empty());
    let portal = Arc::new(with_rows(listing(&["payments"], 90)));
    let kept = Kept::new(Arc::clone(&portal) as Arc<dyn CatalogPort>, folder);
    let second = hear(|steps| Box::pin(async move { kept.rows(None, steps).await }));
    assert_eq!(second.parts.len(), 1);
    assert_eq!(names(&second.parts[0].answer), ["ledger", "payments"]);
    assert_eq!(second.parts[0].as_of, Some(At(40)));
    assert_eq!(names(portal.known.lock().unwrap().as_ref().unwrap()), ["ledger", "payments"]);
    assert_eq!(names(&second.end.unwrap().answer), ["payments"]);
}

#[test]
fn with_the_portal_away_the_copy_stays_and_the_fault_stands_beside_it() {
    let (_root, folder) = folder();
    rows(with_rows(listing(&["payments"], 40)), &folder);
    for _ in 0..2 {
        let offline = rows(Portal::default(), &folder);
        assert_eq!(names(&offline.parts[0].answer), ["payments"]);
        assert_eq!(offline.end.unwrap_err().kind, FaultKind::Unreachable);
    }
}

#[test]
fn what_the_caller_holds_already_is_not_read_again() {
    let (_root, folder) = folder();
    rows(with_rows(listing(&["payments"], 40)), &folder);
    let held = listing(&["held"], 41);
    let portal = Arc::new(Portal::default());
    let kept = Kept::new(Arc::clone(&portal) as Arc<dyn CatalogPort>, folder);
    let heard = hear(|steps| Box::pin(async move { kept.rows(Some(held), steps).await }));
    assert!(heard.parts.is_empty());
    assert_eq!(names(portal.known.lock().unwrap().as_ref().unwrap()), ["held"]);
}

#[test]
fn rows_of_a_port_that_follows_changes_are_saved_though_it_never_ends() {
    let (_root, folder) = folder();
    let portal = Portal { follows: true, ..with_rows(listing(&["live"], 7)) };
    let kept = Kept::new(Arc::new(portal), folder.clone());
    let (told, heard) = std::sync::mpsc::channel();
    let steps = Steps::to(move |step| drop(told.send(step)));
    block_on(async {
        let following = kept.rows(None, steps);
        let stopped = async {
            while heard.try_recv().is_err() {
                tokio::task::yield_now().await;
            }
        };
        futures_util::future::select(following, Box::pin(stopped)).await;
    });
    drop(kept);
    assert_eq!(names(&rows(Portal::default(), &folder).parts[0].answer), ["live"]);
}

#[test]
fn rows_asked_anew_are_saved_with_the_age_of_the_others() {
    let (_root, folder) = folder();
    let portal = Portal { fresh: Some(listing(&["newer"], 12)), ..Portal::default() };
    let kept = Kept::new(Arc::new(portal), folder.clone());
    block_on(kept.fresh_rows(vec![reference("newer")], listing(&[], 12))).unwrap();
    drop(kept);
    let second = rows(Portal::default(), &folder);
    assert_eq!(names(&second.parts[0].answer), ["newer"]);
    assert_eq!(second.parts[0].as_of, Some(At(12)));
}

#[cfg(unix)]
#[test]
fn rows_that_did_not_change_are_not_written_again_but_their_age_is() {
    use std::os::unix::fs::MetadataExt as _;
    let (_root, folder) = folder();
    let file_of = |folder: &Path| std::fs::metadata(folder.join("rows.v3.bin")).unwrap().ino();
    rows(with_rows(listing(&["payments"], 40)), &folder);
    let before = file_of(&folder);
    rows(with_rows(listing(&["payments"], 90)), &folder);
    assert_eq!(file_of(&folder), before);
    assert_eq!(rows(Portal::default(), &folder).parts[0].as_of, Some(At(90)));
    rows(with_rows(listing(&["payments", "ledger"], 91)), &folder);
    assert_ne!(file_of(&folder), before);
}

#[test]
fn a_damaged_or_foreign_copy_is_ignored_and_written_anew() {
    let (_root, folder) = folder();
    std::fs::create_dir_all(&folder).unwrap();
    rows(with_rows(listing(&["payments"], 40)), &folder);
    let good = std::fs::read(folder.join("rows.v3.bin")).unwrap();
    let half = good[..good.len() / 2].to_vec();
    for bad in [b"not ours".to_vec(), Vec::new(), half, vec![0xff; 5_000]] {
        std::fs::write(folder.join("rows.v3.bin"), &bad).unwrap();
        std::fs::write(folder.join("bodies.v1.sqlite"), &bad).unwrap();
        let heard = rows(with_rows(listing(&["payments"], 40)), &folder);
        assert!(heard.parts.is_empty());
        assert!(by_ref(with_entity("payments"), &folder, "payments").parts.is_empty());
        assert_eq!(rows(Portal::default(), &folder).parts.len(), 1);
        assert_eq!(by_ref(Portal::default(), &folder, "payments").parts.len(), 1);
    }
}

#[test]
fn a_database_with_other_tables_is_written_anew() {
    let (_root, folder) = folder();
    std::fs::create_dir_all(&folder).unwrap();
    let other = rusqlite::Connection::open(folder.join("bodies.v1.sqlite")).unwrap();
    other.execute_batch("CREATE TABLE bodies (mine TEXT); INSERT INTO bodies VALUES ('x')").unwrap();
    drop(other);
    by_ref(with_entity("payments"), &folder, "payments");
    assert_eq!(by_ref(Portal::default(), &folder, "payments").parts.len(), 1);
}

#[test]
fn an_entity_seen_before_shows_at_once_with_its_age_and_as_it_was_written() {
    let (_root, folder) = folder();
    assert!(by_ref(with_entity("payments"), &folder, "payments").parts.is_empty());
    let offline = by_ref(Portal::default(), &folder, "payments");
    assert_eq!(offline.parts[0].as_of, Some(At(50)));
    assert_eq!(offline.parts[0].answer.value().to_string(), entity("payments").value().to_string());
    assert!(by_ref(Portal::default(), &folder, "other").parts.is_empty());
}

#[test]
fn an_entity_that_is_gone_is_forgotten() {
    let (_root, folder) = folder();
    by_ref(with_entity("payments"), &folder, "payments");
    let gone = by_ref(Portal { gone: true, ..Portal::default() }, &folder, "payments");
    assert_eq!(gone.end.unwrap_err().kind, FaultKind::NotFound);
    assert!(by_ref(Portal::default(), &folder, "payments").parts.is_empty());
}

#[test]
fn two_programs_can_keep_in_the_same_folder() {
    let (_root, folder) = folder();
    let one = Kept::new(Arc::new(with_entity("one")), folder.clone());
    let two = Kept::new(Arc::new(with_entity("two")), folder.clone());
    for _ in 0..20 {
        block_on(one.by_ref(reference("one"), Steps::ignored())).unwrap();
        block_on(two.by_ref(reference("two"), Steps::ignored())).unwrap();
    }
    drop((one, two));
    for name in ["one", "two"] {
        assert_eq!(by_ref(Portal::default(), &folder, name).parts.len(), 1, "{name}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_costs_nothing_but_the_copy() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("file"), "in the way").unwrap();
    let folder = root.path().join("file/folder");
    assert_eq!(names(&rows(with_rows(listing(&["payments"], 1)), &folder).end.unwrap().answer), ["payments"]);
    assert!(by_ref(with_entity("payments"), &folder, "payments").end.is_ok());
    let refused = Sessions::new(folder).save(&Saved::default()).unwrap_err();
    assert!(refused.to_string().contains("session.json"), "{refused}");
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_root, folder) = folder();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let portal = Portal { rows: Some(listing(&["payments"], 1)), ..with_entity("payments") };
    let kept = Kept::new(Arc::new(portal), folder.clone());
    block_on(kept.rows(None, Steps::ignored())).unwrap();
    block_on(kept.by_ref(reference("payments"), Steps::ignored())).unwrap();
    Sessions::new(folder.clone()).save(&Saved::default()).unwrap();
    // the database is open, and its journals are there too
    while by_ref(Portal::default(), &folder, "payments").parts.is_empty() {}
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
    drop(kept);
}

#[test]
fn the_session_comes_back_and_what_cannot_be_read_of_it_costs_only_itself() {
    let (_root, folder) = folder();
    let sessions = Sessions::new(folder.clone());
    assert_eq!(sessions.load().unwrap(), Saved::default());
    let saved = Saved {
        place: Some("stagedoor://catalog".to_owned()),
        starred: vec![reference("payments"), reference("ledger")],
        ..Saved::default()
    };
    sessions.save(&saved).unwrap();
    assert_eq!(sessions.load().unwrap(), saved);
    std::fs::write(
        folder.join("session.json"),
        r#"{"place": "catalog", "scroll": "top", "newer": {}, "starred": ["nonsense", "api:default/x", 7]}"#,
    )
    .unwrap();
    let read = sessions.load().unwrap();
    assert_eq!((read.place.as_deref(), read.scroll), (Some("catalog"), 0));
    assert_eq!(read.starred, [EntityRef::new("api", "default", "x")]);
    for broken in ["", "{\"place\": ", "[]", "\u{0}"] {
        std::fs::write(folder.join("session.json"), broken).unwrap();
        assert_eq!(sessions.load().unwrap(), Saved::default());
    }
}

#[test]
fn leaving_for_good_removes_all_of_it_and_nothing_of_others() {
    let (_root, folder) = folder();
    let fill = || {
        rows(with_rows(listing(&["payments"], 1)), &folder);
        by_ref(with_entity("payments"), &folder, "payments");
        Sessions::new(folder.clone()).save(&Saved::default()).unwrap();
    };
    fill();
    purge(&folder).unwrap();
    assert!(!folder.exists());
    purge(&folder).unwrap();
    fill();
    std::fs::write(folder.join("notes.txt"), "mine").unwrap();
    purge(&folder).unwrap();
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

#[test]
fn only_the_entities_looked_at_last_are_kept() {
    let (_root, folder) = folder();
    by_ref(with_entity("first"), &folder, "first");
    let mut database = rusqlite::Connection::open(folder.join("bodies.v1.sqlite")).unwrap();
    let filling = database.transaction().unwrap();
    for n in 0..5_000 {
        let values = rusqlite::params![format!("component:default/c{n}"), 60 + n, "{}"];
        filling.execute("INSERT INTO bodies (reference, saved, body) VALUES (?1, ?2, ?3)", values).unwrap();
    }
    filling.commit().unwrap();
    by_ref(with_entity("second"), &folder, "second");
    let count: u32 = database.query_row("SELECT count(*) FROM bodies", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 5_000);
    assert!(by_ref(Portal::default(), &folder, "first").parts.is_empty());
}

fn refs(names: &[&str]) -> Vec<EntityRef> {
    names.iter().map(|name| reference(name)).collect()
}

#[test]
fn two_screens_at_once_keep_the_saved_filters_of_both() {
    let (_root, folder) = folder();
    let filter = |name: &str, link: &str| SavedFilter { name: name.into(), link: link.into() };
    let before = [filter("old", "1"), filter("dropped", "2"), filter("changed", "3")];
    Sessions::new(folder.clone()).save(&Saved { filters: before.to_vec(), ..Saved::default() }).unwrap();
    let (one, two) = (Sessions::new(folder.clone()), Sessions::new(folder.clone()));
    let (first, second) = (one.load().unwrap(), two.load().unwrap());
    let mine = vec![filter("old", "1"), filter("changed", "3"), filter("first", "4")];
    one.save(&Saved { filters: mine, ..first }).unwrap();
    let theirs = vec![filter("old", "1"), filter("dropped", "2"), filter("changed", "5"), filter("second", "6")];
    two.save(&Saved { filters: theirs, ..second }).unwrap();
    let wanted = vec![filter("old", "1"), filter("first", "4"), filter("changed", "5"), filter("second", "6")];
    assert_eq!(Sessions::new(folder).load().unwrap().filters, wanted);
}

#[test]
fn two_screens_at_once_keep_the_stars_of_both_and_what_was_looked_at_last() {
    let (_root, folder) = folder();
    let before = Saved { starred: refs(&["old", "dropped"]), recent: refs(&["seen", "earlier"]), ..Saved::default() };
    Sessions::new(folder.clone()).save(&before).unwrap();
    let (one, two) = (Sessions::new(folder.clone()), Sessions::new(folder.clone()));
    let (first, second) = (one.load().unwrap(), two.load().unwrap());
    let first = Saved {
        starred: refs(&["old", "dropped", "first"]),
        recent: refs(&["by-first", "seen", "earlier"]),
        place: Some("stagedoor://first".to_owned()),
        ..first
    };
    one.save(&first).unwrap();
    let second = Saved {
        starred: refs(&["old", "second"]),
        recent: refs(&["earlier", "by-second", "seen"]),
        place: Some("stagedoor://second".to_owned()),
        ..second
    };
    two.save(&second).unwrap();
    let read = Sessions::new(folder.clone()).load().unwrap();
    assert_eq!(read.starred, refs(&["old", "first", "second"]));
    assert_eq!(read.recent, refs(&["earlier", "by-second", "by-first", "seen"]));
    assert_eq!(read.place.as_deref(), Some("stagedoor://second"));
    // what one saves again brings back nothing that the other took away
    one.save(&Saved { starred: refs(&["old", "dropped"]), ..first }).unwrap();
    assert_eq!(Sessions::new(folder).load().unwrap().starred, refs(&["old", "second"]));
}

#[test]
fn windows_marks_and_dividers_are_kept_and_two_screens_keep_the_marks_of_both() {
    let (_root, folder) = folder();
    let mark = |place: &str| Bookmark { place: place.to_owned(), cursor: Some(reference("it")), scroll: 3 };
    let (one, two) = (Sessions::new(folder.clone()), Sessions::new(folder.clone()));
    let (first, second) = (one.load().unwrap(), two.load().unwrap());
    let first = Saved { marks: [('a', mark("stagedoor://home")), ('b', mark("stagedoor://catalog"))].into(), ..first };
    one.save(&first).unwrap();
    let second = Saved {
        windows: vec![mark("stagedoor://home"), mark("stagedoor://problems")],
        window: 1,
        beside: Some(0),
        beside_is_left: true,
        parts: [("preview".to_owned(), 620)].into(),
        marks: [('b', mark("stagedoor://journal"))].into(),
        ..second
    };
    two.save(&second).unwrap();
    let read = Sessions::new(folder).load().unwrap();
    let marks = [('a', mark("stagedoor://home")), ('b', mark("stagedoor://journal"))].into();
    assert_eq!(read, Saved { marks, ..second });
}

#[test]
fn a_session_that_was_lost_meanwhile_is_saved_whole_and_cleared_recents_stay_cleared() {
    let (_root, folder) = folder();
    let saved = Saved { starred: refs(&["a", "b"]), recent: refs(&["a", "b"]), ..Saved::default() };
    Sessions::new(folder.clone()).save(&saved).unwrap();
    let sessions = Sessions::new(folder.clone());
    let saved = sessions.load().unwrap();
    std::fs::write(folder.join("session.json"), "{\"place\": ").unwrap();
    sessions.save(&saved).unwrap();
    assert_eq!(sessions.load().unwrap(), saved);
    sessions.save(&Saved { recent: Vec::new(), ..saved.clone() }).unwrap();
    assert_eq!(sessions.load().unwrap().recent, []);
    assert_eq!(sessions.load().unwrap().starred, saved.starred);
}

#[test]
fn many_screens_left_at_the_same_moment_lose_no_star() {
    let (_root, folder) = folder();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let folder = folder.clone();
            scope.spawn(move || {
                let sessions = Sessions::new(folder);
                // one that begins late has stars of others, and takes none of them away
                let mut saved = sessions.load().unwrap();
                saved.starred.push(reference(&format!("c{n}")));
                sessions.save(&saved).unwrap();
            });
        }
    });
    assert_eq!(Sessions::new(folder).load().unwrap().starred.len(), 8);
}

#[test]
fn a_catalog_that_a_power_cut_left_with_a_block_of_zeros_is_not_shown() {
    let (_root, folder) = folder();
    let file = folder.join("rows.v3.bin");
    let all: Vec<String> = (0..400).map(|n| format!("component-{n}")).collect();
    let all = listing(&all.iter().map(String::as_str).collect::<Vec<_>>(), 40);
    rows(with_rows(Arc::clone(&all)), &folder);
    let good = std::fs::read(&file).unwrap();
    for start in [80, good.len() / 3, good.len() / 2] {
        let mut cut = good.clone();
        cut[start..start + 512].fill(0);
        std::fs::write(&file, &cut).unwrap();
        assert!(rows(Portal::default(), &folder).parts.is_empty(), "zeros from {start}");
    }
    // and the next answer repairs it, though it says what the damaged one had said
    rows(with_rows(all), &folder);
    assert_eq!(rows(Portal::default(), &folder).parts[0].answer.len(), 400);
}

#[test]
fn the_age_of_one_catalog_is_not_stamped_on_another_that_took_its_place() {
    let (_root, folder) = folder();
    let said = listing(&["payments"], 40);
    let portal = Arc::new(Portal { fresh: Some(Arc::clone(&said)), ..with_rows(Arc::clone(&said)) });
    let long = Kept::new(portal as Arc<dyn CatalogPort>, folder.clone());
    block_on(long.rows(None, Steps::ignored())).unwrap();
    while rows(Portal::default(), &folder).parts.is_empty() {}
    // another screen saw a later state
    rows(with_rows(listing(&["ledger"], 90)), &folder);
    block_on(long.rows(None, Steps::ignored())).unwrap();
    drop(long);
    let kept = rows(Portal::default(), &folder);
    assert_eq!((names(&kept.parts[0].answer), kept.parts[0].as_of), (vec!["ledger".to_owned()], Some(At(90))));
}

#[test]
fn an_older_answer_does_not_make_a_newer_copy_older() {
    let (_root, folder) = folder();
    rows(with_rows(listing(&["payments"], 90)), &folder);
    rows(with_rows(listing(&["payments"], 40)), &folder);
    assert_eq!(rows(Portal::default(), &folder).parts[0].as_of, Some(At(90)));
    rows(with_rows(listing(&["older"], 41)), &folder);
    assert_eq!(names(&rows(Portal::default(), &folder).parts[0].answer), ["payments"]);
    // a moment that is yet to come was written by a wrong clock, and holds nothing back
    rows(with_rows(listing(&["payments"], i64::MAX)), &folder);
    rows(with_rows(listing(&["right"], 91)), &folder);
    assert_eq!(names(&rows(Portal::default(), &folder).parts[0].answer), ["right"]);
}

#[cfg(unix)]
#[test]
fn a_catalog_that_cannot_be_read_for_now_is_not_written_over() {
    let (_root, folder) = folder();
    rows(with_rows(listing(&["payments"], 90)), &folder);
    let readable_again = crate::unread::unreadable(&folder.join("rows.v3.bin"));
    rows(with_rows(listing(&["older"], 40)), &folder);
    readable_again();
    assert_eq!(names(&rows(Portal::default(), &folder).parts[0].answer), ["payments"]);
}
