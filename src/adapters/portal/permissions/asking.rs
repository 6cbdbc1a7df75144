//! One request where that can be; and what is done when one of its items spoils it for the others.

use super::{Learned, PortalPermissions};
use crate::adapters::http::Failure;
use crate::adapters::systems::backstage::{Check, Said, Unasked};
use std::collections::{HashMap, HashSet};
use std::sync::{MutexGuard, PoisonError};

/// What was said, by the permission's name.
type Found = HashMap<String, Said>;

impl PortalPermissions {
    /// What the portal says to checks, each of another permission, in one request.
    ///
    /// A portal gives no answer at all when it cannot decide one item, and does not say which it was.
    /// Then each permission is asked once more by itself, so that one that cannot be decided hides
    /// nothing else: at most one request a permission, once. From then on what spoiled it is asked apart
    /// from the others, or no more where the portal says that it can never decide it, and is unknown.
    pub(super) async fn ask(&self, checks: &[Check]) -> Result<Vec<Said>, Unasked> {
        let spoilers = self.learned().spoilers.clone();
        let spoils = |check: &&Check| spoilers.contains(&check.permission.name);
        let good: Vec<Check> = checks.iter().filter(|check| !spoils(check)).cloned().collect();
        let mut found = Found::new();
        let mut why = None;
        if !good.is_empty() {
            why = self.together(&good, &mut found).await?;
        }
        for check in checks.iter().filter(spoils) {
            why = self.alone(check, &mut found).await?.or(why);
        }
        match why {
            Some(failure) if found.is_empty() => Err(Unasked::Spoiled(failure)),
            _ => Ok(checks.iter().map(|check| found.remove(&check.permission.name).unwrap_or_default()).collect()),
        }
    }

    /// All in one request; why something is missing, where it is.
    async fn together(&self, checks: &[Check], found: &mut Found) -> Result<Option<Failure>, Unasked> {
        let Some(failure) = self.asked(checks, found).await? else { return Ok(None) };
        let takes_no_lists = failure.status == Some(400) && !self.learned().singly;
        // portals before 1.40 take one thing an item
        if takes_no_lists && checks.iter().any(|check| !check.on.is_empty()) {
            self.learned().singly = true;
            if self.asked(checks, found).await?.is_none() {
                return Ok(None);
            }
            self.learned().singly = false;
        }
        match checks {
            [one] => self.spoiled(one, &failure),
            several => {
                for check in several {
                    self.alone(check, found).await?;
                }
            }
        }
        Ok(Some(failure))
    }

    /// One by itself; why it is missing, where it is.
    async fn alone(&self, check: &Check, found: &mut Found) -> Result<Option<Failure>, Unasked> {
        let failure = self.asked(std::slice::from_ref(check), found).await?;
        match &failure {
            Some(failure) => self.spoiled(check, failure),
            None => drop(self.learned().spoilers.remove(&check.permission.name)),
        }
        Ok(failure)
    }

    async fn asked(&self, checks: &[Check], found: &mut Found) -> Result<Option<Failure>, Unasked> {
        let singly = self.learned().singly;
        match self.portal.backstage().authorize(checks, singly).await {
            Ok(said) => {
                found.extend(checks.iter().map(|check| check.permission.name.clone()).zip(said));
                Ok(None)
            }
            Err(Unasked::Spoiled(failure)) => Ok(Some(failure)),
            Err(unasked) => Err(unasked),
        }
    }

    fn spoiled(&self, check: &Check, failure: &Failure) {
        let name = check.permission.name.clone();
        let mut learned = self.learned();
        // that its conditions can be applied to nothing is so for good
        let is_for_good = failure.status == Some(501);
        if is_for_good { &mut learned.undecidable } else { &mut learned.spoilers }.insert(name);
    }

    pub(super) fn undecidable(&self) -> HashSet<String> {
        self.learned().undecidable.clone()
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
