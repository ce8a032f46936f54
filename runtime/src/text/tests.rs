//! Users' text: cut between characters, and whatever the formatter does.

use super::*;

fn text(cap: usize, f: impl FnOnce(&mut Text) -> fmt::Result) -> (bool, String, bool) {
    let mut text = Text::new(cap);
    let shown = text.format(f);
    (shown, String::from_utf8(text.as_bytes().to_vec()).unwrap(), text.is_cut())
}

#[test]
fn cuts_between_characters() {
    for cap in 0..12 {
        let cut = cut("aé€😀b", cap);
        assert!(cut.len() <= cap && "aé€😀b".starts_with(cut));
        let next = "aé€😀b"[cut.len()..].chars().next().unwrap_or('x');
        assert!(cap >= "aé€😀b".len() || cut.len() + next.len_utf8() > cap, "as much as fits: {cut:?} at {cap}");
    }
}

#[test]
fn keeps_what_fits_and_nothing_behind_it() {
    assert_eq!(text(5, |t| t.write_str("abc")), (true, "abc".into(), false));
    assert_eq!(text(3, |t| t.write_str("abc")), (true, "abc".into(), false));
    // What comes after a cut is not appended, though it would fit.
    assert_eq!(text(3, |t| t.write_str("ab€").or_else(|_| t.write_str("c"))), (true, "ab".into(), true));
    assert_eq!(text(usize::MAX, |t| write!(t, "{:5000}", "")).1.len(), TEXT_CAP);
}

#[test]
fn an_error_of_the_value_keeps_what_it_wrote() {
    assert_eq!(text(9, |t| t.write_str("half").and(Err(fmt::Error))), (true, "half".into(), false));
}

#[test]
fn nothing_is_kept_of_a_panic() {
    let panics = |t: &mut Text| -> fmt::Result {
        t.write_str("half")?;
        panic!("expected: a Debug that panics")
    };
    assert!(!text(9, panics).0);
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("in the payload's destructor"));
        }
    }
    assert!(!text(9, |_| std::panic::resume_unwind(Box::new(Bomb))).0);
    assert!(!cursor::get().is_suspended());
}

#[test]
fn who_ignores_refusals_is_stopped() {
    let endless = |t: &mut Text| -> fmt::Result {
        loop {
            let _ = t.write_str("é");
        }
    };
    assert_eq!(text(5, endless), (true, "éé".into(), true));
}

#[test]
fn recording_is_suspended_meanwhile() {
    text(5, |_| {
        assert!(cursor::get().is_suspended());
        let (_, inner, _) = text(5, |t| t.write_str("inner"));
        assert_eq!(inner, "inner");
        assert!(cursor::get().is_suspended());
        Ok(())
    });
    assert!(!cursor::get().is_suspended());
}
