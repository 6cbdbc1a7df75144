use super::{Does, Refusal, value, yes};
use crate::domain::model::EntityRef;
use crate::domain::model::delivery::{StageId, WantedSync};
use crate::platform::actions::Action;
use crate::platform::command::{AppTarget, Command, Promotion};

/// What is done to an application.
pub(super) fn to_app(action: Action, app: AppTarget, parameters: &[(String, String)]) -> Result<Does, Refusal> {
    let is_set = |name: &str| yes(value(parameters, name).unwrap_or("false"));
    let app = Box::new(app);
    Ok(Does::Command(match action {
        Action::ArgocdSync => {
            let revision = value(parameters, "revision").map(str::to_owned);
            let how = WantedSync { revision, prune: is_set("prune")?, dry_run: is_set("dry-run")? };
            Command::SyncApp { app, how, seen: None }
        }
        _ => Command::RefreshApp { app, hard: is_set("hard")? },
    }))
}

/// That freight is brought to a stage.
pub(super) fn promote(entity: &EntityRef, stage: Option<String>, freight: Option<String>, to: Option<StageId>) -> Does {
    Does::Command(Command::Promote(Box::new(Promotion { entity: entity.clone(), stage, freight, to, seen: None })))
}
