//! Any spans: what is read is what was recorded.

use proptest::{collection::vec, prelude::*};
use traced_exporter_tests::generated::{Fields, record, recorded, value};

use crate::fields::{encoded, same};

fn fields() -> impl Strategy<Value = Fields> {
    // None of these names means anything to the exporter.
    vec(("[^a-z]{0,20}", value()), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arrive_as_they_were_recorded(spans in vec(recorded(fields(), fields()), 1..20)) {
        let (batch, data) = encoded(|| spans.into_iter().for_each(record));
        same(&batch, &data);
    }
}
