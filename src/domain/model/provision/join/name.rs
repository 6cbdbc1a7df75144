//! Names of lines: what tells them apart.

use crate::domain::model::At;
use crate::domain::model::provision::{Provision, ProvisionId};
use std::collections::HashMap;

/// Gives each line its id: its object's name, and its cluster or its file before it where several have that name.
pub(super) fn tell_apart(list: &mut [(At, Provision)]) {
    let mut count: HashMap<ProvisionId, usize> = HashMap::with_capacity(list.len());
    list.iter().for_each(|(_, one)| *count.entry(one.id.clone()).or_default() += 1);
    let is_shared = |one: &Provision| count.get(&one.id).is_some_and(|count| *count > 1);
    for (_, one) in list.iter_mut().filter(|(_, one)| is_shared(one)) {
        let cluster = one.object.as_ref().map(|id| &*id.cluster).filter(|cluster| !cluster.is_empty());
        let path = one.file.as_ref().map(|(_, path)| path.as_str());
        if let Some(before) = cluster.or(path) {
            one.id = ProvisionId(format!("{before}:{}", one.id).into());
        }
    }
}
