//! An entity as it is named on the command line: in full, or by a name that only one has.

use super::ending::Ending;
use super::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::Listing;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Ports;

/// What an argument names.
#[derive(Debug)]
pub(super) enum Named {
    /// One entity; nobody needs to be asked which.
    Full(EntityRef),
    /// The one of that name, of whatever kind.
    Short {
        /// The name, in lower case.
        name: String,
        /// Its namespace, where one is given.
        namespace: Option<String>,
    },
}

impl Named {
    /// Reads `[kind:][namespace/]name`.
    ///
    /// # Errors
    /// When a part is empty.
    pub(super) fn parse(text: &str) -> Result<Self, Ending> {
        if let Ok(full) = text.parse() {
            return Ok(Named::Full(full));
        }
        // any kind will do to read the rest
        let read = EntityRef::parse(text, Some("any"), None).map_err(|error| Ending::usage(&error.to_string()))?;
        let namespace = text.contains('/').then(|| read.namespace().to_owned());
        Ok(Named::Short { name: read.name().to_owned(), namespace })
    }

    /// The entity. A short name is looked up in the catalog: in the namespace `default` first, as
    /// everywhere, and where it is not there in all others.
    ///
    /// # Errors
    /// When none has the name, or several have it.
    pub(super) async fn resolve(self, ports: &Ports) -> Result<EntityRef, Ending> {
        match self {
            Named::Full(full) => Ok(full),
            short => {
                let listing = whole(|steps| ports.catalog.rows(None, steps)).await?;
                short.among(&listing)
            }
        }
    }

    /// The entity, where the rows are known already.
    ///
    /// # Errors
    /// When none has the name, or several have it.
    pub(super) fn among(self, listing: &Listing) -> Result<EntityRef, Ending> {
        let found = self.all_among(listing);
        match (self, found.as_slice()) {
            (Named::Full(full), _) => Ok(full),
            (_, [one]) => Ok(one.clone()),
            (Named::Short { name, .. }, []) => Err(nobody(&name)),
            (Named::Short { name, .. }, several) => Err(ambiguous(&name, several)),
        }
    }

    /// All that may be meant.
    pub(super) fn all_among(&self, listing: &Listing) -> Vec<EntityRef> {
        let (name, namespace) = match self {
            Named::Full(full) => return vec![full.clone()],
            Named::Short { name, namespace } => (name, namespace.as_deref()),
        };
        match called(listing, name, Some(namespace.unwrap_or("default"))) {
            none if none.is_empty() && namespace.is_none() => called(listing, name, None),
            found => found,
        }
    }
}

fn called(listing: &Listing, name: &str, namespace: Option<&str>) -> Vec<EntityRef> {
    let fits = |reference: &EntityRef| {
        reference.name() == name && namespace.is_none_or(|namespace| reference.namespace() == namespace)
    };
    let mut found: Vec<EntityRef> = listing.rows().map(|row| row.reference()).filter(fits).collect();
    found.sort();
    found
}

fn nobody(name: &str) -> Ending {
    let cure = format!("look for it with `stagedoor search {name}`");
    Fault::new(FaultKind::NotFound, &format!("find `{name}`"), "no entity has that name", &cure).into()
}

fn ambiguous(name: &str, several: &[EntityRef]) -> Ending {
    let names: Vec<String> = several.iter().map(|reference| reference.short().to_string()).collect();
    Ending::usage(&format!("`{name}` is the name of several entities; write one of: {}", names.join(", ")))
}
