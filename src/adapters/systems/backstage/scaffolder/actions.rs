//! The actions that the steps of templates can use.

use super::route;
use crate::adapters::http::{Call, Failure};
use crate::adapters::systems::backstage::Backstage;
use crate::adapters::systems::backstage::loose::{List, Text, loose};
use std::collections::BTreeSet;

loose! {
    RawAction {
        "id" => id: Text<'de>,
    }
}

impl Backstage {
    /// The ids of the actions that the backend has and this user may see.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn template_actions(&self) -> Result<BTreeSet<String>, Failure> {
        let tried = format!("read which actions {} has", self.name());
        let body = self.send(Call::get(&tried, &route(&["actions"]))).await?;
        let raw: List<RawAction<'_>> = body.json().map_err(Failure::unsent)?;
        Ok(raw.0.into_iter().map(|action| action.id.0.into_owned()).filter(|id| !id.is_empty()).collect())
    }
}
