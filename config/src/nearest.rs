//! Which word was meant.

/// The word of the list that is nearest to a misspelt one, if one is near: at most a third of its letters are wrong.
///
/// ```
/// assert_eq!(traced_config::nearest("enabld", ["args", "enabled"]), Some("enabled"));
/// assert_eq!(traced_config::nearest("colour", ["args", "enabled"]), None);
/// ```
pub fn nearest<'a>(word: &str, list: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = list.into_iter().map(|known| (distance(word, known), known)).min_by_key(|(apart, _)| *apart)?;
    (near.0 <= near.1.chars().count().max(3) / 3).then_some(near.1)
}

/// Letters to insert, remove, replace, or swap with their neighbour (optimal string alignment).
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().take(64).collect(), to.chars().collect());
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    rows[0] = (0..=to.len()).collect();
    for i in 1..=from.len() {
        rows[i][0] = i;
        for j in 1..=to.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[from.len()][to.len()]
}
