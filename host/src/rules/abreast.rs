//! A long file read and decided in two sessions side by side: each reads what the other one skips.
//!
//! What becomes of a line depends on nothing but the line, its header and what is asked (a law that `rules check`
//! shows), so it does not matter which of the sessions is asked about it.

use std::collections::VecDeque;
use std::thread;

mod portions;

pub use self::portions::Feed;
use self::portions::{Asked, Once, Portion, merged};
use super::delivery::Delivery;
use super::error::RulesError;
use super::{Answer, Ask, Context, Decision, Found, Layout, Line, Reason, Rules};

/// Bytes from which on a second session is worth its start, some 0.2 ms.
const WORTH_TWO: u64 = 256 << 10;

/// Bytes that one session reads and the other skips: some hundred lines, so that both have as much to do.
const PIECE: usize = 64 << 10;

/// Lines a call: what crosses the sandbox's border at a time stays in the processor's cache.
const OF_ONE: usize = 512;

/// Portions that wait at a session beside the one it answers: it never waits for the next one to be made.
const AHEAD: usize = 2;

/// Portions at least: while the sessions answer one, the next is made and the last is enacted.
const PORTIONS: usize = 4;

/// Lines of a portion at least, unless there are fewer: each costs some wake-ups, 0.02 ms.
const FEWEST: usize = 128;

/// Lines or answers from which on a thread is worth its start, some 0.05 ms.
const WORTH_A_THREAD: usize = 32;

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

    /// As [`Delivery::decide`], of lines that cannot see each other.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn decide_these(&mut self, asks: Vec<Ask>) -> Result<Vec<Answer>, RulesError> {
        let mut once = Once::new(asks);
        self.flow(&mut once, |ask| ask.number, Delivery::decide)?;
        Ok(once.answers)
    }

    /// As [`Delivery::settle`], of lines that cannot see each other.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn settle_these(&mut self, found: Vec<Found>) -> Result<Vec<Decision>, RulesError> {
        let mut once = Once::new(found);
        self.flow(&mut once, |found| found.ask.number, Delivery::settle)?;
        Ok(once.answers)
    }

    /// As [`Delivery::forget`].
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn forget(&mut self) -> Result<(), RulesError> {
        self.near.forget()?;
        self.far.iter_mut().try_for_each(|far| {
            far.stretches.drain(..far.stretches.len().saturating_sub(1));
            far.session.forget()
        })
    }

    /// Asks each session about the lines that it read, which cannot see each other, some thousands at a time. They answer
    /// one portion while the next is made and the last is taken; `ask` runs on threads of their own.
    ///
    /// # Errors
    ///
    /// Those of `ask` and of `feed`.
    pub fn flow<Q: Send, A: Send, E: From<RulesError> + Send>(
        &mut self,
        feed: &mut dyn Feed<Q, A, E>,
        line: impl Fn(&Q) -> u32,
        ask: impl Fn(&mut Delivery, &[Q]) -> Result<Vec<A>, E> + Sync,
    ) -> Result<(), E> {
        let Self { near, far } = self;
        let Some(Far { session, stretches, .. }) = far else {
            while let Some(asked) = feed.next(OF_ONE)? {
                feed.take(ask(near, &asked)?)?;
            }
            return Ok(());
        };
        let most = feed.left().div_ceil(PORTIONS).clamp(FEWEST, 2 * OF_ONE);
        let Some(first) = feed.next(most)? else { return Ok(()) };
        let read_by_far = |one: &Q| {
            let after = stretches.partition_point(|(first, _)| *first <= line(one));
            after.checked_sub(1).is_some_and(|index| stretches[index].1)
        };
        let mut portion = Portion::of(first, read_by_far);
        if portion.whose.len() < WORTH_A_THREAD {
            // So few are all there are.
            loop {
                let (ours, theirs) = (ask(near, &portion.ours)?, ask(session, &portion.theirs)?);
                feed.take(merged(&portion.whose, ours, theirs))?;
                let Some(asked) = feed.next(most)? else { return Ok(()) };
                portion = Portion::of(asked, read_by_far);
            }
        }
        thread::scope(|scope| {
            let (near, far) = (Asked::begin(scope, near, &ask), Asked::begin(scope, session, &ask));
            let take = |feed: &mut dyn Feed<Q, A, E>, whose: Vec<bool>| {
                feed.take(merged(&whose, near.answers()?, far.answers()?))
            };
            let mut waiting = VecDeque::new();
            loop {
                let asked = portion.whose.len();
                near.ask(portion.ours);
                far.ask(portion.theirs);
                waiting.push_back(portion.whose);
                if waiting.len() > AHEAD {
                    waiting.pop_front().map_or(Ok(()), |oldest| take(feed, oldest))?;
                }
                feed.meanwhile(asked)?;
                match feed.next(most)? {
                    Some(asked) => portion = Portion::of(asked, read_by_far),
                    None => break,
                }
            }
            waiting.into_iter().try_for_each(|oldest| take(feed, oldest))
        })
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
