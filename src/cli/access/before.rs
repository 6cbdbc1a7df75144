//! Whether the very same was asked for just before: its answer may have been lost, and who runs the command once more
//! is not to have two requests.

use super::list::asked;
use crate::domain::model::access::{AccessOrder, AccessRequest};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::ports::Ports;
use std::sync::Arc;
use std::time::Duration;

/// What was asked for longer ago is asked for anew because it is wanted anew.
const JUST_BEFORE: Duration = Duration::from_secs(600);

/// The user's own request for the same thing, of the same type, for the same reason, which was made minutes ago and is
/// open. Where requests cannot be listed there is none.
pub(super) async fn asked_before(ports: &Ports, order: &AccessOrder) -> Option<Arc<AccessRequest>> {
    let all = asked(ports).await.ok()?;
    all.requests.iter().find(|request| is_new(request) && is_the_same(request, order)).cloned()
}

fn is_new(request: &AccessRequest) -> bool {
    let is_just_made = request.created_at.is_some_and(|made| now().since(made) <= JUST_BEFORE);
    request.is_mine && is_just_made && !request.stands(now()).is_over()
}

fn is_the_same(request: &AccessRequest, order: &AccessOrder) -> bool {
    let is_of_type = request.level.is_none_or(|level| level == order.level);
    is_of_type && request.reason == Clean::line(&order.reason) && is_for_the_same(request, order)
}

fn is_for_the_same(request: &AccessRequest, order: &AccessOrder) -> bool {
    let resources = &request.resources;
    match (order.resources.is_empty(), order.roles.is_empty(), &order.entity) {
        (true, true, Some(entity)) => resources.iter().any(|one| one.entity.as_ref() == Some(entity)),
        (true, ..) => {
            let is_asked = |role: &Clean| order.roles.iter().any(|asked| asked == role.as_str());
            resources.is_empty() && request.roles.len() == order.roles.len() && request.roles.iter().all(is_asked)
        }
        (false, ..) => {
            resources.len() == order.resources.len() && resources.iter().all(|one| order.resources.contains(&one.id))
        }
    }
}
