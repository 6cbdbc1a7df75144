//! How what a page is made of looks.

use crate::domain::docs::layout::{Bit, Ink};
use crate::domain::docs::{Style as Set, Token};
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
pub(super) fn style(look: &Look, bit: &Bit) -> Style {
    let Ink { role, style: set, token, is_marked } = bit.ink;
    let mut style = look.style(role);
    if let Some(role) = of_token(token) {
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

/// The role of a piece of code; none for what is nothing further.
fn of_token(token: Token) -> Option<Role> {
    Some(match token {
        Token::Plain => return None,
        Token::Keyword => Role::CodeKeyword,
        Token::Function => Role::CodeFunction,
        Token::Type => Role::CodeType,
        Token::Constant | Token::Number => Role::CodeNumber,
        Token::String => Role::CodeString,
        Token::Comment => Role::CodeComment,
        Token::Operator => Role::CodeOperator,
        Token::Variable => Role::Code,
        Token::Attribute => Role::CodeKey,
        Token::Tag => Role::CodeTag,
        Token::Heading => Role::Heading,
        Token::Inserted => Role::Good,
        Token::Deleted | Token::Error => Role::Bad,
        Token::Prompt | Token::Output => Role::Dim,
    })
}
