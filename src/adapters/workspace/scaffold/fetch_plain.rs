//! `fetch:plain`: a folder beside the template, copied as it is over what is there.

use super::copy::copy;
use super::input::text;
use super::space::Space;
use crate::domain::template::{Failure, StepLog};
use serde_json::Value;

pub(super) fn run(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    log.info("Fetching plain content from remote URL");
    let target = space.path(text(input, "targetPath").unwrap_or("./"))?;
    let source = space.source(text(input, "url").unwrap_or("."))?;
    copy(space, &source, &target)
}
