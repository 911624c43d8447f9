//! The floor of clients, families of clients, and models: what is hidden of them.

use std::collections::BTreeSet;

use super::Floor;
use crate::kernels::headcounts::plainly;
use crate::layout::{Line, Narrowed, Part};

impl Floor<'_> {
    /// Hides the parts of too few people. Where the hidden ones together are still too few, the smallest shown joins
    /// them, or the rest of the total would tell. A family less its shown clients is what is left of its hidden ones:
    /// those must be enough as well, for each family that is shown and for all that are hidden.
    pub(crate) fn hide_parts(&self, lines: &mut [Line]) {
        let alone = self.hidden_alone(lines);
        let enough = |part: &Part| self.crowd(part) != Crowd::Few;
        let crowds: Vec<Crowd> = lines.iter().map(|line| self.crowd(&line.part)).collect();
        for (line, crowd) in lines.iter_mut().zip(&crowds) {
            line.hidden = *crowd != Crowd::Enough || !enough(&of_these(&line.part, &alone));
        }
        loop {
            // A part that nobody used in these months has nobody to protect.
            let used = lines.iter().zip(&crowds).filter(|(line, crowd)| line.hidden && **crowd != Crowd::Nobody);
            let hidden = union(used.map(|(line, _)| &line.part));
            if enough(&hidden) && enough(&of_these(&hidden, &alone)) {
                break;
            }
            let shown = lines.iter_mut().filter(|line| !line.hidden);
            let sized = shown.map(|line| (self.size_of_part(&line.part), line));
            match sized.min_by(|(a_size, a), (b_size, b)| (a_size, &a.key).cmp(&(b_size, &b.key))) {
                Some((_, line)) => line.hidden = true,
                None => break,
            }
        }
    }

    /// The clients of families that are hidden where clients are told one by one. None where no line is a family.
    fn hidden_alone(&self, lines: &[Line]) -> BTreeSet<u32> {
        let clients = || {
            lines.iter().flat_map(|line| match &line.part {
                Part::Clients(codes) => codes.as_slice(),
                Part::All | Part::Models(_) => &[],
            })
        };
        if clients().count() <= lines.len() {
            return BTreeSet::new();
        }
        let mut alone: Vec<Line> = clients().map(|code| self.client(*code)).collect();
        self.hide_parts(&mut alone);
        clients().zip(alone).filter_map(|(code, line)| line.hidden.then_some(*code)).collect()
    }

    /// Whether every client and model that the question is narrowed to is shown where they are told one by one, or
    /// taking the shown ones of a family away would tell of the others.
    pub(super) fn shows_part(&self) -> bool {
        let mut lines: Vec<Line> = match &self.narrowed.part {
            Part::All => return true,
            Part::Clients(_) => self.index.clients.iter().map(|(code, _)| self.client(code)).collect(),
            Part::Models(_) => {
                let all = self.index.models.iter();
                all.map(|(code, name)| line(name.key(), Part::Models(vec![code]))).collect()
            }
        };
        // Parts that nobody used in these months are in no split either.
        lines.retain(|line| self.crowd(&line.part) != Crowd::Nobody);
        self.hide_parts(&mut lines);
        let asked = |part: &Part| match part {
            Part::All => true,
            Part::Clients(codes) | Part::Models(codes) => codes.iter().any(|code| self.narrowed.part.has(*code)),
        };
        !lines.iter().any(|line| line.hidden && asked(&line.part))
    }

    fn client(&self, code: u32) -> Line {
        line(self.index.clients.name(code).map(ToString::to_string).unwrap_or_default(), Part::Clients(vec![code]))
    }

    fn crowd(&self, part: &Part) -> Crowd {
        if is_none(part) {
            return Crowd::Nobody;
        }
        let narrowed = Narrowed { part: part.clone(), ..self.narrowed.clone() };
        if plainly(self.index, &narrowed, self.days(), self.least) {
            return Crowd::Enough;
        }
        match self.size_of(&narrowed) {
            enough if enough >= self.least => Crowd::Enough,
            0 => Crowd::Nobody,
            _ => Crowd::Few,
        }
    }

    fn size_of_part(&self, part: &Part) -> u32 {
        self.size_of(&Narrowed { part: part.clone(), ..self.narrowed.clone() })
    }
}

/// How many people used something in the months that decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Crowd {
    Nobody,
    /// Fewer than are shown.
    Few,
    Enough,
}

fn line(key: String, part: Part) -> Line {
    Line { key, title: String::new(), part, hidden: false }
}

fn is_none(part: &Part) -> bool {
    match part {
        Part::All => false,
        Part::Clients(codes) | Part::Models(codes) => codes.is_empty(),
    }
}

/// What of a part is among these clients.
fn of_these(part: &Part, clients: &BTreeSet<u32>) -> Part {
    match part {
        Part::Clients(codes) => Part::Clients(codes.iter().copied().filter(|code| clients.contains(code)).collect()),
        Part::All | Part::Models(_) => Part::Clients(Vec::new()),
    }
}

fn union<'a>(parts: impl Iterator<Item = &'a Part>) -> Part {
    let (mut clients, mut models) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::All => return Part::All,
            Part::Clients(codes) => clients.extend(codes),
            Part::Models(codes) => models.extend(codes),
        }
    }
    if models.is_empty() { Part::Clients(clients) } else { Part::Models(models) }
}
