//! Where the tokens of those who signed in are kept, one context each.

use super::tokens::Held;
use crate::platform::fault::Fault;
use std::sync::Mutex;

/// The tokens of one context.
#[derive(Debug, Default)]
pub struct Vault {
    memory: Mutex<Option<Held>>,
}

impl Vault {
    /// Keeps tokens in memory alone, as long as this process lives.
    pub fn in_memory() -> Self {
        Self::default()
    }

    /// What is kept.
    ///
    /// # Errors
    /// When the place does not answer or cannot be read.
    pub async fn held(&self) -> Result<Option<Held>, Fault> {
        Ok(self.memory.lock().map(|held| held.clone()).unwrap_or_default())
    }

    /// Keeps tokens instead of what was kept before, in one step.
    ///
    /// # Errors
    /// When they cannot be kept anywhere.
    pub async fn keep(&self, held: &Held) -> Result<(), Fault> {
        if let Ok(mut memory) = self.memory.lock() {
            *memory = Some(held.clone());
        }
        Ok(())
    }

    /// Removes what is kept.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn purge(&self) -> Result<(), Fault> {
        if let Ok(mut memory) = self.memory.lock() {
            *memory = None;
        }
        Ok(())
    }
}
