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
}
