//! One whole answer of a port that may go on following changes.

use super::ending::{Ending, complain};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, Step, Steps};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The answer; the copy on disk where nobody else can be asked. A port that follows changes never
/// ends: its first whole answer is enough.
pub(super) async fn whole<'a, T: Send + Sync + 'static>(
    ask: impl FnOnce(Steps<T>) -> Answering<'a, T>,
) -> Result<Arc<T>, Ending> {
    let (send, mut steps) = mpsc::unbounded_channel();
    let mut asked = ask(Steps::to(move |step| drop(send.send(step))));
    let mut saved = None;
    loop {
        tokio::select! {
            biased;
            Some(step) = steps.recv() => match step {
                Step::Whole(told) => return Ok(told.answer),
                Step::Part(told) => saved = Some(told.answer),
            },
            ended = &mut asked => return match ended {
                Ok(told) => Ok(told.answer),
                Err(fault) => {
                    // the saved one may have come in the same breath as the fault
                    while let Ok(Step::Part(told) | Step::Whole(told)) = steps.try_recv() {
                        saved = Some(told.answer);
                    }
                    from_disk(fault, saved)
                }
            },
        }
    }
}

fn from_disk<T>(fault: Fault, saved: Option<Arc<T>>) -> Result<Arc<T>, Ending> {
    let Some(answer) = saved.filter(|_| fault.kind.passes()) else { return Err(fault.into()) };
    complain(&Clean::line(&format!("{fault}; this is from the copy on disk")));
    Ok(answer)
}
