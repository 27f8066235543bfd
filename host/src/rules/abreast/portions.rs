//! What is asked of two sessions a portion of lines at a time.

use std::sync::mpsc;
use std::thread;

use crate::rules::RulesError;
use crate::rules::delivery::Delivery;

/// What is asked of one portion of lines, shared out.
pub(super) struct Portion<Q> {
    pub(super) ours: Vec<Q>,
    pub(super) theirs: Vec<Q>,
    /// Whether the far session read it, in the order asked.
    pub(super) whose: Vec<bool>,
}

impl<Q> Portion<Q> {
    pub(super) fn of(asked: Vec<Q>, read_by_far: impl Fn(&Q) -> bool) -> Self {
        let whose: Vec<bool> = asked.iter().map(read_by_far).collect();
        let mut portion =
            Self { ours: Vec::with_capacity(asked.len()), theirs: Vec::with_capacity(asked.len()), whose };
        for (one, is_far) in asked.into_iter().zip(&portion.whose) {
            if *is_far { portion.theirs.push(one) } else { portion.ours.push(one) }
        }
        portion
    }
}

/// Answers of both, in the order asked.
pub(super) fn merged<A>(whose: &[bool], ours: Vec<A>, theirs: Vec<A>) -> Vec<A> {
    let (mut ours, mut theirs) = (ours.into_iter(), theirs.into_iter());
    whose.iter().filter_map(|is_far| if *is_far { theirs.next() } else { ours.next() }).collect()
}

/// Asks about lines a portion at a time, and takes the answers.
///
/// Some portions may be asked before the answers to the oldest are taken: no two lines of all of them may see each other.
pub trait Feed<Q, A, E> {
    /// How many are left to be asked.
    fn left(&self) -> usize;

    /// The next portion of at most so many; none where there is no more.
    ///
    /// # Errors
    /// Whatever keeps the questions from being made.
    fn next(&mut self, most: usize) -> Result<Option<Vec<Q>>, E>;

    /// The answers to the oldest portion that has none yet, in the order asked.
    ///
    /// # Errors
    /// Whatever keeps the answers from being taken.
    fn take(&mut self, answers: Vec<A>) -> Result<(), E>;

    /// Does a piece of other work while sessions answer on threads of their own, who were asked about so many lines.
    ///
    /// # Errors
    /// Whatever keeps it from being done.
    fn meanwhile(&mut self, lines: usize) -> Result<(), E> {
        let _ = lines;
        Ok(())
    }
}

/// One portion, and its answers.
pub(super) struct Once<Q, A> {
    asked: Option<Vec<Q>>,
    pub(super) answers: Vec<A>,
}

impl<Q, A> Once<Q, A> {
    pub(super) fn new(asked: Vec<Q>) -> Self {
        Self { asked: Some(asked), answers: Vec::new() }
    }
}

impl<Q, A> Feed<Q, A, RulesError> for Once<Q, A> {
    fn left(&self) -> usize {
        self.asked.as_ref().map_or(0, Vec::len)
    }

    fn next(&mut self, _most: usize) -> Result<Option<Vec<Q>>, RulesError> {
        Ok(self.asked.take())
    }

    fn take(&mut self, answers: Vec<A>) -> Result<(), RulesError> {
        self.answers = answers;
        Ok(())
    }
}

/// What was asked, and the answers to it.
type Returned<Q, A, E> = (Vec<Q>, Result<Vec<A>, E>);

/// A session that answers on a thread of its own.
pub(super) struct Asked<Q, A, E> {
    to: mpsc::Sender<Vec<Q>>,
    from: mpsc::Receiver<Returned<Q, A, E>>,
}

impl<Q: Send, A: Send, E: From<RulesError> + Send> Asked<Q, A, E> {
    pub(super) fn begin<'scope>(
        scope: &'scope thread::Scope<'scope, '_>,
        session: &'scope mut Delivery,
        ask: &'scope (impl Fn(&mut Delivery, &[Q]) -> Result<Vec<A>, E> + Sync),
    ) -> Self
    where
        Q: 'scope,
        A: 'scope,
        E: 'scope,
    {
        let (to, asked) = mpsc::channel::<Vec<Q>>();
        let (answered, from) = mpsc::channel();
        scope.spawn(move || {
            for asked in asked {
                let answers = ask(session, &asked);
                let failed = answers.is_err();
                // What was asked goes back: it is let go of where it was made.
                if answered.send((asked, answers)).is_err() || failed {
                    break;
                }
            }
        });
        Self { to, from }
    }

    /// One that has failed is found out when its answers are waited for.
    pub(super) fn ask(&self, asked: Vec<Q>) {
        let _ = self.to.send(asked);
    }

    /// Waits for the answers to the oldest portion that has none yet.
    pub(super) fn answers(&self) -> Result<Vec<A>, E> {
        self.from.recv().map_err(|_| RulesError::Poisoned { call: "asked beside" })?.1
    }
}
