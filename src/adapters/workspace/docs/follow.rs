//! Answers that are given again whenever what they were made of is saved.

use super::source::{Stamps, is_same};
use crate::adapters::workspace::ports::blocking;
use crate::adapters::workspace::shared::Shared;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Step, Steps, Told};
use std::sync::Arc;

type Read<T> = Arc<dyn Fn(&Shared) -> Result<(T, Stamps), Fault> + Send + Sync>;

/// Sends what `read` gives, and again with each change of it. While it cannot be read, as in the middle
/// of a save, the last one stands.
pub(super) async fn followed<T: PartialEq + Send + Sync + 'static>(
    shared: &Arc<Shared>,
    steps: Steps<T>,
    read: impl Fn(&Shared) -> Result<(T, Stamps), Fault> + Send + Sync + 'static,
) -> Result<Told<T>, Fault> {
    let read: Read<T> = Arc::new(read);
    let mut touches = shared.touches();
    let now = |read: Read<T>| blocking(shared, move |shared| read(shared));
    let (first, mut stamps) = now(Arc::clone(&read)).await??;
    let mut last = Arc::new(first);
    let _following = shared.follow();
    loop {
        steps.send(Step::Whole(Told { answer: Arc::clone(&last), as_of: None }));
        loop {
            touches.changed().await.map_err(|_| stopped())?;
            let known = stamps.clone();
            let is_known = blocking(shared, move |shared| is_same(&shared.root(), &known)).await?;
            if is_known {
                continue;
            }
            let Ok((answer, made_of)) = now(Arc::clone(&read)).await? else { continue };
            stamps = made_of;
            if answer != *last {
                last = Arc::new(answer);
                break;
            }
        }
    }
}

fn stopped() -> Fault {
    Fault::new(FaultKind::Local, "follow the docs", "the work was stopped", "")
}
