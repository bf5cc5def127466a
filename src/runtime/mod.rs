//! What is known of each mesh and its Pipy: tables, made into Rust at build time.
//!
//! `build.rs` reads `pipy-*.yaml` (the API of each Pipy), `targets.yaml` and the catalog of
//! `builtin-plugins/`, and writes them as constants. So nothing is parsed at start, a look-up is a
//! binary search, and a new runtime is a new file and no new code.

mod api;
mod class;
mod filter;
mod owner;
mod script;
mod target;
mod types;

pub use api::{Api, Dialect, nearest};
pub use class::{Absent, Access, BareCall, Class, Member, MemberKind, Object};
pub use filter::{Acts, Callback, Context, Filter, Form, Framing, Heads, Step, Sub, SubPipeline};
pub use owner::Owner;
pub use script::{CatalogEntry, CatalogExport, Level, Script, ScriptRole, Terminal};
pub use target::{DefaultLink, Target};
pub use types::{
    Arg, Arity, Cipher, Enum, Opt, Role, Signature, Type, arities, arity, join_words, parameter, words,
};

/// What `build.rs` wrote.
mod tables {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// All targets, sorted by id.
pub static TARGETS: &[&Target] = tables::TARGETS;

/// The target when none is asked for.
pub static DEFAULT_TARGET: &Target = tables::DEFAULT_TARGET;

/// The APIs of all Pipys, oldest first.
pub static APIS: &[&Api] = tables::APIS;

/// The target of this id.
pub fn target(id: &str) -> Option<&'static Target> {
    TARGETS.iter().copied().find(|target| target.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old() -> &'static Api {
        DEFAULT_TARGET.api
    }

    fn new() -> &'static Api {
        target("fsm-1.6").expect("a target").api
    }

    fn assert_sorted<T>(table: &[T], name: impl Fn(&T) -> &str) {
        for pair in table.windows(2) {
            assert!(name(&pair[0]) < name(&pair[1]), "`{}` before `{}`", name(&pair[0]), name(&pair[1]));
        }
    }

    /// Every form of every call of the members, with the member's name.
    fn forms_of(members: &'static [Member]) -> Vec<(&'static str, &'static [Arg])> {
        let mut forms = Vec::new();
        for member in members {
            let own = member.signature().map_or(&[][..], |it| it.overloads);
            forms.extend(own.iter().map(|form| (member.name, *form)));
            if let MemberKind::Object(object) = member.kind {
                forms.extend(forms_of(object.members));
            }
        }
        forms
    }

    /// Every form of every call of an API, with the name of what is called.
    fn all_forms(api: &'static Api) -> Vec<(&'static str, &'static [Arg])> {
        let mut forms = forms_of(api.globals);
        for class in api.classes {
            forms.extend(class.constructors().iter().map(|form| (class.name, *form)));
            forms.extend(forms_of(class.statics));
            forms.extend(forms_of(class.members));
        }
        for filter in api.filters {
            forms.extend(filter.overloads.iter().map(|form| (filter.name, *form)));
        }
        for step in api.configuration.iter().chain(api.builder) {
            forms.extend(step.overloads.iter().map(|form| (step.name, *form)));
        }
        forms
    }

    #[test]
    fn tables_are_sorted_by_name() {
        assert_sorted(TARGETS, |it| it.id);
        for api in APIS {
            assert_sorted(api.filters, |it| it.name);
            assert_sorted(api.configuration, |it| it.name);
            assert_sorted(api.builder, |it| it.name);
            assert_sorted(api.globals, |it| it.name);
            assert_sorted(api.absent_globals, |it| it.name);
            assert_sorted(api.classes, |it| it.name);
            assert_sorted(api.context, |it| it.name);
            assert_sorted(api.enums, |it| it.name);
            for class in api.classes {
                assert_sorted(class.members, |it| it.name);
                assert_sorted(class.statics, |it| it.name);
                assert_sorted(class.absent, |it| it.name);
                assert_sorted(class.statics_absent, |it| it.name);
                assert_sorted(class.options(), |it| it.name);
            }
            for filter in api.filters {
                assert_sorted(filter.options, |it| it.name);
                assert_sorted(filter.callbacks, |it| it.argument);
            }
        }
        for target in TARGETS {
            assert_sorted(target.scripts, |it| it.path);
        }
    }

    #[test]
    fn every_form_is_well_formed() {
        for api in APIS {
            let forms = all_forms(api);
            assert!(forms.len() > 500);
            for (name, form) in forms {
                let mut optional = false;
                for (index, arg) in form.iter().enumerate() {
                    assert!(
                        !arg.types.is_empty() && !arg.works.is_empty(),
                        "`{name}`: `{}` has no type",
                        arg.name
                    );
                    assert!(!arg.rest || index + 1 == form.len(), "`{name}`: `{}` is not the last", arg.name);
                    // `pipy.listen` of 1.5 is the one that takes its last argument first.
                    let odd = name == "listen" && arg.name == "pipeline";
                    assert!(
                        !optional || arg.optional || arg.rest || odd,
                        "`{name}`: `{}` must be optional",
                        arg.name
                    );
                    optional |= arg.optional;
                }
            }
        }
    }

    #[test]
    fn callbacks_belong_to_an_argument() {
        for api in APIS {
            for filter in api.filters.iter().filter(|it| it.form == Form::Plain && it.name != "deframe") {
                for callback in filter.callbacks {
                    let named = filter.overloads.iter().flat_map(|form| *form);
                    assert!(
                        named.clone().any(|arg| arg.name == callback.argument),
                        "`{}` has no argument `{}`",
                        filter.name,
                        callback.argument
                    );
                }
            }
        }
    }

    #[test]
    fn joints_say_what_their_sub_pipeline_gets() {
        for api in APIS {
            for filter in api.filters.iter().filter(|it| it.is_joint()) {
                assert!(filter.sub.is_some(), "`{}`", filter.name);
            }
        }
    }

    #[test]
    fn absent_names_are_absent() {
        for api in APIS {
            for absent in api.absent_globals {
                assert!(api.global(absent.name).is_none(), "`{}`", absent.name);
            }
            for class in api.classes {
                for absent in class.absent {
                    assert!(class.member(absent.name).is_none(), "`{}` of `{}`", absent.name, class.name);
                }
            }
        }
    }

    #[test]
    fn newer_pipy_has_filters_that_older_lacks() {
        let only_new: Vec<_> =
            new().filters.iter().map(|it| it.name).filter(|name| old().filter(name).is_none()).collect();
        assert_eq!(
            only_new,
            ["decodeNetlink", "demuxFastCGI", "encodeNetlink", "linkAsync", "muxFastCGI", "produce"]
        );
        assert!(old().filters.iter().all(|it| new().filter(it.name).is_some()));
        assert_eq!((old().dialect, new().dialect), (Dialect::Expression, Dialect::Statements));
    }

    #[test]
    fn newer_pipy_replaces_what_it_changed() {
        assert!(old().absent_global("print").is_some() && new().global("print").is_some());
        let field = |api: &'static Api| api.class("CStruct").and_then(|it| it.member("field"));
        assert!(field(old()).is_some() && field(new()).is_none());
        assert!(new().class("CStruct").is_some_and(|it| it.is_a("CStructBase")));
        let max_queue = |api: &'static Api| {
            let options = api.filter("muxQueue").map_or(&[][..], |it| it.options);
            options.iter().find(|it| it.name == "maxQueue").and_then(|it| it.default)
        };
        assert_eq!((max_queue(old()), max_queue(new())), (Some("0"), Some("1")));
    }

    #[test]
    fn members_are_inherited() {
        let data = old().class("Data").expect("a class");
        assert!(data.member("push").is_some());
        assert_eq!(data.member("type").map(|it| it.access), Some(Access::ReadOnly));
        assert!(data.member("valueOf").is_some());
        assert!(data.member("pop").is_none());
        assert!(data.is_a("Event") && data.is_a("Object") && !data.is_a("Message"));
        // `toString` of its own, with an argument, and not that of `Object`.
        let own = data.member("toString").and_then(Member::signature).expect("a method");
        assert_eq!(arities(own.overloads), Arity { min: 0, max: Some(1) });
        assert!(old().class("Array").is_some_and(|it| it.absent("hasOwnProperty").is_some()));
    }

    #[test]
    fn globals_lead_to_classes() {
        let Some(MemberKind::Object(crypto)) = old().global("crypto").map(|it| it.kind) else { panic!() };
        let Some(MemberKind::Class(hash)) = crypto.member("Hash").map(|it| it.kind) else { panic!() };
        assert_eq!((hash.name, hash.native), ("crypto.Hash", "pipy::crypto::Hash"));
        assert_eq!(old().class_of(Type::Class("crypto.Hash")), Some(hash));
        assert_eq!(old().class_of(Type::String).map(|it| it.name), Some("String"));
    }

    #[test]
    fn classes_named_by_types_exist() {
        for api in APIS {
            for (name, form) in all_forms(api) {
                for of in form.iter().flat_map(|arg| arg.types) {
                    if let Type::Class(class) = of {
                        assert!(api.class(class).is_some(), "`{name}` speaks of `{class}`");
                    }
                }
            }
        }
    }

    #[test]
    fn nearest_ignores_case_and_needs_likeness() {
        assert_eq!(old().nearest_filter("handleMessagestart"), Some("handleMessageStart"));
        assert_eq!(old().nearest_filter("demuxHttp"), Some("demuxHTTP"));
        assert_eq!(old().nearest_filter("pipline"), Some("pipeline"));
        assert_eq!(old().nearest_filter("xyzzyx"), None);
        assert_eq!(old().nearest_global("Mth"), Some("Math"));
        assert_eq!(old().nearest_global(&"a".repeat(10_000)), None);
    }

    #[test]
    fn targets_differ_in_their_values_key() {
        let keys: Vec<_> = TARGETS.iter().map(|it| (it.id, it.values_key, it.api.version)).collect();
        assert_eq!(keys, [("fsm-1.6", "fsm", "1.5.14"), ("osm-edge-1.3", "osm", "0.90.3-38")]);
        assert_eq!(DEFAULT_TARGET.id, "osm-edge-1.3");
        assert_eq!(target("nobody"), None);
    }

    #[test]
    fn default_chains_end_in_a_default_module() {
        for target in TARGETS {
            assert_eq!(target.links.len(), 23);
            for mount in ["inbound-tcp", "inbound-http", "outbound-tcp", "outbound-http"] {
                let chain: Vec<_> = target.links.iter().filter(|it| it.mount == mount).collect();
                assert!(chain.windows(2).all(|pair| pair[0].priority > pair[1].priority));
                assert_eq!(
                    chain.last().map(|it| it.plugin),
                    Some(format!("modules/{mount}-default").as_str())
                );
            }
        }
    }

    #[test]
    fn default_chains_are_those_of_the_catalog() {
        for target in TARGETS.iter().filter(|it| !it.scripts.is_empty()) {
            let mut catalog: Vec<(&str, String, f32)> = Vec::new();
            for script in target.scripts.iter().filter(|it| it.catalog.default) {
                let plugin = script.path.trim_end_matches(".js");
                catalog
                    .extend(script.catalog.chains.iter().map(|(mount, at)| (*mount, plugin.to_owned(), *at)));
            }
            let mut links: Vec<_> =
                target.links.iter().map(|it| (it.mount, it.plugin.to_owned(), it.priority)).collect();
            catalog.sort_by(|a, b| a.partial_cmp(b).expect("no NaN"));
            links.sort_by(|a, b| a.partial_cmp(b).expect("no NaN"));
            assert_eq!(links, catalog, "{}", target.id);
        }
    }

    #[test]
    fn scripts_are_rendered_whole() {
        use sha2::{Digest, Sha256};

        for target in TARGETS {
            assert!(target.script("main.js").is_some(), "{}", target.id);
            for script in target.scripts {
                let digest: [u8; 32] = Sha256::digest(script.text.as_bytes()).into();
                assert_eq!(script.sha256, digest, "{} {}", target.id, script.path);
                for mark in ["<%", "%>", "//#"] {
                    assert!(!script.text.contains(mark), "{} {}: {mark}", target.id, script.path);
                }
                assert!(script.text.ends_with('\n'), "{} {}", target.id, script.path);
            }
        }
        assert!(
            target("fsm-1.6").is_some_and(|it| it.script("modules/outbound-throttle-route.js").is_some())
        );
        assert!(DEFAULT_TARGET.script("modules/outbound-throttle-route.js").is_none());
    }

    #[test]
    fn types_read_as_words() {
        assert_eq!(words(&[Type::String, Type::Function, Type::Array]), "a string, a function or an array");
        assert_eq!(words(&[Type::Class("Event")]), "an `Event`");
        let transport = old().enumeration("transport").expect("an enumeration");
        assert_eq!(words(&[Type::Enum(transport)]), "`'tcp'` or `'udp'`");
    }
}
