//! Where a descriptor is edited.

use super::{Server, TOKEN, json};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::session::TokenSource;
use stagedoor::domain::text::Secret;
use stagedoor::platform::ports::{CatalogPort as _, Steps};
use stagedoor::platform::query::Source;

#[tokio::test]
async fn the_source_of_an_entity_that_was_just_read_is_known_without_asking_again() {
    let entity = r#"{"kind":"Component","metadata":{"name":"a","annotations":{
        "backstage.io/managed-by-location":"url:https://git.example/a/catalog-info.yaml"}}}"#;
    let server = Server::answering(vec![json(200, entity), json(200, entity)]);
    let portal = server.portal_with(TokenSource::Fixed(Secret::new(TOKEN.into())), Limits::default());
    let a: stagedoor::domain::model::EntityRef = "component:a".parse().unwrap();
    let wanted = Source::Address("https://git.example/a/catalog-info.yaml".into());
    assert_eq!(*portal.source_of(a.clone()).await.unwrap().answer, wanted, "nothing was read before");
    portal.by_ref(a.clone(), Steps::ignored()).await.unwrap();
    assert_eq!(*portal.source_of(a).await.unwrap().answer, wanted);
    assert_eq!(server.asked().len(), 2);
}
