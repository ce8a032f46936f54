//! Names of the user that look like ours change nothing at run time either. (What must only compile is in `ui-tests/pass/hygiene`.)

use traced::testing::capture;

struct Capture;

impl Capture {
    fn count() -> u32 {
        7
    }
}

#[traced::traced(tags("n" = Capture::count()), ret(|n| n + Capture::count()))]
fn shadowed(span: u8, ret: u8, __frame: u8, __r: u8) -> u32 {
    u32::from(span + ret + __frame + __r)
}

#[test]
fn expressions_see_the_users_names() {
    let run = capture(|| shadowed(1, 2, 3, 4));
    assert_eq!(*run.value(), 10);
    let span = run.span("shadowed");
    let tag = |key: &str| span.tag(key).map(ToString::to_string);
    assert_eq!((tag("n").as_deref(), tag("return").as_deref()), (Some("7"), Some("17")));
    assert_eq!((tag("__frame").as_deref(), tag("__r").as_deref()), (Some("3"), Some("4")));
}

macro_rules! made {
    ($name:ident, $argument:ident) => {
        #[traced::traced]
        fn $name($argument: String, x: String) -> Result<String, String> {
            Ok($argument + &x)
        }
    };
}

made!(made, x);

#[test]
fn names_of_two_hygienes_stay_apart() {
    let run = capture(|| made("a".to_owned(), "b".to_owned()));
    assert_eq!(run.value().as_deref(), Ok("ab"));
}
