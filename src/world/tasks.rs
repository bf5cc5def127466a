//! How the same work is done on many things. Nothing but the driver knows whether it is done by threads.

use std::sync::OnceLock;

/// Does the same work many times.
pub trait Tasks: Sync {
    /// Calls `work` with each number below `count` once: in any order, and maybe some at the same time.
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// One after the other.
#[derive(Debug, Clone, Copy, Default)]
pub struct InTurn;

impl Tasks for InTurn {
    fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(work);
    }
}

/// What `work` makes of each item, in the order of the items, whatever the order of the work.
pub fn map<T: Sync, R: Send + Sync>(tasks: &dyn Tasks, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let results: Vec<OnceLock<R>> = items.iter().map(|_| OnceLock::new()).collect();
    tasks.each(items.len(), &|at| {
        results[at].get_or_init(|| work(&items[at]));
    });
    results.into_iter().filter_map(OnceLock::into_inner).collect()
}

/// What two different works make, maybe at the same time.
pub fn both<A: Send + Sync, B: Send + Sync>(
    tasks: &dyn Tasks,
    one: impl Fn() -> A + Sync,
    other: impl Fn() -> B + Sync,
) -> (A, B) {
    let (first, second) = (OnceLock::new(), OnceLock::new());
    tasks.each(2, &|at| match at {
        0 => {
            first.get_or_init(&one);
        }
        _ => {
            second.get_or_init(&other);
        }
    });
    (first.into_inner().unwrap_or_else(one), second.into_inner().unwrap_or_else(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worst order that there is.
    struct Backwards;

    impl Tasks for Backwards {
        fn each(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
            (0..count).rev().for_each(work);
        }
    }

    #[test]
    fn results_are_in_the_order_of_the_items() {
        assert_eq!(map(&Backwards, &["a", "b", "c"], |it| it.to_uppercase()), ["A", "B", "C"]);
        assert_eq!(map(&InTurn, &[1, 2, 3], |it| it * it), [1, 4, 9]);
    }

    #[test]
    fn two_works_are_done_once_each() {
        let done = std::sync::atomic::AtomicUsize::new(0);
        let count = |value: &'static str| {
            done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            value
        };
        assert_eq!(both(&Backwards, || count("a"), || count("b")), ("a", "b"));
        assert_eq!(done.into_inner(), 2);
    }
}
