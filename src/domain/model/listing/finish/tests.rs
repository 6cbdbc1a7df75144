use crate::domain::model::At;
use crate::domain::model::listing::{End, Listing, ListingBuilder, RowInput};

fn input<'a>(name: &'a str, description: &'a str, depends_on: &[&'a str]) -> RowInput<'a> {
    RowInput {
        kind: "Component".into(),
        name: name.into(),
        description: description.into(),
        tags: vec!["go".into(), "go".into(), "pci".into()],
        relations: depends_on.iter().map(|target| ("dependsOn".into(), (*target).into())).collect(),
        ..RowInput::default()
    }
}

fn ends<'a>(listing: &'a Listing, name: &str) -> Vec<End<'a>> {
    let row = listing.rows().find(|row| row.name().as_str() == name).unwrap();
    row.relations().map(|(_, end)| end).collect()
}

#[test]
fn of_several_rows_with_one_reference_the_last_one_stays() {
    let mut builder = ListingBuilder::default();
    for (name, description) in [("b", ""), ("A", "first"), ("a", "second"), ("A", "third")] {
        builder.push(&input(name, description, &[]));
    }
    let listing = builder.finish(At(1), true);
    let rows: Vec<_> = listing.rows().map(|row| (row.name().as_str(), row.description().as_str())).collect();
    assert_eq!(rows, [("A", "third"), ("b", "")]);
}

#[test]
fn relations_lead_to_rows_however_their_target_is_written() {
    let mut builder = ListingBuilder::default();
    builder.push(&input("a", "", &["Component:default/B", "component:b", "component:default/gone", "nonsense"]));
    builder.push(&input("B", "", &["component:default/a"]));
    let listing = builder.finish(At(1), true);
    assert_eq!(ends(&listing, "B"), [End::Row(0)]);
    let gone = ends(&listing, "a").into_iter().filter_map(|end| match end {
        End::Gone(text) => Some(text.as_str()),
        End::Row(row) => (row != 1).then_some("another row"),
    });
    assert_eq!(gone.collect::<Vec<_>>(), ["component:default/gone", "nonsense"]);
}

#[test]
fn rows_taken_over_keep_tags_and_relations_and_what_left_is_told_as_gone() {
    let mut builder = ListingBuilder::default();
    builder.push(&input("a", "", &["component:default/b", "component:default/c"]));
    builder.push(&input("b", "", &["component:default/c"]));
    builder.push(&input("c", "", &["component:default/a", "component:default/b"]));
    let before = builder.finish(At(1), true);
    let after = ListingBuilder::of(&before, |row| row != 1).finish(At(2), true);
    assert_eq!(after.rows().map(|row| row.name().as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert!(matches!(ends(&after, "a")[..], [End::Row(1), End::Gone(gone)] if gone.as_str() == "component:default/b"));
    assert!(matches!(ends(&after, "c")[..], [End::Row(0), End::Gone(_)]));
    let tags = |row: u32| after.row(row).unwrap().tags().map(|tag| tag.as_str()).collect::<Vec<_>>();
    assert_eq!((tags(0), tags(1)), (vec!["go", "pci"], vec!["go", "pci"]));
}

#[test]
fn equal_catalogs_give_equal_bytes_in_whatever_order_they_came() {
    let bytes = |names: &[&str]| {
        let mut builder = ListingBuilder::default();
        let inputs = names.iter().map(|name| input(name, "", &["component:x/gone", "component:default/a", "api:x/y"]));
        inputs.for_each(|input| builder.push(&input));
        let mut bytes = Vec::new();
        builder.finish(At(1), true).encode(At(1), &mut bytes).unwrap();
        bytes
    };
    assert_eq!(bytes(&["a", "b", "c"]), bytes(&["c", "a", "b"]));
}

#[test]
fn a_listing_holds_no_text_that_nothing_in_it_names() {
    let mut builder = ListingBuilder::default();
    builder.push(&input("a", "", &["component:default/b"]));
    builder.push(&input("b", "", &["component:default/a"]));
    let mut bytes = Vec::new();
    builder.finish(At(1), true).encode(At(1), &mut bytes).unwrap();
    assert!(!bytes.windows(8).any(|window| window == b"default/"));
}

#[test]
fn what_one_entity_states_its_other_end_has_too_and_of_one_name_the_lowest_rank_stays() {
    let mut builder = ListingBuilder::default();
    builder.push(&input("b", "left out", &["component:default/a"]));
    builder.push(&input("c", "", &["component:default/a", "component:default/gone"]));
    builder.push(&input("A", "second", &["component:default/c"]));
    builder.push(&input("a", "first", &[]));
    let ranks = [None, Some(7), Some(5), Some(3)];
    let inverse = |kind: &str| (kind == "dependsOn").then_some("dependencyOf");
    let (listing, places) = builder.finish_stated(At(1), |row| ranks[row as usize], inverse);
    assert_eq!(places, [u32::MAX, 1, 0, 0]);
    assert_eq!(listing.row(0).unwrap().description().as_str(), "first");
    let of =
        |row: u32| listing.row(row).unwrap().relations().map(|(kind, end)| (kind.as_str(), end)).collect::<Vec<_>>();
    assert_eq!(of(0), [("dependencyOf", End::Row(1))], "the row that did not stay states nothing");
    assert!(matches!(of(1)[..], [("dependsOn", End::Row(0)), ("dependsOn", End::Gone(_))]));
}
