use crate::domain::model::task::TaskId;
use crate::domain::model::{AccessPage, EntityRef, Place, Room, Tab};
use crate::screen::panes::Pane;
use crate::screen::panes::access::AccessRoom;
use crate::screen::panes::access_audit::AuditRoom;
use crate::screen::panes::api::ApiRoom;
use crate::screen::panes::app::AppRoom;
use crate::screen::panes::ask::AskRoom;
use crate::screen::panes::catalog::Catalog;
use crate::screen::panes::credentials::CredentialsRoom;
use crate::screen::panes::docs::DocsRoom;
use crate::screen::panes::entity::EntityRoom;
use crate::screen::panes::graph::GraphRoom;
use crate::screen::panes::home::Home;
use crate::screen::panes::identity::IdentityRoom;
use crate::screen::panes::journal::JournalRoom;
use crate::screen::panes::logs::LogsRoom;
use crate::screen::panes::pipeline::PipelineRoom;
use crate::screen::panes::problems::Problems;
use crate::screen::panes::provision::ProvisionRoom;
use crate::screen::panes::provisioning::Provisioning;
use crate::screen::panes::reader::Reader;
use crate::screen::panes::request::RequestRoom;
use crate::screen::panes::run::RunRoom;
use crate::screen::panes::runtime::RuntimeRoom;
use crate::screen::panes::sessions::SessionsRoom;
use crate::screen::panes::tabs;
use crate::screen::panes::task::TaskRoom;
use crate::screen::panes::tasks::Tasks;
use crate::screen::panes::templates::Gallery;
use crate::screen::panes::timeline::TimelineRoom;
use crate::screen::panes::wizard::Wizard;

/// The room that a place names. `cursor` and `top` are where a list was left.
pub(super) fn open(place: &Place, cursor: Option<EntityRef>, top: usize) -> Box<dyn Pane> {
    match place.room {
        Room::Home => Box::new(Home::default()),
        Room::Docs => Box::new(DocsRoom::open(place).left_at(top)),
        Room::Templates => match &place.subject {
            Some(template) => Box::new(Wizard::open(place, template.clone())),
            None => Box::new(Gallery::open(place).left_at(top)),
        },
        Room::Tasks => match TaskId::parse(&place.page) {
            Some(id) => Box::new(TaskRoom::open(place, id)),
            None => Box::new(Tasks::open(place)),
        },
        Room::Provisioning => match place.page.is_empty() {
            true => Box::new(Provisioning::open(place).left_at(top)),
            false => Box::new(ProvisionRoom::open(place)),
        },
        Room::Access => of_access(place, top),
        Room::Credentials => Box::new(CredentialsRoom::open(place)),
        Room::Problems => Box::new(Problems::default()),
        Room::Journal => Box::new(JournalRoom::open(place)),
        Room::Identity => Box::new(IdentityRoom::open(place)),
        Room::Catalog => {
            of_entity(place, cursor.clone(), top).unwrap_or_else(|| Box::new(Catalog::open(place, cursor, top)))
        }
    }
}

/// The room of a page of access.
fn of_access(place: &Place, top: usize) -> Box<dyn Pane> {
    match place.access_page() {
        AccessPage::Requests => Box::new(AccessRoom::open(place).left_at(top)),
        AccessPage::Request => Box::new(RequestRoom::open(place)),
        AccessPage::Ask => Box::new(AskRoom::open(place)),
        AccessPage::Sessions => Box::new(SessionsRoom::open(place).left_at(top)),
        AccessPage::Audit => Box::new(AuditRoom::open(place).left_at(top)),
    }
}

/// The room of the tab that a place names; the overview where the entity has no such tab.
fn of_entity(place: &Place, cursor: Option<EntityRef>, top: usize) -> Option<Box<dyn Pane>> {
    let subject = place.subject.as_ref()?;
    let tab = if tabs::has(subject, place.tab) { place.tab } else { Tab::Overview };
    let place = &Place { tab, ..place.clone() };
    Some(match tab {
        Tab::Docs => Box::new(Reader::open(place)?.left_at(top)),
        Tab::Graph => Box::new(GraphRoom::open(place, cursor)?),
        Tab::Api => Box::new(ApiRoom::open(place)?),
        Tab::Runtime if place.pipeline_id().is_some() => Box::new(PipelineRoom::open(place)?),
        Tab::Runtime if place.run_id().is_some() => Box::new(RunRoom::open(place)?.left_at(top)),
        Tab::Runtime if place.app_id().is_some() => Box::new(AppRoom::open(place)?.left_at(top)),
        Tab::Runtime if place.log_of().is_some() => Box::new(LogsRoom::open(place)?),
        Tab::Runtime => Box::new(RuntimeRoom::open(place)?.left_at(top)),
        Tab::Timeline => Box::new(TimelineRoom::open(place)?),
        Tab::Overview | Tab::Relations | Tab::Yaml => Box::new(EntityRoom::open(place)?.left_at(top)),
    })
}
