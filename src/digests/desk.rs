//! A desk at which many come at the same time, and each waits until what they brought is written down.
//!
//! Whoever finds nobody serving serves all who wait: so what comes while one transaction is under way shares the next.

use crate::error::{Error, Result};
use futures_util::future::join_all;
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

/// What waits, each with where its answer goes.
type Waiting<T, R> = Vec<(T, oneshot::Sender<Result<R>>)>;

/// For things of one kind, with answers of one kind.
pub(super) struct Desk<T, R> {
    waiting: Mutex<Waiting<T, R>>,
    serving: tokio::sync::Mutex<()>,
}

impl<T, R> Default for Desk<T, R> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), serving: tokio::sync::Mutex::default() }
    }
}

impl<T: Clone, R> Desk<T, R> {
    /// Gives the answer for one thing, once it and what came with it were dealt with. `deal` answers for each in their
    /// order; when it fails for several, it is asked for each by itself, so that none keeps the others back.
    ///
    /// # Errors
    /// What `deal` gives for this thing alone.
    pub(super) async fn bring<F>(&self, thing: T, deal: impl Fn(Vec<T>) -> F) -> Result<R>
    where
        F: Future<Output = Result<Vec<R>>>,
    {
        let (reply, mut answer) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((thing, reply));
        let _turn = self.serving.lock().await;
        if let Ok(answer) = answer.try_recv() {
            return answer;
        }
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (things, replies): (Vec<T>, Vec<_>) = waiting.into_iter().unzip();
        for (reply, answer) in replies.into_iter().zip(answers(&things, deal).await) {
            let _ = reply.send(answer);
        }
        answer.try_recv().unwrap_or_else(|_| Err(no_answer()))
    }
}

async fn answers<T: Clone, R, F>(things: &[T], deal: impl Fn(Vec<T>) -> F) -> Vec<Result<R>>
where
    F: Future<Output = Result<Vec<R>>>,
{
    match deal(things.to_vec()).await {
        Ok(all) => all.into_iter().map(Ok).collect(),
        Err(error) if things.len() == 1 => vec![Err(error)],
        Err(_) => {
            let alone = |thing: &T| {
                let dealt = deal(vec![thing.clone()]);
                async { dealt.await?.pop().ok_or_else(no_answer) }
            };
            join_all(things.iter().map(alone)).await
        }
    }
}

fn no_answer() -> Error {
    Error::Broken("nobody answered at the desk".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Brings ten things while the first of them is being dealt with; gives the answers and the sizes of the groups.
    async fn ten(deal: impl Fn(&[u32]) -> Result<Vec<u32>>) -> (Vec<Result<u32>>, Vec<usize>) {
        let (desk, groups) = (Desk::default(), Mutex::new(Vec::new()));
        let dealt = |things: Vec<u32>| {
            groups.lock().expect("not poisoned").push(things.len());
            let answer = deal(&things);
            async move {
                tokio::task::yield_now().await;
                answer
            }
        };
        let answers = join_all((0..10).map(|n| desk.bring(n, dealt))).await;
        (answers, groups.into_inner().expect("not poisoned"))
    }

    #[tokio::test]
    async fn what_comes_meanwhile_is_dealt_with_together() {
        let (answers, groups) = ten(|things| Ok(things.iter().map(|n| n * 2).collect())).await;
        let answers: Vec<u32> = answers.into_iter().map(|answer| answer.expect("dealt with")).collect();
        assert_eq!(answers, (0..10).map(|n| n * 2).collect::<Vec<_>>());
        assert_eq!(groups, [1, 9]);
    }

    #[tokio::test]
    async fn a_bad_one_keeps_no_other_back() {
        let bad = |things: &[u32]| match things.contains(&7) {
            true => Err(Error::Broken("seven".into())),
            false => Ok(things.to_vec()),
        };
        let (answers, groups) = ten(bad).await;
        let failed: Vec<usize> = (0..10).filter(|n| answers[*n].is_err()).collect();
        assert_eq!(failed, [7]);
        assert_eq!(groups, [vec![1, 9], vec![1; 9]].concat());
    }
}
