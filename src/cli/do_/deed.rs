use crate::domain::text::Clean;
use crate::platform::command::Forecast;
use crate::platform::fault::Fault;
use crate::platform::outcome::Outcome;
use serde_json::{Value, json};

/// What became of one target.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub target: Clean,
    /// `done`, `refused`, `in-doubt`, or with `--dry-run` `planned`.
    pub outcome: &'static str,
    pub detail: Clean,
    pub request_id: Option<Clean>,
    /// What would happen, line by line.
    pub plan: Vec<String>,
    pub code: u8,
}

impl Deed {
    pub(super) fn done(target: Clean, detail: Clean) -> Self {
        Self { target, outcome: "done", detail, request_id: None, plan: Vec::new(), code: 0 }
    }

    pub(super) fn refused(target: Clean, fault: &Fault) -> Self {
        let detail = Clean::line(&fault.to_string());
        let request_id = fault.request_id.clone();
        Self { target, outcome: "refused", detail, request_id, plan: Vec::new(), code: fault.kind.exit_code() }
    }

    pub(super) fn planned(target: Clean, forecast: &Forecast) -> Self {
        let plan = forecast.lines.iter().map(crate::domain::document::Line::text).collect();
        Self { outcome: "planned", plan, ..Self::done(target, forecast.told.clone()) }
    }

    pub(super) fn of(target: Clean, outcome: &Outcome) -> Self {
        Self {
            target,
            outcome: outcome.ending().word(),
            detail: outcome.told(),
            request_id: outcome.request_id().cloned(),
            plan: Vec::new(),
            code: outcome.exit_code(),
        }
    }

    pub(super) fn json(&self, action: &str) -> Value {
        let mut value = json!({
            "action": action,
            "ref": self.target.as_str(),
            "outcome": self.outcome,
            "detail": self.detail.as_str(),
            "request_id": self.request_id.as_ref().map(Clean::as_str),
        });
        if self.outcome == "planned"
            && let Some(value) = value.as_object_mut()
        {
            value.insert("plan".into(), self.plan.clone().into());
        }
        value
    }
}
