//! What the tests of the screen stand on: the whole app without a terminal, over ports that a test
//! controls or over a real workspace.

pub mod access;
pub mod account;
pub mod alone;
pub mod apiserver;
pub mod argocd;
pub mod definitions;
pub mod docs;
pub mod feeds;
pub mod forge;
pub mod forms;
pub mod pages;
pub mod provisions;
pub mod reading;
pub mod running;
pub mod scripted;
pub mod stage;
pub mod templates;
pub mod terminal;
pub mod timeline;
pub mod vault;
