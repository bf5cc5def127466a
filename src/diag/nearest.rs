//! The known name that was probably meant.

/// The candidate nearest to `name`, if it is near enough to be a slip: a third of the letters may
/// differ, by Damerau–Levenshtein. Of equally near ones the first in order of the alphabet.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().max(3) / 3;
    let near = |it: &'a str| {
        // Lengths bound the distance from below, which spares most of the work on long lists.
        let far = it.len().abs_diff(name.len()) > limit * 4;
        let distance = if far { usize::MAX } else { strsim::osa_distance(name, it) };
        (distance <= limit).then_some((distance, it))
    };
    candidates.into_iter().filter_map(near).min().map(|(_, it)| it)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["add-tag", "geo", "rate-limit"];
        assert_eq!(nearest("add-tga", known), Some("add-tag"));
        assert_eq!(nearest("gео", known), None);
        assert_eq!(nearest("ge", known), Some("geo"));
        assert_eq!(nearest("audit", known), None);
    }
}
