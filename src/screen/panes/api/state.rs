use super::items::{Item, Part, items, same, users};
use crate::domain::definition::{Definition, Outline, Row, Subject, command};
use crate::domain::model::{Entity, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef, Define, Rows, Version};
use crate::screen::ctx::{Ctx, Part as Divided};
use crate::screen::panes::tabs;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use ratatui::layout::Rect;
use std::collections::HashSet;
use std::sync::Arc;

/// The narrowest room that shows details beside the list.
const BESIDE: u16 = 96;

/// Where the keys go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Focus {
    #[default]
    List,
    Detail,
    Search,
}

/// What a link names, until the definition is there in which it is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    Operation(String),
    Schema(String),
}

/// The definition of an API, to browse.
#[derive(Clone, Debug)]
pub struct ApiRoom {
    pub(super) reference: EntityRef,
    wish: Option<Wish>,
    pub(super) part: Part,
    pub(super) focus: Focus,
    pub(super) prompt: Prompt,
    pub(super) definition: Option<Arc<Definition>>,
    pub(super) users: Vec<Item>,
    pub(super) items: Vec<Item>,
    /// How many rows there are in operations and schemas.
    pub(super) counts: (usize, usize),
    /// A cursor a part, in the order of [`Part::ALL`].
    cursors: [Cursor; 4],
    /// Groups whose operations are put away.
    pub(super) folded: HashSet<Clean>,
    pub(super) outline: Outline,
    pub(super) subject: Option<Subject>,
    pub(super) detail: Cursor,
    /// Rows of the outline that are folded otherwise than at first.
    pub(super) turned: HashSet<Box<str>>,
    listed: Option<Listed>,
    outlined: Option<Outlined>,
}

/// What the list was made of.
#[derive(Clone, Debug, PartialEq)]
struct Listed {
    definition: usize,
    entity: usize,
    listing: u64,
    part: Part,
    searched: String,
    folded: HashSet<Clean>,
}

/// What the outline was made of.
#[derive(Clone, Debug, PartialEq)]
struct Outlined {
    definition: usize,
    subject: Subject,
    turned: HashSet<Box<str>>,
    columns: u16,
}

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    pub(super) bar: Rect,
    pub(super) list: Option<Rect>,
    pub(super) detail: Option<Rect>,
}

impl ApiRoom {
    /// The room of the entity that a place names; `None` for a place without one. `op` and `schema` in
    /// the query name what is shown at first.
    pub fn open(place: &Place) -> Option<Self> {
        Some(Self {
            reference: place.subject.clone()?,
            wish: wished(place),
            part: Part::Operations,
            focus: Focus::List,
            prompt: Prompt::default(),
            definition: None,
            users: Vec::new(),
            items: Vec::new(),
            counts: (0, 0),
            cursors: Default::default(),
            folded: HashSet::new(),
            outline: Outline::default(),
            subject: None,
            detail: Cursor::default(),
            turned: HashSet::new(),
            listed: None,
            outlined: None,
        })
    }

    pub(super) fn query(&self) -> ByRef {
        ByRef { reference: self.reference.clone() }
    }

    pub(super) fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), self.query().into()];
        wants.extend(self.asked(ctx).map(Ask::from));
        wants
    }

    pub(super) fn asked(&self, ctx: &Ctx<'_>) -> Option<Define> {
        let entity = ctx.store.get(&self.query()).answer()?;
        Some(Define { entity: Version(Arc::clone(entity)) })
    }

    /// The link to what is looked at.
    pub(super) fn link(&self) -> Place {
        let mut place = Place { tab: Tab::Api, ..Place::entity(self.reference.clone()) };
        let definition = self.definition.as_ref();
        let shown = match (self.subject, &self.wish) {
            (_, Some(Wish::Operation(id))) => Some(("op", id.clone())),
            (_, Some(Wish::Schema(name))) => Some(("schema", name.clone())),
            (Some(Subject::Operation(index)), None) => {
                definition.and_then(|d| d.operations.get(index)).map(|operation| ("op", operation.id.to_string()))
            }
            (Some(Subject::Schema(index)), None) => {
                definition.and_then(|d| d.schemas.get(index)).map(|schema| ("schema", schema.name.to_string()))
            }
            _ => None,
        };
        place.query.extend(shown.map(|(key, value)| (key.to_owned(), value)));
        place
    }

    /// The link to a schema's own page.
    pub(super) fn link_to_schema(&self, index: usize) -> Option<Place> {
        let name = self.definition.as_ref()?.schemas.get(index)?.name.to_string();
        let place = Place { tab: Tab::Api, ..Place::entity(self.reference.clone()) };
        Some(Place { query: vec![("schema".into(), name)], ..place })
    }

    /// The parts that have something in them.
    pub(super) fn parts(&self) -> Vec<Part> {
        let has = |part: &Part| match (part, &self.definition) {
            (Part::Operations, Some(definition)) => !definition.is_text(),
            (Part::Schemas, Some(definition)) => !definition.schemas.is_empty(),
            (Part::Users, _) => !self.users.is_empty(),
            (Part::Text, Some(_)) => true,
            (_, None) => false,
        };
        Part::ALL.into_iter().filter(has).collect()
    }

    pub(super) fn searched(&self) -> &str {
        self.prompt.text().trim()
    }

    /// How many rows the part that is shown has.
    pub(super) fn len(&self) -> usize {
        match (self.part, &self.definition) {
            (Part::Text, Some(definition)) => definition.lines().len() + definition.flaws.len(),
            _ => self.items.len(),
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        let at = Part::ALL.iter().position(|part| *part == self.part).unwrap_or(0);
        self.cursors.get(at).copied().unwrap_or_default()
    }

    pub(super) fn cursor_mut(&mut self) -> &mut Cursor {
        let [operations, schemas, users, text] = &mut self.cursors;
        match self.part {
            Part::Operations => operations,
            Part::Schemas => schemas,
            Part::Users => users,
            Part::Text => text,
        }
    }

    pub(super) fn item(&self) -> Option<&Item> {
        self.items.get(self.cursor().at)
    }

    pub(super) fn row(&self) -> Option<&Row> {
        self.outline.rows.get(self.detail.at)
    }

    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let page = tabs::page(ctx.body);
        let bar = Rect { height: 1.min(page.height), ..page };
        let head = 2.min(page.height);
        let rest = Rect { y: page.y + head, height: page.height - head, ..page };
        // users and the text have nothing beside them
        let alone = matches!(self.part, Part::Users | Part::Text);
        let (list, detail) = match (alone, rest.width >= BESIDE, self.focus) {
            (true, ..) => (Some(rest), None),
            (_, true, _) => {
                let (list, detail) = ctx.split(Divided::Api, rest);
                (Some(list), Some(detail).filter(|detail| detail.width > 0))
            }
            (_, false, Focus::Detail) => (None, Some(rest)),
            (_, false, _) => (Some(rest), None),
        };
        Areas { bar, list, detail }
    }

    /// What is divided into the list and the details, where both are there.
    pub(super) fn divided(&self, ctx: &Ctx<'_>) -> Option<Rect> {
        let areas = self.areas(ctx);
        let (list, detail) = (areas.list?, areas.detail?);
        Some(Rect { width: list.width + detail.width, ..list })
    }

    pub(super) fn list_height(&self, ctx: &Ctx<'_>) -> usize {
        self.areas(ctx).list.map_or(0, |area| usize::from(area.height))
    }

    pub(super) fn detail_height(&self, ctx: &Ctx<'_>) -> usize {
        self.areas(ctx).detail.map_or(0, |area| usize::from(area.height))
    }

    /// Takes in what the store holds now, and what was typed and turned since.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let answer = self.asked(ctx).and_then(|query| ctx.store.get(&query).answer().cloned());
        let (focus, had_one) = (self.focus, self.definition.is_some());
        if let Some(definition) = answer {
            self.take_definition(definition);
        }
        self.list(ctx);
        self.fulfil();
        if had_one {
            // only a link goes into the details, not what was looked at in a definition that changed
            self.focus = focus;
        }
        let height = self.list_height(ctx);
        let len = self.len();
        if self.areas(ctx).list.is_some() {
            self.cursor_mut().settle(len, height);
        }
        self.look_at();
        self.outline(ctx);
        let (rows, height) = (self.outline.rows.len(), self.detail_height(ctx));
        if height > 0 {
            self.detail.settle(rows, height);
        }
    }

    fn take_definition(&mut self, definition: Arc<Definition>) {
        let known = self.definition.as_ref();
        // read anew, and the same
        if known.is_some_and(|known| Arc::ptr_eq(known, &definition) || known.text() == definition.text()) {
            return;
        }
        if definition.is_text() {
            self.part = Part::Text;
        } else if known.is_some_and(|known| known.is_text()) {
            self.part = Part::Operations;
        }
        if matches!(self.part, Part::Operations | Part::Schemas) {
            // the index of what is looked at is of the old one
            self.wish = wished(&self.link());
        }
        self.definition = Some(definition);
        self.subject = None;
    }

    fn list(&mut self, ctx: &Ctx<'_>) {
        let Some(definition) = self.definition.clone() else { return };
        let entity = ctx.store.get(&self.query()).answer().cloned();
        let listing = ctx.store.listing();
        let listed = Listed {
            definition: Arc::as_ptr(&definition).addr(),
            entity: entity.as_ref().map_or(0, |entity| Arc::as_ptr(entity).addr()),
            listing: listing.map_or(0, |listing| listing.version()),
            part: self.part,
            searched: self.searched().to_owned(),
            folded: self.folded.clone(),
        };
        if self.listed.as_ref() == Some(&listed) {
            return;
        }
        let here = self.item().cloned().filter(|_| self.listed.as_ref().is_some_and(|old| old.part == listed.part));
        let typed = self.listed.as_ref().is_some_and(|old| old.searched != listed.searched);
        self.users =
            users(&self.reference, entity.as_deref().map(|entity: &Entity| entity), listing.map(AsRef::as_ref));
        self.items = items(self.part, &definition, &listed.searched, &self.folded, &self.users);
        self.count(&definition, &listed.searched);
        self.listed = Some(listed);
        if typed {
            // the first that was found, not the head over it
            let first = self.items.iter().position(|item| matches!(item, Item::Operation(..) | Item::Schema(..)));
            *self.cursor_mut() = Cursor { at: if self.searched().is_empty() { 0 } else { first.unwrap_or(0) }, top: 0 };
        } else if let Some(at) = here.and_then(|here| self.items.iter().position(|item| same(item, &here))) {
            self.cursor_mut().at = at;
        }
    }

    fn count(&mut self, definition: &Definition, searched: &str) {
        self.counts = if searched.is_empty() {
            (definition.operations.len(), definition.schemas.len())
        } else {
            let found = definition.search(searched);
            (found.operations.len(), found.schemas.len())
        };
    }

    /// Goes to what the link names, once the definition is there.
    fn fulfil(&mut self) {
        let Some(definition) = self.definition.clone() else { return };
        let Some(wish) = self.wish.take() else { return };
        let wanted = match &wish {
            Wish::Operation(id) => {
                definition.operation_of(id).map(|index| (Part::Operations, Item::Operation(index, None)))
            }
            Wish::Schema(name) => definition.schema_of(name).map(|index| (Part::Schemas, Item::Schema(index, None))),
        };
        let Some((part, wanted)) = wanted else { return };
        self.part = part;
        self.items = items(part, &definition, self.searched(), &self.folded, &self.users);
        self.listed = None;
        if let Some(at) = self.items.iter().position(|item| same(item, &wanted)) {
            self.cursor_mut().at = at;
            self.focus = Focus::Detail;
        }
    }

    /// Turns the details to what the cursor of the list is on.
    fn look_at(&mut self) {
        let subject = self.item().and_then(Item::subject);
        let details = matches!(self.part, Part::Operations | Part::Schemas);
        if subject == self.subject || !details {
            return;
        }
        self.subject = subject;
        self.turned.clear();
        self.detail = Cursor::default();
        self.outlined = None;
    }

    /// The line that calls the operation; put together when it is asked for, as that can take a while.
    pub(super) fn command(&self) -> Option<Clean> {
        command(self.definition.as_ref()?, self.operation()?)
    }

    /// The operation that is looked at.
    pub(super) fn operation(&self) -> Option<usize> {
        match self.subject? {
            Subject::Operation(index) => Some(index),
            _ => None,
        }
    }

    fn outline(&mut self, ctx: &Ctx<'_>) {
        let (Some(definition), Some(subject)) = (self.definition.clone(), self.subject) else {
            self.outline = Outline::default();
            return;
        };
        let Some(area) = self.areas(ctx).detail else { return };
        let outlined = Outlined {
            definition: Arc::as_ptr(&definition).addr(),
            subject,
            turned: self.turned.clone(),
            columns: area.width.saturating_sub(4),
        };
        if self.outlined.as_ref() == Some(&outlined) {
            return;
        }
        let here = self.row().and_then(|row| row.key.clone());
        self.outline = Outline::of(&definition, subject, &self.turned, usize::from(outlined.columns));
        self.outlined = Some(outlined);
        if let Some(at) = here.and_then(|key| self.outline.row_of(&key)) {
            self.detail.at = at;
        }
    }
}

/// What the query of a place names.
fn wished(place: &Place) -> Option<Wish> {
    let operation = place.param("op").map(|id| Wish::Operation(id.to_owned()));
    operation.or_else(|| place.param("schema").map(|name| Wish::Schema(name.to_owned())))
}
