//! One request where that can be; and what is done when one of its items spoils it for the others.

use super::{Learned, PortalPermissions};
use crate::adapters::systems::backstage::{Check, Said, Unasked};
use std::collections::HashSet;
use std::sync::{MutexGuard, PoisonError};

impl PortalPermissions {
    /// What the portal says to checks, in one request.
    ///
    /// A portal gives no answer at all when it cannot decide one item, and does not say which it was.
    /// Then each permission is asked once more by itself, so that one that cannot be decided hides
    /// nothing else. That is at most one request a permission, once: what cannot be decided is left out
    /// from then on, and stays unknown.
    pub(super) async fn ask(&self, checks: &[Check]) -> Result<Vec<Said>, Unasked> {
        let singly = self.learned().singly;
        let failure = match self.portal.backstage().authorize(checks, singly).await {
            Err(Unasked::Spoiled(failure)) => failure,
            answer => return answer,
        };
        // portals before 1.40 take one thing an item
        if failure.status == Some(400) && !singly && checks.iter().any(|check| !check.on.is_empty()) {
            match self.portal.backstage().authorize(checks, true).await {
                Err(Unasked::Spoiled(_)) => {}
                Ok(said) => {
                    self.learned().singly = true;
                    return Ok(said);
                }
                Err(unasked) => return Err(unasked),
            }
        }
        match self.apart(checks, singly).await? {
            Some(said) => Ok(said),
            None => Err(Unasked::Spoiled(failure)),
        }
    }

    /// What the portal says to each check by itself; `None` where it decides none of them.
    async fn apart(&self, checks: &[Check], singly: bool) -> Result<Option<Vec<Said>>, Unasked> {
        let mut all = Vec::with_capacity(checks.len());
        let is_alone = checks.len() == 1;
        for check in checks {
            let answer = match is_alone {
                // that was what failed
                true => None,
                false => self.alone(check, singly).await?,
            };
            all.push(answer);
        }
        let decides_any = all.iter().any(Option::is_some);
        Ok(decides_any.then(|| all.into_iter().map(Option::unwrap_or_default).collect()))
    }

    async fn alone(&self, check: &Check, singly: bool) -> Result<Option<Said>, Unasked> {
        match self.portal.backstage().authorize(std::slice::from_ref(check), singly).await {
            Ok(mut said) => Ok(said.pop()),
            Err(Unasked::Spoiled(failure)) => {
                // that its conditions can be applied to nothing is so for good
                if failure.status == Some(501) {
                    self.learned().undecidable.insert(check.permission.name.clone());
                }
                Ok(None)
            }
            Err(unasked) => Err(unasked),
        }
    }

    pub(super) fn undecidable(&self) -> HashSet<String> {
        self.learned().undecidable.clone()
    }

    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
