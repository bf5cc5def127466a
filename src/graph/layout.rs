//! Cards in columns, so placed that none overlap, and that lines between them are short.
//!
//! One column is placed first, from top to bottom. The columns beside it follow outwards: their cards are
//! sorted by where their lines lead, and each stands as near to there as the others let it.

/// A card to place. Distances are in pixels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    /// Its column, from left to right.
    pub(super) column: usize,
    /// Its height.
    pub(super) height: f64,
    /// Its upper edge, once it is placed.
    pub(super) y: f64,
}

/// A line between two cards: (card, distance of its end from the card's upper edge).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub(super) from: (usize, f64),
    pub(super) to: (usize, f64),
}

/// Between two cards of a column.
pub(super) const GAP: f64 = 18.0;

/// Places all cards; those of the column `first` in their order. Returns the height of the whole.
pub(super) fn place(cards: &mut [Card], lines: &[Line], first: usize, n_columns: usize) -> f64 {
    let members = |column: usize, cards: &[Card]| {
        let of_column = |(at, it): (usize, &Card)| (it.column == column).then_some(at);
        cards.iter().enumerate().filter_map(of_column).collect::<Vec<usize>>()
    };
    stack(cards, &members(first, cards));
    let left = (0..first).rev().map(|it| (it, it + 1));
    let right = (first + 1..n_columns).map(|it| (it, it - 1));
    for (column, beside) in left.chain(right) {
        let members = members(column, cards);
        follow(cards, lines, &members, beside);
    }
    cards.iter().map(|it| it.y + it.height).fold(0.0, f64::max)
}

fn stack(cards: &mut [Card], members: &[usize]) {
    let mut y = 0.0;
    for &at in members {
        cards[at].y = y;
        y += cards[at].height + GAP;
    }
}

/// Places a column by the one beside it.
fn follow(cards: &mut [Card], lines: &[Line], members: &[usize], beside: usize) {
    let mut sum = vec![(0.0, 0_u32); cards.len()];
    for line in lines {
        for (own, other) in [(line.from, line.to), (line.to, line.from)] {
            if cards[other.0].column == beside {
                let (total, n) = &mut sum[own.0];
                *total += cards[other.0].y + other.1 - own.1;
                *n += 1;
            }
        }
    }
    let wanted = |at: usize| (sum[at].1 > 0).then(|| sum[at].0 / f64::from(sum[at].1));
    let mut order = members.to_vec();
    // What is tied to nothing stands at the end, in its order.
    order.sort_by(|&a, &b| {
        let (a, b) = (wanted(a).unwrap_or(f64::MAX), wanted(b).unwrap_or(f64::MAX));
        a.total_cmp(&b)
    });
    let tied = order.iter().filter(|&&it| wanted(it).is_some()).count();
    // Cards above it take that much room; without them, each could stand where it wants.
    let mut above = Vec::with_capacity(order.len());
    let mut room = 0.0;
    for &at in &order {
        above.push(room);
        room += cards[at].height + GAP;
    }
    let wishes = order[..tied].iter().zip(&above).map(|(&at, above)| wanted(at).unwrap_or(0.0) - above);
    let found = nearest_rising(wishes);
    let last = found.last().copied().unwrap_or(0.0).max(0.0);
    let rest = std::iter::repeat_n(last, order.len() - tied);
    for ((&at, above), base) in order.iter().zip(&above).zip(found.into_iter().chain(rest)) {
        cards[at].y = base.max(0.0) + above;
    }
}

/// The rising row of numbers that is nearest to `wishes`: neighbors that would fall share their mean.
fn nearest_rising(wishes: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for wish in wishes {
        let mut block = (wish, 1);
        while let Some(&(mean, n)) = blocks.last() {
            if mean <= block.0 {
                break;
            }
            let both = n + block.1;
            block = ((mean * n as f64 + block.0 * block.1 as f64) / both as f64, both);
            blocks.pop();
        }
        blocks.push(block);
    }
    blocks.into_iter().flat_map(|(mean, n)| std::iter::repeat_n(mean, n)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_falls_shares_its_mean() {
        assert_eq!(nearest_rising([1.0, 5.0, 3.0, 4.0, 9.0].into_iter()), [1.0, 4.0, 4.0, 4.0, 9.0]);
        assert_eq!(nearest_rising([3.0, 2.0, 1.0].into_iter()), [2.0, 2.0, 2.0]);
    }

    #[test]
    fn a_card_stands_where_its_line_leads() {
        let card = |column| Card { column, height: 10.0, y: 0.0 };
        let mut cards = [card(0), card(0), card(1)];
        let line = Line { from: (1, 5.0), to: (2, 5.0) };
        place(&mut cards, &[line], 0, 2);
        assert_eq!(cards[2].y, cards[1].y);
    }

    proptest! {
        #[test]
        fn cards_never_overlap(
            cards in proptest::collection::vec((0_usize..4, 1_u32..60), 1..30),
            ends in proptest::collection::vec((0_usize..30, 0_usize..30), 0..60),
            first in 0_usize..4,
        ) {
            let mut cards: Vec<Card> = cards
                .into_iter()
                .map(|(column, height)| Card { column, height: f64::from(height), y: 0.0 })
                .collect();
            let n = cards.len();
            let lines: Vec<Line> =
                ends.into_iter().map(|(a, b)| Line { from: (a % n, 1.0), to: (b % n, 1.0) }).collect();
            let height = place(&mut cards, &lines, first, 4);
            for column in 0..4 {
                let mut spans: Vec<(f64, f64)> = cards
                    .iter()
                    .filter(|it| it.column == column)
                    .map(|it| (it.y, it.y + it.height))
                    .collect();
                spans.sort_by(|a, b| a.0.total_cmp(&b.0));
                prop_assert!(spans.iter().all(|it| it.0 >= 0.0 && it.1 <= height));
                prop_assert!(spans.windows(2).all(|it| it[0].1 + GAP <= it[1].0 + 1e-6), "{:?}", spans);
            }
        }
    }
}
