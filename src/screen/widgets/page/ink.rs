//! How what a page is made of looks.

use crate::domain::docs::Style as Set;
use crate::domain::docs::layout::{Bit, Ink};
use crate::domain::document::Role;
use crate::screen::look::Look;
use ratatui::style::{Modifier, Style};

/// What stands for itself in every theme, whatever its colours are.
const SHAPES: [(Set, Modifier); 4] = [
    (Set::STRONG, Modifier::BOLD),
    (Set::EMPHASIS, Modifier::ITALIC),
    (Set::STRUCK, Modifier::CROSSED_OUT),
    (Set::INSERTED, Modifier::UNDERLINED),
];

/// What has a role of its own.
const ROLES: [(Set, Role); 5] = [
    (Set::CODE, Role::Code),
    (Set::KEY, Role::Key),
    (Set::REMARK, Role::Dim),
    (Set::LABEL, Role::Tag),
    (Set::MARKED, Role::Marked),
];

/// How a bit looks.
pub fn style(look: &Look, bit: &Bit) -> Style {
    let Ink { role, style: set, token, is_marked } = bit.ink;
    // within a line code stands out from what it is in; in a block of its own it does not have to
    let role = if role == Role::Code && !set.has(Set::CODE) { Role::CodeValue } else { role };
    let mut style = look.style(role);
    if bit.is_own {
        // a bar is no text: reversed it would be a block
        style = style.remove_modifier(Modifier::REVERSED);
    }
    if let Some(role) = token.role() {
        style = style.patch(look.style(role));
    }
    for (_, role) in ROLES.iter().filter(|(part, _)| set.has(*part)) {
        style = style.patch(look.style(*role));
    }
    if bit.link.is_some() && role != Role::Dim {
        style = style.patch(look.style(Role::Link));
    }
    let shapes = SHAPES.iter().filter(|(part, _)| set.has(*part));
    style = shapes.fold(style, |style, (_, shape)| style.add_modifier(*shape));
    if is_marked { style.add_modifier(Modifier::BOLD) } else { style }
}
