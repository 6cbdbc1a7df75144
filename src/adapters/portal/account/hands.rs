use crate::domain::text::Secret;
use std::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// From whoever pastes to the attempt under way.
#[derive(Debug, Default)]
pub(super) struct Hands(Mutex<Option<UnboundedSender<Secret>>>);

impl Hands {
    /// For a new attempt; an older one gets nothing any more.
    pub(super) fn open(&self) -> UnboundedReceiver<Secret> {
        let (sender, receiver) = unbounded_channel();
        if let Ok(mut waiting) = self.0.lock() {
            *waiting = Some(sender);
        }
        receiver
    }

    /// Hands something in; without an attempt it is dropped.
    pub(super) fn hand(&self, pasted: Secret) {
        if let Ok(mut waiting) = self.0.lock()
            && waiting.as_ref().is_some_and(|sender| sender.send(pasted).is_err())
        {
            *waiting = None;
        }
    }
}
