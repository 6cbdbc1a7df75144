//! What a sync or a refresh would do.

use super::deeds::ArgoDeeds;
use super::order::{is_free, seen};
use super::selection::Selection;
use super::{ArgoCd, api::Api};
use crate::domain::document::{Line, Role};
use crate::domain::model::EntityRef;
use crate::domain::model::delivery::{App, AppId, Health, ResourceState, Sync, WantedSync};
use crate::domain::text::Clean;
use crate::platform::command::{AppTarget, Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Wanted;
use std::sync::Arc;

/// Objects that are named.
const SHOWN: usize = 100;

impl ArgoDeeds {
    /// What a command would do; it is asked of Argo CD itself whether the user may.
    pub(super) async fn forecast(&self, command: Command) -> Result<Forecast, Fault> {
        let tried = command.words();
        match command {
            Command::SyncApp { app, how, .. } => {
                let (argo, app) = self.meant(*app, tried.as_str()).await?;
                foresee_sync(argo.api(tried.as_str())?, app, how, tried.as_str()).await
            }
            Command::RefreshApp { app, hard } => {
                let (argo, app) = self.meant(*app, tried.as_str()).await?;
                let api = argo.api(tried.as_str())?;
                let id = app.id.clone().unwrap_or_default();
                let found = api.app(&id, None).await?;
                let doubt = may(api, "get", &found.app, tried.as_str()).await?;
                let anew = if hard { ", after its manifests were made anew" } else { "" };
                let told =
                    format!("Argo CD compares what runs with what is committed{anew}; with auto-sync it may sync");
                let lines = doubt.into_iter().collect();
                Ok(Forecast { lines, ..Forecast::new(Command::RefreshApp { app: Box::new(app), hard }, &told) })
            }
            other => Ok(Forecast::new(other, tried.as_str())),
        }
    }

    /// The application that is meant, with all that names it, and its Argo CD.
    pub(super) async fn meant(&self, app: AppTarget, tried: &str) -> Result<(Arc<ArgoCd>, AppTarget), Fault> {
        let id = match (&app.id, &app.entity) {
            (Some(id), _) => id.clone(),
            (None, Some(entity)) => self.looked_up(entity, app.name.as_deref(), tried).await?,
            (None, None) => return Err(Fault::new(FaultKind::Invalid, tried, "no application is named", "")),
        };
        let argo = Arc::clone(self.argos.of(&id, tried)?);
        Ok((argo, AppTarget { id: Some(id), ..app }))
    }

    async fn looked_up(&self, entity: &EntityRef, name: Option<&str>, tried: &str) -> Result<AppId, Fault> {
        let wanted = Wanted { refs: vec![entity.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        let found = told.answer.iter().find(|found| found.reference() == entity);
        let fail = |happened: &str, cure: &str| Fault::new(FaultKind::NotFound, tried, happened, cure);
        let found = found.ok_or_else(|| fail("it is not in the catalog", "check the name"))?;
        let says = "give it the annotation argocd/app-name or argocd/app-selector";
        let wanted = Selection::of(found).ok_or_else(|| fail("it names no application of Argo CD", says))?;
        let mut all = Vec::new();
        for argo in self.argos.meant(&wanted) {
            let listed = argo.api(tried)?.list(&wanted).await?;
            all.extend(listed.into_iter().map(|found| found.app.id.clone()));
        }
        one_of(all, name, tried)
    }
}

/// The one application of several that a name means.
fn one_of(mut all: Vec<AppId>, name: Option<&str>, tried: &str) -> Result<AppId, Fault> {
    if let Some(name) = name {
        all.retain(|id| &*id.name == name || id.to_string() == name);
    }
    let fail = |kind, happened: &str, cure: &str| Err(Fault::new(kind, tried, happened, cure));
    match all.as_slice() {
        [one] => Ok(one.clone()),
        [] => fail(FaultKind::NotFound, "Argo CD has no such application, or none that you may see", "check the name"),
        several => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            fail(FaultKind::Invalid, &format!("it has several: {}", names.join(", ")), "say which: --set app=NAME")
        }
    }
}

/// Whether Argo CD lets the user do that; a line where it does not tell.
async fn may(api: &Api, action: &str, app: &App, tried: &str) -> Result<Option<Line>, Fault> {
    let project = if app.project.is_empty() { "default" } else { app.project.as_str() };
    match api.can(action, &app.id, project).await {
        Ok(true) => Ok(None),
        Ok(false) => {
            let happened = format!("Argo CD does not let you {action} applications of the project {project}");
            let cure = "ask those who run Argo CD for it; its project has the roles";
            Err(Fault::new(FaultKind::NotPermitted, tried, &happened, cure))
        }
        Err(fault) => {
            let why = format!("whether Argo CD lets you is not known: {}", fault.happened);
            Ok(Some(Line::of(Clean::line(&why), Role::Warn)))
        }
    }
}

async fn foresee_sync(api: &Api, app: AppTarget, how: WantedSync, tried: &str) -> Result<Forecast, Fault> {
    let id = app.id.clone().unwrap_or_default();
    let found = api.app(&id, None).await?;
    let doubt = may(api, "sync", &found.app, tried).await?;
    is_free(&found.app, tried)?;
    let (told, mut lines) = changes(&found.app, &how);
    lines.extend(remark(&found.app, &how));
    lines.extend(doubt);
    let seen = Some(seen(&found));
    Ok(Forecast { exactly: Command::SyncApp { app: Box::new(app), how, seen }, told, lines })
}

/// What would be applied and removed, in a line and object by object.
fn changes(app: &App, how: &WantedSync) -> (Clean, Vec<Line>) {
    let gone = app.resources.iter().filter(|it| it.requires_pruning);
    let changed: Vec<&ResourceState> =
        app.resources.iter().filter(|it| it.sync == Sync::OutOfSync && !it.requires_pruning).collect();
    let gone: Vec<&ResourceState> = gone.collect();
    let applied = match (changed.len(), how.revision.as_deref()) {
        (_, Some(revision)) => format!("{revision} is applied; what that changes Argo CD says when it does it"),
        (0, None) => "nothing to apply differs; what is committed is applied again".to_owned(),
        (count, None) => format!("{} applied", objects(count)),
    };
    let removed = match (gone.len(), how.prune) {
        (0, _) => String::new(),
        (count, true) => format!(", {} removed", objects(count)),
        (count, false) => format!(", {} not committed any more left alone", objects(count)),
    };
    let only = if how.dry_run { "only tried out: " } else { "" };
    let changed = if how.revision.is_some() { Vec::new() } else { changed };
    let all = changed.iter().map(|it| applied_line(it)).chain(gone.iter().map(|it| gone_line(it, how.prune)));
    let mut lines: Vec<Line> = all.collect();
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    lines.extend((more > 0).then(|| Line::of(Clean::line(&format!("  and {more} more")), Role::Dim)));
    (Clean::line(&format!("{only}{applied}{removed}")), lines)
}

fn objects(count: usize) -> String {
    if count == 1 { "1 object is".into() } else { format!("{count} objects are") }
}

fn applied_line(it: &ResourceState) -> Line {
    let name = Clean::line(&it.object.to_string());
    match it.health {
        Some(Health::Missing) => Line::of("+ ", Role::Good).and(name, Role::Text),
        _ => Line::of("~ ", Role::Warn).and(name, Role::Text),
    }
}

fn gone_line(it: &ResourceState, prune: bool) -> Line {
    let name = Clean::line(&it.object.to_string());
    match prune {
        true => Line::of("- ", Role::Bad).and(name, Role::Text).and("  is removed", Role::Bad),
        false => {
            Line::of("  ", Role::Text).and(name, Role::Dim).and("  is not committed any more, and stays", Role::Dim)
        }
    }
}

/// What Argo CD makes of it that is not asked for.
fn remark(app: &App, how: &WantedSync) -> Option<Line> {
    let targets = app.sources.iter().any(|source| Some(source.target.as_str()) == how.revision.as_deref());
    let is_other = how.revision.is_some() && !targets;
    let words = "it syncs by itself: Argo CD refuses another revision than its own";
    (app.is_automated && is_other).then(|| Line::of(words, Role::Warn))
}
