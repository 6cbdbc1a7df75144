use super::{Token, is_word};
use crate::domain::docs::style::Style;
use std::borrow::Cow;

/// Signs in a row that open or close something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Run {
    sign: char,
    length: usize,
    pub(super) can_open: bool,
    pub(super) can_close: bool,
}

impl Run {
    /// Words are not cut: what opens has no word before it, what closes none behind it.
    pub(super) fn new(sign: char, length: usize, before: Option<char>, after: Option<char>) -> Self {
        let is_joined = |c: Option<char>| c.is_some_and(|c| is_word(c) && (c != '_' || sign == '_'));
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        Self {
            sign,
            length,
            can_open: !is_blank(after) && !is_joined(before),
            can_close: !is_blank(before) && !is_joined(after),
        }
    }

    /// Whether it can be nothing but text.
    pub(super) fn is_text(self) -> bool {
        (!self.can_open && !self.can_close) || (matches!(self.sign, '=' | '~' | '^') && self.length < 2)
    }

    fn least(self) -> usize {
        if matches!(self.sign, '*' | '_') { 1 } else { 2 }
    }

    fn style(self, signs: usize) -> Style {
        match self.sign {
            '~' => Style::STRUCK,
            '^' => Style::INSERTED,
            '=' => Style::MARKED,
            _ if signs == 2 => Style::STRONG,
            _ => Style::EMPHASIS,
        }
    }

    fn number(self) -> usize {
        match self.sign {
            '*' => 0,
            '_' => 1,
            '~' => 2,
            '^' => 3,
            _ => 4,
        }
    }
}

/// A run with what was paired of it.
struct Open {
    run: Run,
    /// Signs that are not paired.
    left: usize,
    opens: Vec<Style>,
    closes: usize,
}

/// Runs of one sign that are looked at for one of the same length, and runs of all signs among which those are.
const NEAR: usize = 8;
const FAR: usize = 32;

/// Pairs runs: each closing one with the nearest that is open.
pub(super) fn paired(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let runs = tokens.iter().filter_map(|token| match token {
        Token::Run(run) => Some(Open { run: *run, left: run.length, opens: Vec::new(), closes: 0 }),
        _ => None,
    });
    let mut runs: Vec<Open> = runs.collect();
    if runs.is_empty() {
        return tokens;
    }
    pair(&mut runs);
    written(tokens, runs)
}

fn pair(runs: &mut [Open]) {
    // runs that may still be closed, and below which of them none is of a sign
    let mut open: Vec<usize> = Vec::new();
    let mut bottoms = [0_usize; 5];
    for at in 0..runs.len() {
        while let Some(place) = opener_of(runs, at, &open, &mut bottoms) {
            open.truncate(place + 1);
            let Some(opener) = open.last().copied() else { break };
            join(runs, opener, at);
            if runs.get(opener).is_none_or(|opener| opener.left < opener.run.least()) {
                open.pop();
            }
        }
        bottoms.iter_mut().for_each(|bottom| *bottom = open.len().min(*bottom));
        if runs.get(at).is_some_and(|run| run.run.can_open && run.left >= run.run.least()) {
            open.push(at);
        }
    }
}

/// The place of the run that the one at `at` closes, among those that are open.
fn opener_of(runs: &[Open], at: usize, open: &[usize], bottoms: &mut [usize; 5]) -> Option<usize> {
    let closer = runs.get(at).filter(|closer| closer.run.can_close && closer.left >= closer.run.least())?;
    let bottom = bottoms.get_mut(closer.run.number())?;
    let opener = |place: &usize| {
        open.get(*place).and_then(|opener| runs.get(*opener)).filter(|opener| opener.run.sign == closer.run.sign)
    };
    let mut of_sign = (*bottom..open.len()).rev().filter(|place| opener(place).is_some());
    let found = of_sign.next();
    // one of the same length is meant, also where others that nothing closes stand between
    let is_same = |place: &usize| opener(place).is_some_and(|opener| opener.left == closer.left);
    let near = found.into_iter().chain(of_sign.take(NEAR));
    let found = near.take_while(|place| place + FAR > open.len()).find(is_same).or(found);
    if found.is_none() {
        *bottom = open.len();
    }
    found
}

fn join(runs: &mut [Open], opener: usize, closer: usize) {
    let Some((before, after)) = runs.split_at_mut_checked(closer) else { return };
    let (Some(open), Some(close)) = (before.get_mut(opener), after.first_mut()) else { return };
    let signs = open.left.min(close.left).min(2);
    open.left -= signs;
    close.left -= signs;
    open.opens.push(open.run.style(signs));
    close.closes += 1;
}

fn written<'t>(tokens: Vec<Token<'t>>, runs: Vec<Open>) -> Vec<Token<'t>> {
    let mut out = Vec::with_capacity(tokens.len() + runs.len());
    let mut runs = runs.into_iter();
    for token in tokens {
        let Token::Run(_) = token else {
            out.push(token);
            continue;
        };
        let Some(open) = runs.next() else { continue };
        out.extend(std::iter::repeat_n(Token::Close, open.closes));
        if open.left > 0 {
            out.push(Token::Text(Cow::Owned(open.run.sign.to_string().repeat(open.left))));
        }
        out.extend(open.opens.into_iter().rev().map(Token::Open));
    }
    out
}
