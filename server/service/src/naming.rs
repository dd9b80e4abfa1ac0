//! Names that nothing has yet.

use model::MAX_NAME;

/// `wanted`, or `wanted-2`, `wanted-3` … when it is taken; never longer than names may be.
pub(crate) fn free_name(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(wanted) {
        return wanted.to_owned();
    }
    let numbered = |n: u32| {
        let suffix = format!("-{n}");
        let room = MAX_NAME - suffix.len();
        let stem: String = wanted.chars().take(room).collect();
        format!("{}{suffix}", stem.trim_end_matches(['-', '_']))
    };
    let mut n = 2;
    loop {
        let name = numbered(n);
        if !is_taken(&name) {
            return name;
        }
        n += 1;
    }
}

#[cfg(test)]
mod tests {
    use model::check_server_name;

    use super::free_name;

    #[test]
    fn numbers_names_that_are_taken() {
        let taken = ["time", "time-2", "fs"];
        assert_eq!(free_name("git", |name| taken.contains(&name)), "git");
        assert_eq!(free_name("fs", |name| taken.contains(&name)), "fs-2");
        assert_eq!(free_name("time", |name| taken.contains(&name)), "time-3");
    }

    #[test]
    fn numbered_names_are_still_valid() {
        let long = format!("{}_x", "a".repeat(62));
        let name = free_name(&long, |name| name == long);
        assert_eq!(check_server_name(&name), Ok(()), "{name}");
    }
}
