//! The columns that `--columns` asks for.

use super::ending::Ending;
use super::out::{Column, Row};
use crate::domain::model::listing::Column as Of;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;

/// Columns in the order that they were asked for.
pub(super) struct Picked(Vec<One>);

enum One {
    Ref,
    Of(Of),
}

impl Picked {
    /// Reads the words; `None` where there are none.
    ///
    /// # Errors
    /// When one is no column.
    pub(super) fn parse(words: &[String]) -> Result<Option<Self>, Ending> {
        let column = |word: &String| match word.trim() {
            "ref" => Ok(One::Ref),
            word => Of::of_word(word).map(One::Of).ok_or_else(|| unknown(word)),
        };
        let columns = words.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        Ok((!columns.is_empty()).then_some(Self(columns)))
    }

    /// The columns with their headings.
    pub(super) fn columns(&self) -> Vec<Column> {
        let title = |one: &One| match one {
            One::Ref => "REF".to_owned(),
            One::Of(Of::Field(path)) => path.to_string(),
            One::Of(column) => column.word().as_str().to_uppercase(),
        };
        self.0.iter().map(|one| Column::asked_for(title(one))).collect()
    }

    /// What an entity has in them.
    pub(super) fn row(&self, entity: &Entity) -> Row {
        let cell = |one: &One| match one {
            One::Ref => entity.reference().short(),
            One::Of(column) => cell(entity, column),
        };
        Row {
            cells: self.0.iter().map(cell).collect(),
            name: entity.reference().shown().to_clean(),
            value: entity.value().clone(),
        }
    }
}

fn unknown(word: &str) -> Ending {
    let mut known: Vec<String> = vec!["ref".into()];
    known.extend(Of::BUILT_IN.iter().map(|column| column.word().to_string()));
    Ending::usage(&format!(
        "`{word}` is no column; there are {}, and any field by its path (spec.tier, field.apiVersion)",
        known.join(", ")
    ))
}

fn cell(entity: &Entity, column: &Of) -> Clean {
    let names = |refs: Vec<EntityRef>| joined(refs.iter().map(EntityRef::name));
    match column {
        Of::Name => entity.name(),
        Of::Kind => entity.kind(),
        Of::Type => entity.text("/spec/type"),
        Of::Lifecycle => entity.text("/spec/lifecycle"),
        Of::Owner => names(entity.owners()),
        Of::System => names(systems(entity)),
        Of::Namespace => Clean::line(entity.reference().namespace()),
        Of::Tags => joined(entity.tags().iter().map(Clean::as_str)),
        Of::Title => entity.title(),
        Of::Description => entity.text("/metadata/description"),
        Of::Field(path) => {
            let values = path.values(entity.value());
            joined(values.iter().map(AsRef::as_ref))
        }
    }
}

/// The systems that an entity is part of.
pub(super) fn systems(entity: &Entity) -> Vec<EntityRef> {
    let parts = entity.relations().into_iter().filter(|relation| relation.kind.as_str() == "partOf");
    parts.map(|relation| relation.target).filter(|target| target.kind() == "system").collect()
}

fn joined<'a>(texts: impl Iterator<Item = &'a str>) -> Clean {
    Clean::line(&texts.collect::<Vec<_>>().join(", "))
}
