//! Questions that are answered from memory.

use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::NOW;
use stagedoor::domain::model::listing::ListingBuilder;
use stagedoor::platform::ports::Reply;
use stagedoor::platform::query::{Select, Version};
use std::sync::{Arc, Mutex};

#[tokio::test]
async fn choosing_rows_that_falls_over_fails_instead_of_never_ending() {
    let ports = Scripted::new(Mood::Well, entities(), NOW).ports();
    let listing = Version(Arc::new(ListingBuilder::default().finish(NOW, true)));
    let replies = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&replies);
    let reply = Arc::new(move |reply| heard.lock().unwrap().push(reply));
    let falls = Arc::new(|| panic!("over"));
    ports.answer(Select { listing, filter: Box::default(), fields: Vec::new() }.into(), None, falls, reply).await;
    let replies = replies.lock().unwrap();
    assert!(
        matches!(replies.as_slice(), [Reply::Failed(fault)] if fault.happened.as_str() == "it fell over"),
        "{replies:?}"
    );
}
