//! What `get` asks of a catalog, and whether an empty answer comes from a typing error.

use super::ending::Ending;
use super::whole::whole;
use crate::domain::model::listing::{Filter, select};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Steps, Wanted};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The kinds that every Backstage knows: that there is none of them is no error.
pub(super) const KINDS: [&str; 9] =
    ["component", "api", "resource", "system", "domain", "group", "user", "template", "location"];

/// Whose entities are asked for.
#[derive(Debug)]
pub(super) enum Owner {
    /// The user and the user's groups.
    Me,
    /// A group or a user.
    Of(EntityRef),
}

impl Owner {
    /// Reads `me`, or a reference; without a kind it is a group.
    ///
    /// # Errors
    /// When it is neither.
    pub(super) fn parse(text: &str) -> Result<Self, Ending> {
        match text {
            "me" => Ok(Owner::Me),
            _ => EntityRef::parse(text, Some("group"), None)
                .map(Owner::Of)
                .map_err(|error| Ending::usage(&error.to_string())),
        }
    }
}

/// A question to a catalog.
pub(super) struct Asked<'a> {
    pub ports: &'a Ports,
    pub wanted: Wanted,
    pub owner: Option<Owner>,
    /// What the rows of the catalog decide, before whole entities are asked for.
    pub narrow: Option<Filter>,
}

impl Asked<'_> {
    /// The entities; where there are none, what in the question is not there either.
    ///
    /// # Errors
    /// When the platform does not answer, or does not say who the user is.
    pub(super) async fn answer(&self) -> Result<(Arc<Vec<Entity>>, Option<Clean>), Ending> {
        let owned_by = match &self.owner {
            None => Vec::new(),
            Some(Owner::Me) => mine(self.ports).await?,
            Some(Owner::Of(owner)) => vec![owner.clone()],
        };
        let wanted = Wanted { owned_by, ..self.wanted.clone() };
        let found = match &self.narrow {
            Some(filter) => self.narrowed(filter, wanted).await?,
            None => self.ports.catalog.entities(wanted).await?.answer,
        };
        let wrong = if found.is_empty() && self.wanted.limit != Some(0) { self.wrong().await? } else { None };
        Ok((found, wrong))
    }

    /// Those of the entities whose rows pass the filter; in the order of the list where nothing asks
    /// for another.
    async fn narrowed(&self, filter: &Filter, wanted: Wanted) -> Result<Arc<Vec<Entity>>, Ending> {
        let listing = whole(|steps| self.ports.catalog.rows(None, steps)).await?;
        let mut fields = Vec::new();
        for path in filter.fields() {
            fields.push(whole(|steps| self.ports.catalog.field(path, steps)).await?.cells(&listing));
        }
        let rows = select(&listing, &fields, filter, &|| true).unwrap_or_default().rows;
        let refs = rows.into_iter().filter_map(|row| listing.row(row)).map(|row| row.reference());
        let is_asked = |reference: &EntityRef| wanted.refs.is_empty() || wanted.refs.contains(reference);
        let of_kind = |reference: &EntityRef| wanted.kind.as_ref().is_none_or(|kind| reference.kind() == kind);
        let refs: Vec<EntityRef> = refs.filter(|it| is_asked(it) && of_kind(it)).collect();
        if refs.is_empty() {
            return Ok(Arc::default());
        }
        let (limit, sorts) = (wanted.limit.unwrap_or(usize::MAX), wanted.sort.is_some());
        let all = Wanted { refs: refs.clone(), limit: wanted.limit.filter(|_| sorts), ..wanted };
        let mut found = self.ports.catalog.entities(all).await?.answer.to_vec();
        if !sorts {
            let places: HashMap<&EntityRef, usize> = refs.iter().zip(0..).collect();
            found.sort_by_key(|entity| places.get(entity.reference()).copied());
            found.truncate(limit);
        }
        Ok(Arc::new(found))
    }

    async fn wrong(&self) -> Result<Option<Clean>, Ending> {
        if let (Some(kind), true) = (&self.wanted.kind, self.wanted.refs.is_empty()) {
            let wrong = self.unknown_kind(kind).await?;
            if wrong.is_some() {
                return Ok(wrong);
            }
        }
        match &self.owner {
            Some(Owner::Of(owner)) => self.unknown_owner(owner).await,
            _ => Ok(None),
        }
    }

    async fn unknown_kind(&self, kind: &str) -> Result<Option<Clean>, Ending> {
        if KINDS.contains(&kind) {
            return Ok(None);
        }
        let listing = whole(|steps| self.ports.catalog.rows(None, steps)).await?;
        let kinds: BTreeSet<String> = listing.rows().map(|row| row.reference().kind().to_owned()).collect();
        Ok((!kinds.contains(kind)).then(|| {
            let known: Vec<&str> = kinds.iter().map(String::as_str).collect();
            Clean::line(&format!("there is no entity of the kind {kind}; there are: {}", known.join(", ")))
        }))
    }

    async fn unknown_owner(&self, owner: &EntityRef) -> Result<Option<Clean>, Ending> {
        let one = Wanted { refs: vec![owner.clone()], ..Wanted::default() };
        let is_there = match self.ports.catalog.entities(one).await {
            Ok(told) => !told.answer.is_empty(),
            Err(fault) if fault.kind == FaultKind::NotFound => false,
            Err(fault) => return Err(fault.into()),
        };
        Ok((!is_there).then(|| {
            Clean::line(&format!(
                "nothing is owned by {owner}, and there is no such {}; `stagedoor get {}` lists those there are",
                owner.kind(),
                owner.kind()
            ))
        }))
    }
}

/// Whose entities are the user's own: the user and the user's groups.
///
/// # Errors
/// When the platform does not say who the user is.
pub(super) async fn mine(ports: &Ports) -> Result<Vec<EntityRef>, Ending> {
    let identity = ports.identity.who_am_i(Steps::ignored()).await?.answer;
    let mut owners = identity.ownership.clone();
    owners.extend(identity.user.clone().filter(|user| !owners.contains(user)));
    match owners.is_empty() {
        false => Ok(owners),
        true => Err(Fault::new(
            FaultKind::NotSignedIn,
            "tell what is yours",
            "the platform does not say who you are",
            "set `user` in the context, or name an owner: --owner group:default/team-a",
        )
        .into()),
    }
}
