//! What a platform is, for the header and for the words of messages.

use crate::domain::model::access::AccessPolicy;
use crate::domain::template::golden::GoldenPath;
use crate::domain::template::quota::QuotaRule;
use crate::domain::text::Clean;
use std::sync::Arc;

/// What a context is, for the header and for the words of messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// Its name: of the context, the workspace, or the host of an address.
    pub name: Clean,
    /// Where it is: an address or a folder.
    pub place: Clean,
    /// The address at which a browser finds its pages; none for a folder.
    pub web: Option<Clean>,
    /// The address at which its backend is asked, which serves the files of docs; none for a folder.
    pub backend: Option<Clean>,
    /// The name of its context in the configuration, where it is one.
    pub context: Option<String>,
    /// The folder, where it is one.
    pub root: Option<std::path::PathBuf>,
    /// Whether it is a folder.
    pub is_workspace: bool,
    /// The way of signing in that was gone to it ([`Way::word`](super::account::Way::word)); empty where
    /// nobody is signed in.
    pub way: Clean,
    /// What the header has to say about it: `static token`, `offline`.
    pub badges: Vec<Clean>,
    /// What templates are held against.
    pub golden: GoldenPath,
    /// Who has to agree to access for a while, as far as that is known beforehand.
    pub access: Arc<AccessPolicy>,
    /// What there is at most of what templates make.
    pub quotas: Vec<QuotaRule>,
}

impl Platform {
    /// The addresses at which it is found: what links to them leads to a place here.
    pub fn addresses(&self) -> Vec<Clean> {
        self.web.iter().chain(&self.backend).cloned().collect()
    }
}
