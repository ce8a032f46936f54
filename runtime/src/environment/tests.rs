//! The variables mean what OpenTelemetry's specification says, and mistakes are named.

use super::*;

fn from(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
    move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
}

#[test]
fn the_service_name_wins_over_the_attributes() {
    let resource =
        resource(&from(&[("OTEL_SERVICE_NAME", "shop"), ("OTEL_RESOURCE_ATTRIBUTES", "service.name=x, team=a%2Cb ,")]))
            .unwrap();
    assert_eq!(resource.get("service.name"), Some(&"shop".into()));
    assert_eq!(resource.get("team"), Some(&"a,b".into()));
}

#[test]
fn malformed_attributes_are_named() {
    for text in ["novalue", "=x", "a=%zz", "a=%f", "a=%ff"] {
        let get = move |name: &str| (name == "OTEL_RESOURCE_ATTRIBUTES").then(|| text.to_owned());
        let error = resource(&get).unwrap_err();
        assert_eq!((error.variable, &*error.found), ("OTEL_RESOURCE_ATTRIBUTES", text));
        assert!(error.to_string().contains("key=value"), "{error}");
    }
}

#[test]
fn samplers_by_name() {
    let get = from(&[("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.25")]);
    assert_eq!(format!("{:?}", sampler(&get).unwrap().unwrap()), "parent_based(ratio(0.25))");
    assert!(sampler(&from(&[])).unwrap().is_none());
    assert!(sampler(&from(&[("OTEL_TRACES_SAMPLER", "")])).unwrap().is_none());
    let error = sampler(&from(&[("OTEL_TRACES_SAMPLER", "sometimes")])).unwrap_err();
    assert!(error.to_string().contains("always_off"), "{error}");
    let error =
        sampler(&from(&[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "2")])).unwrap_err();
    assert_eq!(error.variable, "OTEL_TRACES_SAMPLER_ARG");
}

#[test]
fn propagators_by_name() {
    let of = |text: &'static str| propagators(&move |name: &str| (name == "OTEL_PROPAGATORS").then(|| text.to_owned()));
    let all = of("tracecontext, baggage,b3 ,b3multi,jaeger,xray,ottrace,cloudtrace").unwrap().unwrap();
    use Propagation::{B3, B3Single, Baggage, CloudTrace, Jaeger, OtTrace, TraceContext, XRay};
    assert_eq!(all, [TraceContext, Baggage, B3Single, B3, Jaeger, XRay, OtTrace, CloudTrace]);
    assert_eq!(of("b3,baggage,b3,").unwrap().unwrap(), [B3Single, Baggage]);
    assert_eq!(of("none").unwrap().unwrap(), []);
    assert!(of(" ").unwrap().is_none());
    for text in ["b4", "none,b3", "B3", "tracecontext;baggage"] {
        let error = of(text).unwrap_err();
        assert_eq!((error.variable, &*error.found), ("OTEL_PROPAGATORS", text));
        assert!(error.to_string().contains("b3multi"), "{error}");
    }
}

#[test]
fn lengths_of_values() {
    const BOTH: &str = "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT";
    const SPANS: &str = "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT";
    assert_eq!(value_length(&from(&[])), Ok(None));
    assert_eq!(value_length(&from(&[(BOTH, "40")])), Ok(Some(40)));
    assert_eq!(value_length(&from(&[(BOTH, "40"), (SPANS, " 7 ")])), Ok(Some(7)));
    let error = value_length(&from(&[(SPANS, "-1")])).unwrap_err();
    assert_eq!((error.variable, &*error.found), (SPANS, "-1"));
    assert!(error.to_string().contains("not negative"), "{error}");
}
