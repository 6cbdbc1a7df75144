//! Colours of others' lines: what a log says by escape sequences (SGR of ECMA-48, 8.3.117) becomes one of a
//! few shades, and nothing else of such a sequence is left. What a shade looks like is for themes to say.

/// A colour or a weight that a line gives to a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shade {
    /// As the rest.
    #[default]
    Plain,
    /// Faint.
    Dim,
    /// Bold.
    Bold,
    /// Red.
    Bad,
    /// Yellow.
    Warn,
    /// Green.
    Good,
    /// Blue, cyan or magenta.
    Note,
}

/// What was set by the sequences so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::domain) struct Ink {
    colour: Option<Shade>,
    is_bold: bool,
    is_dim: bool,
}

impl Ink {
    /// The shade of what comes now. A colour says more than a weight.
    pub(in crate::domain) fn shade(self) -> Shade {
        match (self.colour, self.is_bold, self.is_dim) {
            (Some(colour), _, _) => colour,
            (None, true, _) => Shade::Bold,
            (None, false, true) => Shade::Dim,
            (None, false, false) => Shade::Plain,
        }
    }

    /// Takes the parameters of a sequence.
    pub(in crate::domain) fn take(&mut self, parameters: &str) {
        let mut codes = parameters.split([';', ':']).map(|code| code.parse::<u16>().unwrap_or(0));
        while let Some(code) = codes.next() {
            match code {
                0 => *self = Self::default(),
                1 => self.is_bold = true,
                2 => self.is_dim = true,
                22 => (self.is_bold, self.is_dim) = (false, false),
                30..=37 => self.colour = of_number(code - 30),
                38 => self.colour = of_palette(&mut codes),
                39 => self.colour = None,
                // a ground is no shade, but its numbers are none of ours either
                48 => drop(of_palette(&mut codes)),
                90..=97 => self.colour = of_number(code - 82),
                _ => {}
            }
        }
    }
}

/// The first sixteen colours that terminals have by number.
fn of_number(number: u16) -> Option<Shade> {
    match number {
        1 | 9 => Some(Shade::Bad),
        2 | 10 => Some(Shade::Good),
        3 | 11 => Some(Shade::Warn),
        4..=6 | 12..=14 => Some(Shade::Note),
        8 => Some(Shade::Dim),
        _ => None,
    }
}

/// What follows 38 or 48: `5;NUMBER` or `2;RED;GREEN;BLUE`.
fn of_palette(codes: &mut impl Iterator<Item = u16>) -> Option<Shade> {
    match codes.next()? {
        5 => match codes.next()? {
            number @ 0..16 => of_number(number),
            // a cube of six steps a side
            number @ 16..232 => {
                let step = |of: u16| (number - 16) / of % 6 * 51;
                of_light(step(36), step(6), step(1))
            }
            232..244 => Some(Shade::Dim),
            _ => None,
        },
        2 => {
            let (red, green, blue) = (codes.next()?, codes.next()?, codes.next()?);
            of_light(red, green, blue)
        }
        _ => None,
    }
}

/// The nearest shade of red, green and blue, each from 0 to 255.
fn of_light(red: u16, green: u16, blue: u16) -> Option<Shade> {
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    if most.saturating_sub(least) < 60 {
        return (most < 150).then_some(Shade::Dim);
    }
    let is_high = |part: u16| part.saturating_sub(least) * 2 > most - least;
    match (is_high(red), is_high(green), is_high(blue)) {
        (true, false, false) => Some(Shade::Bad),
        (true, true, _) => Some(Shade::Warn),
        (false, true, false) => Some(Shade::Good),
        _ => Some(Shade::Note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(sequences: &[&str]) -> Shade {
        let mut ink = Ink::default();
        sequences.iter().for_each(|parameters| ink.take(parameters));
        ink.shade()
    }

    #[test]
    fn colours_are_told_apart_as_far_as_shades_go() {
        use Shade::{Bad, Bold, Dim, Good, Note, Plain, Warn};
        for (sequences, shade) in [
            (&["31"][..], Bad),
            (&["32"], Good),
            (&["93"], Warn),
            (&["36"], Note),
            (&["90"], Dim),
            (&["1"], Bold),
            (&["1;31"], Bad),
            (&["1;31", "39"], Bold),
            (&["31", "0"], Plain),
            (&["31", ""], Plain),
            (&["2", "22"], Plain),
            (&["38;5;9"], Bad),
            (&["38;5;46"], Good),
            (&["38;5;240"], Dim),
            (&["38;2;255;200;0"], Warn),
            (&["38:2:0:0:255"], Note),
            (&["48;5;31"], Plain),
            (&["48;2;1;31;32"], Plain),
            (&["38"], Plain),
            (&["999999999;32"], Good),
        ] {
            assert_eq!(after(sequences), shade, "{sequences:?}");
        }
    }
}
