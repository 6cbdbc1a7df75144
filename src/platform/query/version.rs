//! Values of questions that are told apart by which they are.

use crate::domain::docs::{Index, Page};
use crate::domain::model::Entity;
use crate::domain::model::listing::{FieldColumn, Listing};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A shared value that is equal to itself alone, by its version.
#[derive(Debug)]
pub struct Version<T>(pub Arc<T>);

impl<T> Clone for Version<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl PartialEq for Version<Listing> {
    fn eq(&self, other: &Self) -> bool {
        self.0.version() == other.0.version()
    }
}

impl Eq for Version<Listing> {}

impl Hash for Version<Listing> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.version().hash(state);
    }
}

/// Values that never change are the same when they are the same one.
macro_rules! same_by_place {
    ($($type:ty),+) => {
        $(
            impl PartialEq for Version<$type> {
                fn eq(&self, other: &Self) -> bool {
                    Arc::ptr_eq(&self.0, &other.0)
                }
            }

            impl Eq for Version<$type> {}

            impl Hash for Version<$type> {
                fn hash<H: Hasher>(&self, state: &mut H) {
                    Arc::as_ptr(&self.0).hash(state);
                }
            }
        )+
    };
}

same_by_place!(Entity, FieldColumn, Index, Page);
