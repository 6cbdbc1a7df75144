//! Templates of a portal and their runs.

mod commands;
mod dry_run;
mod ends;
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
pub(in crate::adapters::portal) use ends::Ends;
use follow::Following;
pub(in crate::adapters::portal) use form::Actions;

/// Tasks of a page where nobody says how many.
const PAGE: usize = 50;

impl TemplatePort for Portal {
    fn form<'a>(&'a self, template: EntityRef, _: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        Box::pin(async move { Ok(Told::now(self.template_form(&template).await?)) })
    }

    fn tasks<'a>(&'a self, wanted: TaskFilter, steps: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        Box::pin(async move {
            let limit = if wanted.limit == 0 { PAGE } else { wanted.limit };
            let page = self.listed(TaskFilter { limit, ..wanted }, &steps).await?;
            Ok(Told::now(page))
        })
    }

    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        Box::pin(async move {
            let told = Following::begin(&self.backstage, id, steps).await?.carry_on().await?;
            self.ends.know(&told.answer.task, told.answer.state());
            Ok(told)
        })
    }

    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun> {
        Box::pin(async move { Ok(Told::now(self.try_out(&order).await?)) })
    }
}
