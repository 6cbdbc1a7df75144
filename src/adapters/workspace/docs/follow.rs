//! Answers that are given again whenever what they were made of is saved.

use super::source::{Stamps, is_same};
use crate::adapters::workspace::ports::blocking;
use crate::adapters::workspace::shared::Shared;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Step, Steps, Told};
use std::sync::Arc;

type Read<T> = Arc<dyn Fn(&Shared) -> Result<(T, Stamps), Fault> + Send + Sync>;

/// What is made of an answer after it was given, as it takes longer.
pub(super) struct Finish<T> {
    /// Whether there is anything to be made of it.
    pub(super) is_due: fn(&T) -> bool,
    pub(super) make: fn(&T) -> T,
}

impl<T: Clone> Finish<T> {
    /// Nothing is.
    pub(super) fn nothing() -> Self {
        Self { is_due: |_| false, make: T::clone }
    }
}

impl<T> Clone for Finish<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Finish<T> {}

/// Sends what `read` gives, and again with each change of it. Until `finish` is done
/// with one it is a part. While it cannot be read, as in the middle
/// of a save, the last one stands.
pub(super) async fn followed<T: PartialEq + Send + Sync + 'static>(
    shared: &Arc<Shared>,
    steps: Steps<T>,
    read: impl Fn(&Shared) -> Result<(T, Stamps), Fault> + Send + Sync + 'static,
    finish: Finish<T>,
) -> Result<Told<T>, Fault> {
    let read: Read<T> = Arc::new(read);
    let mut touches = shared.touches();
    let now = |read: Read<T>| blocking(shared, move |shared| read(shared));
    let (first, mut stamps) = now(Arc::clone(&read)).await??;
    let mut last = Arc::new(first);
    give(shared, &steps, &last, finish).await?;
    let _following = shared.follow();
    loop {
        touches.changed().await.map_err(|_| stopped())?;
        let known = stamps.clone();
        if blocking(shared, move |shared| is_same(&shared.root(), &known)).await? {
            continue;
        }
        let Ok((answer, made_of)) = now(Arc::clone(&read)).await? else { continue };
        stamps = made_of;
        if answer != *last {
            last = Arc::new(answer);
            give(shared, &steps, &last, finish).await?;
        }
    }
}

async fn give<T: Send + Sync + 'static>(
    shared: &Arc<Shared>,
    steps: &Steps<T>,
    read: &Arc<T>,
    finish: Finish<T>,
) -> Result<(), Fault> {
    let told = |answer: &Arc<T>| Told { answer: Arc::clone(answer), as_of: None };
    if !(finish.is_due)(read) {
        steps.send(Step::Whole(told(read)));
        return Ok(());
    }
    steps.send(Step::Part(told(read)));
    let plain = Arc::clone(read);
    let whole = blocking(shared, move |_| (finish.make)(&plain)).await?;
    steps.send(Step::Whole(told(&Arc::new(whole))));
    Ok(())
}

fn stopped() -> Fault {
    Fault::new(FaultKind::Local, "follow the docs", "the work was stopped", "")
}
