//! Who the user is in a folder's catalog: nobody signs in to a folder, so this is a matter of
//! whose rows come first, never of what may be done.

use super::bodies::Bodies;
use super::shared::Shared;
use super::snapshot::Snapshot;
use crate::domain::model::listing::Row;
use crate::domain::model::{Claims, EntityRef, Identity};
use crate::domain::text::Clean;

/// As the configuration says, else as git's `user.email` says, else the catalog's guest.
pub(super) fn who(shared: &Shared, snapshot: &Snapshot) -> Identity {
    let (user, source) = match (&shared.user, by_email(shared, snapshot)) {
        (Some(user), _) => (user.clone(), "configuration"),
        (None, Some(user)) => (user, "git"),
        (None, None) => {
            let guest = EntityRef::new("user", "default", "guest");
            if snapshot.listing.find(&guest).is_none() {
                return Identity { source: Clean::from("nobody"), ..nobody() };
            }
            (guest, "guest")
        }
    };
    let row = snapshot.listing.find(&user);
    let mut ownership = vec![user.clone()];
    ownership.extend(row.map(|row| groups(snapshot, row)).unwrap_or_default());
    Identity { user: Some(user), ownership, source: Clean::from(source), ..nobody() }
}

/// Nothing is said of the user for rules, and nothing ever will be.
fn nobody() -> Identity {
    Identity { claims: Some(Claims::default()), ..Identity::default() }
}

fn groups(snapshot: &Snapshot, row: Row<'_>) -> Vec<EntityRef> {
    let member_of = row.relations().filter(|(kind, _)| kind.as_str() == "memberOf");
    member_of.filter_map(|(_, end)| snapshot.listing.end_reference(end)).collect()
}

fn by_email(shared: &Shared, snapshot: &Snapshot) -> Option<EntityRef> {
    if shared.user.is_some() {
        return None;
    }
    let email = shared.checkout().email.as_deref()?;
    let mut users: Vec<Row<'_>> =
        snapshot.listing.rows().filter(|row| row.kind().as_str().eq_ignore_ascii_case("user")).collect();
    users.sort_by_key(|row| snapshot.origin(*row).map(|origin| (&*origin.member.file.path, origin.document.index)));
    let mut bodies = Bodies::new(shared, snapshot);
    users.into_iter().find_map(|row| {
        let user = bodies.bare(row)?;
        let theirs = user.value().pointer("/spec/profile/email")?.as_str()?;
        theirs.eq_ignore_ascii_case(email).then(|| user.reference().clone())
    })
}
