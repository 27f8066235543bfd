//! A long file read and decided in two sessions side by side: each reads what the other one skips.
//!
//! What becomes of a line depends on nothing but the line, its header and what is asked (a law that `rules check`
//! shows), so it does not matter which of the sessions is asked about it.

use std::thread;

use super::delivery::Delivery;
use super::error::RulesError;
use super::{Answer, Ask, Context, Decision, Found, Layout, Line, Reason, Rules};

/// Bytes from which on a second session is worth its start, some 0.2 ms.
const WORTH_TWO: u64 = 256 << 10;

/// Bytes that one session reads and the other skips: some hundred lines, so that both have as much to do.
const PIECE: usize = 64 << 10;

/// Lines or answers from which on a thread is worth its start, some 0.05 ms.
const WORTH_A_THREAD: usize = 64;

/// A file being read and decided, on two cores where it is long enough.
#[derive(Debug)]
pub struct Abreast {
    near: Delivery,
    far: Option<Far>,
}

#[derive(Debug)]
struct Far {
    session: Delivery,
    /// First lines of stretches, in rising order, and whether the far session read them.
    stretches: Vec<(u32, bool)>,
    /// Who reads the next piece.
    reads_next: bool,
    /// Number of the last line and where it ends.
    reached: (u32, u64),
}

impl Far {
    fn read_by_far(&self, line: u32) -> bool {
        let after = self.stretches.partition_point(|(first, _)| *first <= line);
        after.checked_sub(1).and_then(|index| self.stretches.get(index)).is_some_and(|(_, far)| *far)
    }
}

impl From<Delivery> for Abreast {
    fn from(near: Delivery) -> Self {
        Self { near, far: None }
    }
}

impl Abreast {
    /// A file of which the other session reads every second piece, however short.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn in_two(rules: &Rules, context: Context) -> Result<Self, RulesError> {
        let session = rules.open(context.clone())?;
        let far = Far { session, stretches: Vec::new(), reads_next: false, reached: (0, 0) };
        Ok(Self { near: rules.open(context)?, far: Some(far) })
    }

    /// The session in which a file was read alone.
    #[must_use]
    pub fn into_near(self) -> Delivery {
        self.near
    }

    /// Begins a file of `size` bytes.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn open(rules: &Rules, context: Context, size: u64) -> Result<Self, RulesError> {
        let two =
            size >= WORTH_TWO && rules.can_skip() && thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
        if two { Self::in_two(rules, context) } else { Ok(rules.open(context)?.into()) }
    }

    /// Lines a call that keep every session busy and still fit the processor's cache.
    #[must_use]
    pub fn lines_per_call(&self) -> usize {
        const OF_ONE: usize = 2_048;
        if self.far.is_some() { 2 * OF_ONE } else { OF_ONE }
    }

    /// As [`Delivery::read`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn read(&mut self, bytes: &[u8]) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        let Some(far) = &mut self.far else { return self.near.read(bytes) };
        let begun = far.reads_next;
        let pieces = || bytes.chunks(PIECE).zip([begun, !begun].into_iter().cycle());
        let (near, session) = (&mut self.near, &mut far.session);
        let (ours, theirs) = beside(
            pieces().count() > 1,
            || go_through(near, pieces().map(|(piece, far)| (piece, !far))),
            || go_through(session, pieces()),
        );
        let (mut ours, mut theirs) = match (ours?, theirs?) {
            (Ok(ours), Ok(theirs)) => (ours.into_iter(), theirs.into_iter()),
            (Err(reason), _) | (_, Err(reason)) => return Ok(Err(reason)),
        };
        let mut all = Vec::new();
        for (_, is_far) in pieces() {
            let lines = if is_far { theirs.next() } else { ours.next() }.unwrap_or_default();
            far.reads_next = !is_far;
            if let Some(first) = lines.first() {
                far.stretches.push((first.number, is_far));
            }
            all.extend(lines);
        }
        far.reached = all.iter().try_fold(far.reached, follows)?;
        Ok(Ok(all))
    }

    /// As [`Delivery::end`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn end(&mut self) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        let last = self.near.end()?;
        if let (Ok(lines), Some(far)) = (&last, &mut self.far) {
            far.stretches.extend(lines.first().map(|line| (line.number, false)));
        }
        Ok(last)
    }

    /// As [`Delivery::layout`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn layout(&mut self) -> Result<Option<Layout>, RulesError> {
        self.near.layout()
    }

    /// As [`Delivery::decide`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn decide(&mut self, asks: Vec<Ask>) -> Result<Vec<Answer>, RulesError> {
        self.each_its_own(asks, |ask| ask.number, |session, asks| session.decide(asks))
    }

    /// As [`Delivery::settle`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn settle(&mut self, found: Vec<Found>) -> Result<Vec<Decision>, RulesError> {
        self.each_its_own(found, |found| found.number, |session, found| session.settle(found))
    }

    /// Asks each session what it read; the answers in the order asked.
    fn each_its_own<Q: Sync, A: Send>(
        &mut self,
        asked: Vec<Q>,
        line: impl Fn(&Q) -> u32,
        ask: impl Fn(&mut Delivery, &[Q]) -> Result<Vec<A>, RulesError> + Sync,
    ) -> Result<Vec<A>, RulesError> {
        let Some(far) = &mut self.far else { return ask(&mut self.near, &asked) };
        let whose: Vec<bool> = asked.iter().map(|one| far.read_by_far(line(one))).collect();
        let mut ours = Vec::with_capacity(asked.len());
        let mut theirs = Vec::with_capacity(asked.len());
        for (one, is_far) in asked.into_iter().zip(&whose) {
            if *is_far { theirs.push(one) } else { ours.push(one) }
        }
        let (near, session) = (&mut self.near, &mut far.session);
        let worth = ours.len().min(theirs.len()) >= WORTH_A_THREAD;
        let (ours, theirs) = beside(worth, || ask(near, &ours), || ask(session, &theirs));
        let (mut ours, mut theirs) = (ours?.into_iter(), theirs?.into_iter());
        Ok(whose.iter().filter_map(|is_far| if *is_far { theirs.next() } else { ours.next() }).collect())
    }
}

/// What one session makes of pieces that it reads or skips: the lines of each that it reads.
fn go_through<'b>(
    session: &mut Delivery,
    pieces: impl Iterator<Item = (&'b [u8], bool)>,
) -> Result<Result<Vec<Vec<Line>>, Reason>, RulesError> {
    let mut all = Vec::new();
    for (piece, reads) in pieces {
        let refused = if reads { session.read(piece)?.map(|lines| all.push(lines)) } else { session.skip(piece)? };
        if let Err(reason) = refused {
            return Ok(Err(reason));
        }
    }
    Ok(Ok(all))
}

/// Two sessions that count alike give lines that follow each other.
fn follows((number, end): (u32, u64), line: &Line) -> Result<(u32, u64), RulesError> {
    if line.number <= number || line.offset < end {
        return Err(RulesError::BadLine { line: line.number, what: "reading and skipping count otherwise" });
    }
    Ok((line.number, line.offset + u64::from(line.length)))
}

/// Does two things at once, or one after the other where it is not worth a thread.
fn beside<N, F: Send>(
    worth: bool,
    near: impl FnOnce() -> Result<N, RulesError>,
    far: impl FnOnce() -> Result<F, RulesError> + Send,
) -> (Result<N, RulesError>, Result<F, RulesError>) {
    if !worth {
        return (near(), far());
    }
    thread::scope(|scope| {
        let far = scope.spawn(far);
        let near = near();
        (near, far.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
