//! How answers come: in steps, each with the moment it was true.

use super::fault::Fault;
use crate::domain::model::At;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// An answer on its way.
pub type Answering<'a, T> = BoxFuture<'a, Result<Told<T>, Fault>>;

/// An answer, and since when it has been known to be so.
#[derive(Clone, Debug)]
pub struct Told<T> {
    /// The answer.
    pub answer: Arc<T>,
    /// When it was true; `None` is now.
    pub as_of: Option<At>,
}

impl<T> Told<T> {
    /// An answer that is true now.
    pub fn now(answer: T) -> Self {
        Self { answer: Arc::new(answer), as_of: None }
    }
}

/// What comes before the end of an answer.
#[derive(Clone, Debug)]
pub enum Step<T> {
    /// Something to show meanwhile: a saved copy, the first pages.
    Part(Told<T>),
    /// All of it; further ones follow when it changes.
    Whole(Told<T>),
}

/// Where an answer's steps go while it is being given. Cheap to clone.
pub struct Steps<T>(Arc<dyn Fn(Step<T>) + Send + Sync>);

impl<T> Clone for Steps<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Steps<T> {
    /// Steps that are handed to a function.
    pub fn to(sink: impl Fn(Step<T>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(sink))
    }

    /// Steps that nobody looks at.
    pub fn ignored() -> Self {
        Self::to(|_| ())
    }

    /// Hands on one step.
    pub fn send(&self, step: Step<T>) {
        (self.0)(step);
    }
}
