//! Worlds and schedules at random.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::Index;

use super::{
    Base, Retrievals,
    content::{Content, HEADER, Line, content},
};

/// Files of a world.
const FILES: usize = 4;

/// A base and deliveries.
#[derive(Debug, Clone)]
pub(super) struct World {
    /// At most one line a customer.
    pub(super) base: Vec<Line>,
    /// Lines of each file, in its order; file `n` is named [`name`]`(n)`.
    pub(super) files: Vec<Vec<Line>>,
}

/// The name of a file: one name, one content, as P3 asks.
pub(super) fn name(file: usize) -> String {
    format!("CLIENTS_{file}.csv")
}

/// One date of a customer: a content that may stand in several files, or several contents, each in one file (P3).
#[derive(Debug, Clone)]
struct Dated {
    day: usize,
    contents: Vec<(Content, Index)>,
    /// The files of a content that is alone at its date.
    spread: Vec<Index>,
    /// Whether the first content stands twice in its file.
    twice: bool,
}

fn dated() -> impl Strategy<Value = Dated> {
    let contents = prop::collection::vec((content(), any::<Index>()), 1..4);
    (0..6_usize, contents, prop::collection::vec(any::<Index>(), 1..4), any::<bool>())
        .prop_map(|(day, contents, spread, twice)| Dated { day, contents, spread, twice })
}

/// What a customer has sent, and what the base begins with.
fn customer() -> impl Strategy<Value = (Option<(usize, Content)>, Vec<Dated>)> {
    (prop::option::of((0..6_usize, content())), prop::collection::vec(dated(), 0..4))
}

/// Worlds in which no record of one customer matches one of another: each carries its own person's names, cards,
/// mobiles and birth dates, the first condition of P3. The other conditions hold by how a [`Dated`] is laid out.
pub(super) fn apart() -> impl Strategy<Value = World> {
    laid_out(|customer, _| customer)
}

/// Worlds in which customers match now and then: some lines carry another customer's person.
pub(super) fn crowded() -> impl Strategy<Value = World> {
    laid_out(|customer, content| if content.city == 2 && content.upper { customer / 2 * 2 } else { customer })
}

fn laid_out(person: fn(usize, &Content) -> usize) -> impl Strategy<Value = World> {
    let customers = prop::collection::vec(customer(), 1..7);
    let twin = prop::bool::weighted(0.2);
    (customers, prop::collection::vec(any::<u32>(), 64), twin).prop_map(move |(customers, shuffle, twin)| {
        let mut world = World { base: Vec::new(), files: vec![Vec::new(); FILES] };
        for (customer, (based, sent)) in customers.into_iter().enumerate() {
            let line =
                |day: usize, content: Content| Line { customer, day, person: person(customer, &content), content };
            world.base.extend(based.clone().map(|(day, content)| line(day, content)));
            let mut days = BTreeSet::new();
            for dated in sent.into_iter().filter(|dated| days.insert(dated.day)) {
                let mut seen = BTreeSet::new();
                let contents: Vec<_> = dated.contents.into_iter().filter(|(it, _)| seen.insert(it.clone())).collect();
                // The base's own content of that date is one more, if it is another.
                let beside =
                    based.as_ref().is_some_and(|(day, content)| *day == dated.day && *content != contents[0].0);
                let alone = contents.len() == 1 && !beside;
                if let [(content, _)] = &contents[..]
                    && alone
                {
                    let files: BTreeSet<_> = dated.spread.iter().map(|index| index.index(FILES)).collect();
                    for file in files {
                        world.files[file].push(line(dated.day, content.clone()));
                    }
                } else {
                    for (content, file) in &contents {
                        world.files[file.index(FILES)].push(line(dated.day, content.clone()));
                    }
                }
                if dated.twice {
                    let (content, file) = &contents[0];
                    let file = if alone { dated.spread[0].index(FILES) } else { file.index(FILES) };
                    world.files[file].push(line(dated.day, content.clone()));
                }
            }
        }
        let mut shuffle = shuffle.into_iter().cycle();
        for file in &mut world.files {
            file.sort_by_cached_key(|_| shuffle.next());
        }
        if twin {
            world.add_a_twin();
        }
        world
    })
}

/// Where each content of a customer and date stands: none = in the base.
type ByDate<'a> = BTreeMap<(usize, usize), BTreeMap<&'a Content, Vec<Option<usize>>>>;

impl World {
    /// The same content under one more name, where P3 allows it.
    fn add_a_twin(&mut self) {
        self.files.push(self.files[0].clone());
        if self.breaks_p3() {
            self.files.pop();
        }
    }

    /// A file's bytes.
    pub(super) fn bytes(lines: &[Line]) -> Vec<u8> {
        let mut csv = HEADER.to_owned();
        lines.iter().for_each(|line| line.write(&mut csv));
        csv.into_bytes()
    }

    /// Different contents among the files.
    pub(super) fn contents(&self) -> usize {
        self.files.iter().collect::<BTreeSet<_>>().len()
    }

    /// Different contents among the files, that of the first load left out: sent again, it is redelivered.
    pub(super) fn new_contents(&self) -> usize {
        self.files.iter().filter(|file| **file != self.base).collect::<BTreeSet<_>>().len()
    }

    /// Records of the file of this name.
    pub(super) fn records(&self, wanted: &str) -> u64 {
        let place = (0..self.files.len()).find(|file| name(*file) == wanted).unwrap();
        self.files[place].len() as u64
    }

    /// Each customer's last line by date, then base before files, then name of the file, then line.
    pub(super) fn last_lines(&self) -> Base {
        let mut last: BTreeMap<usize, (usize, usize, usize, &Line)> = BTreeMap::new();
        // Of two files alike, the content's place is the one that came first: nothing here depends on which.
        let places = std::iter::once(&self.base).chain(&self.files).enumerate();
        for (place, number, line) in
            places.flat_map(|(place, lines)| lines.iter().enumerate().map(move |(number, line)| (place, number, line)))
        {
            let new = (line.day, place, number, line);
            let kept = last.entry(line.customer).or_insert(new);
            if (new.0, new.1, new.2) > (kept.0, kept.1, kept.2) {
                *kept = new;
            }
        }
        last.values().map(|(.., line)| (line.id(), line.row())).collect()
    }

    /// Every line with the number of its file, the base being none.
    fn lines(&self) -> impl Iterator<Item = (Option<usize>, &Line)> {
        let delivered =
            self.files.iter().enumerate().flat_map(|(file, lines)| lines.iter().map(move |it| (Some(file), it)));
        self.base.iter().map(|line| (None, line)).chain(delivered)
    }

    /// Contents of each customer and date, each with where it stands.
    fn by_date(&self) -> ByDate<'_> {
        let mut dates: BTreeMap<_, BTreeMap<_, Vec<_>>> = BTreeMap::new();
        for (file, line) in self.lines() {
            dates.entry((line.customer, line.day)).or_default().entry(&line.content).or_default().push(file);
        }
        dates
    }

    /// Whether a customer has, at one date, two contents of which one stands in more than one delivery.
    ///
    /// Deliveries only: the first load is where all orders begin. The same file under another name is another delivery
    /// here, which is stricter than the page.
    pub(super) fn breaks_p3(&self) -> bool {
        self.by_date()
            .values()
            .filter(|contents| contents.len() > 1)
            .any(|contents| contents.values().any(|places| places.iter().flatten().collect::<BTreeSet<_>>().len() > 1))
    }

    /// Whether a customer has, at one date, two contents of which one stands twice, first load and lines of one file
    /// included.
    pub(super) fn has_a_content_twice_beside_another(&self) -> bool {
        let mut dates = self.by_date().into_values().filter(|contents| contents.len() > 1);
        dates.any(|contents| contents.values().any(|places| places.len() > 1))
    }

    pub(super) fn has_several_contents_at_one_date(&self) -> bool {
        self.by_date().values().any(|contents| contents.len() > 1)
    }

    pub(super) fn has_a_line_in_several_files(&self) -> bool {
        self.by_date()
            .values()
            .flat_map(BTreeMap::values)
            .any(|places| places.iter().flatten().collect::<BTreeSet<_>>().len() > 1)
    }

    pub(super) fn has_a_line_older_than_the_base(&self) -> bool {
        self.files
            .iter()
            .flatten()
            .any(|line| self.base.iter().any(|based| based.customer == line.customer && based.day > line.day))
    }
}

/// Which file comes when, without knowing how many there are: any order, any cut into retrievals, any repeats.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    order: Vec<Index>,
    cuts: Vec<bool>,
    repeats: Vec<Index>,
}

/// Any schedule.
pub(super) fn schedule() -> impl Strategy<Value = Plan> {
    let order = prop::collection::vec(any::<Index>(), FILES + 1);
    let cuts = prop::collection::vec(any::<bool>(), 3 * FILES);
    (order, cuts, prop::collection::vec(any::<Index>(), 0..FILES)).prop_map(|(order, cuts, repeats)| Plan {
        order,
        cuts,
        repeats,
    })
}

impl Plan {
    /// Every file once in some order, some of them again somewhere, cut into retrievals.
    pub(super) fn retrievals(&self, files: usize) -> Retrievals {
        let mut left: Vec<usize> = (0..files).collect();
        let mut sequence: Vec<usize> =
            (0..files).map(|turn| left.remove(self.order[turn].index(files - turn))).collect();
        for repeat in &self.repeats {
            let file = sequence[repeat.index(sequence.len())];
            sequence.insert(repeat.index(sequence.len() + 1), file);
        }
        let mut retrievals = vec![Vec::new()];
        for (file, cut) in sequence.into_iter().zip(self.cuts.iter().cycle()) {
            let open = retrievals.len() - 1;
            if *cut || retrievals[open].contains(&file) {
                retrievals.push(vec![file]);
            } else {
                retrievals[open].push(file);
            }
        }
        retrievals
    }
}
