//! What is done to something that was asked for needs somebody else's agreement in production.

use super::super::ending::Ending;
use super::super::whole::whole;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::approval::approvals;
use crate::domain::template::deed::{DEED, disagreement, members};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Steps};
use crate::platform::templates::Order;
use std::sync::Arc;

async fn entity(ports: &Ports, reference: &EntityRef) -> Option<Arc<Entity>> {
    whole(|steps| ports.catalog.by_ref(reference.clone(), steps)).await.ok()
}

/// Refuses an order for a deed that only the one who gives it could approve.
pub(super) async fn agree(ports: &Ports, order: &Order) -> Result<(), Ending> {
    let Some(template) = entity(ports, &order.template).await.filter(|it| it.annotation(DEED).is_some()) else {
        return Ok(());
    };
    let asker = ports.identity.who_am_i(Steps::ignored()).await.ok().and_then(|told| told.answer.user.clone());
    let mut groups = Vec::new();
    for approval in approvals(&template).into_iter().filter(|approval| approval.by.kind() != "user") {
        groups.extend(entity(ports, &approval.by).await);
    }
    let within = |group: &EntityRef| members(groups.iter().find(|it| it.reference() == group)?);
    match disagreement(&template, &order.values, asker.as_ref(), &within) {
        None => Ok(()),
        Some(why) => {
            let tried = format!("run {}", order.template);
            let cure = "ask somebody else to ask for it, or have the template name who approves it";
            Err(Fault::new(FaultKind::NotPermitted, tried.as_str(), why.as_str(), cure).into())
        }
    }
}
