//! Templates of a portal and their runs.

mod commands;
mod dry_run;
mod follow;
mod foresight;
mod form;
mod lost;
mod teller;

use super::Portal;
use crate::domain::model::EntityRef;
use crate::domain::model::task::{DryRun, TaskFilter, TaskId, TaskPage, TaskRun};
use crate::platform::ports::{Answering, Steps, Told};
use crate::platform::templates::{Order, TemplateForm, TemplatePort};
use follow::Following;

/// Tasks of a page where nobody says how many.
const PAGE: usize = 50;

impl TemplatePort for Portal {
    fn form<'a>(&'a self, template: EntityRef, _: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        Box::pin(async move { Ok(Told::now(self.template_form(&template).await?)) })
    }

    fn tasks<'a>(&'a self, wanted: TaskFilter, _: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        Box::pin(async move {
            let limit = if wanted.limit == 0 { PAGE } else { wanted.limit };
            Ok(Told::now(self.backstage.tasks(&TaskFilter { limit, ..wanted }).await?.page))
        })
    }

    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        Box::pin(async move { Following::begin(&self.backstage, id, steps).await?.carry_on().await })
    }

    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun> {
        Box::pin(async move { Ok(Told::now(self.try_out(&order).await?)) })
    }
}
