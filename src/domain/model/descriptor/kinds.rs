//! The rules of each kind of entity, as Backstage's catalog model 1.10 and scaffolder 2.4 state them.

use super::schema::{Object, Others, Rule};

const WORDS: Rule = Rule::List(&Rule::Word);

const fn open(required: &'static [&'static str], properties: &'static [(&'static str, Rule)]) -> Object {
    Object { required, properties, others: Others::Anything }
}

const fn closed(required: &'static [&'static str], properties: &'static [(&'static str, Rule)]) -> Object {
    Object { required, properties, others: Others::Nothing }
}

/// What makes a document an entity at all.
pub(super) static ENVELOPE: Object = open(
    &["apiVersion", "kind", "metadata"],
    &[
        ("apiVersion", Rule::Word),
        ("kind", Rule::Word),
        ("metadata", Rule::Object(&open(&["name"], &[("name", Rule::Word), ("namespace", Rule::Word)]))),
    ],
);

/// What every entity must hold to.
pub(super) static ENTITY: Object = closed(
    &["apiVersion", "kind", "metadata"],
    &[
        ("apiVersion", Rule::Word),
        ("kind", Rule::Word),
        ("metadata", Rule::Object(&METADATA)),
        ("spec", Rule::Object(&open(&[], &[]))),
        ("relations", Rule::List(&Rule::Object(&RELATION))),
        ("status", Rule::Object(&open(&[], &[("items", Rule::List(&Rule::Object(&STATUS_ITEM)))]))),
    ],
);

static METADATA: Object = open(
    &["name"],
    &[
        ("uid", Rule::Word),
        ("etag", Rule::Word),
        ("name", Rule::Word),
        ("namespace", Rule::Word),
        ("title", Rule::Word),
        ("description", Rule::Text),
        ("labels", Rule::Texts),
        ("annotations", Rule::Texts),
        ("tags", WORDS),
        ("links", Rule::List(&Rule::Object(&LINK))),
    ],
);

static LINK: Object =
    open(&["url"], &[("url", Rule::Word), ("title", Rule::Word), ("icon", Rule::Word), ("type", Rule::Word)]);

static RELATION: Object = closed(
    &["type", "targetRef"],
    &[("type", Rule::Name), ("target", Rule::Object(&COMPOUND_REF)), ("targetRef", Rule::Word)],
);

static COMPOUND_REF: Object =
    closed(&["kind", "namespace", "name"], &[("kind", Rule::Word), ("namespace", Rule::Word), ("name", Rule::Word)]);

static STATUS_ITEM: Object = open(
    &["type", "level", "message"],
    &[
        ("type", Rule::Word),
        ("level", Rule::OneOf(&["info", "warning", "error"])),
        ("message", Rule::Text),
        (
            "error",
            Rule::Object(&open(
                &["name", "message"],
                &[("name", Rule::Word), ("message", Rule::Text), ("code", Rule::Text), ("stack", Rule::Text)],
            )),
        ),
    ],
);

/// A kind of entity: which versions it has and what its spec must be.
pub(super) struct Kind {
    pub(super) name: &'static str,
    versions: &'static [&'static str],
    /// The rules of the whole entity beyond [`ENTITY`].
    pub(super) rules: Object,
}

const CORE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const SCAFFOLDER: &[&str] = &["scaffolder.backstage.io/v1beta3"];

macro_rules! kind {
    ($name:literal, $versions:expr, $required:expr, $spec:expr) => {
        Kind {
            name: $name,
            versions: $versions,
            rules: open(&["spec"], &[("spec", Rule::Object(&open($required, $spec)))]),
        }
    };
}

const PROFILE: Rule =
    Rule::Object(&open(&[], &[("displayName", Rule::Word), ("email", Rule::Word), ("picture", Rule::Word)]));

static KINDS: [Kind; 9] = [
    kind!(
        "API",
        CORE,
        &["type", "lifecycle", "owner", "definition"],
        &[
            ("type", Rule::Word),
            ("lifecycle", Rule::Word),
            ("owner", Rule::Word),
            ("system", Rule::Word),
            ("definition", Rule::Word),
        ]
    ),
    kind!(
        "Component",
        CORE,
        &["type", "lifecycle", "owner"],
        &[
            ("type", Rule::Word),
            ("lifecycle", Rule::Word),
            ("owner", Rule::Word),
            ("system", Rule::Word),
            ("subcomponentOf", Rule::Word),
            ("providesApis", WORDS),
            ("consumesApis", WORDS),
            ("dependsOn", WORDS),
        ]
    ),
    kind!(
        "Resource",
        CORE,
        &["type", "owner"],
        &[("type", Rule::Word), ("owner", Rule::Word), ("dependsOn", WORDS), ("system", Rule::Word)]
    ),
    kind!(
        "Group",
        CORE,
        &["type", "children"],
        &[("type", Rule::Word), ("profile", PROFILE), ("parent", Rule::Word), ("children", WORDS), ("members", WORDS),]
    ),
    kind!(
        "Location",
        CORE,
        &[],
        &[
            ("type", Rule::Word),
            ("target", Rule::Word),
            ("targets", WORDS),
            ("presence", Rule::OneOf(&["required", "optional"])),
        ]
    ),
    kind!("User", CORE, &["memberOf"], &[("profile", PROFILE), ("memberOf", WORDS)]),
    kind!("System", CORE, &["owner"], &[("owner", Rule::Word), ("domain", Rule::Word), ("type", Rule::Word)]),
    kind!("Domain", CORE, &["owner"], &[("owner", Rule::Word), ("subdomainOf", Rule::Word), ("type", Rule::Word)]),
    kind!("Template", SCAFFOLDER, &["type", "steps"], TEMPLATE_SPEC),
];

const ANY_OBJECT: Rule = Rule::Object(&open(&[], &[]));
const PERMISSIONS: (&str, Rule) =
    ("backstage:permissions", Rule::Object(&open(&[], &[("tags", Rule::List(&Rule::Text))])));
const DECORATORS: Rule = Rule::List(&Rule::Object(&open(&[], &[("id", Rule::Text), ("input", ANY_OBJECT)])));

const TEMPLATE_SPEC: &[(&str, Rule)] = &[
    ("type", Rule::Word),
    ("owner", Rule::Word),
    ("lifecycle", Rule::Word),
    (
        "parameters",
        Rule::Either(&[
            Rule::Object(&open(&[], &[PERMISSIONS])),
            Rule::List(&Rule::Object(&open(&[], &[("when", Rule::TextOrFlag), PERMISSIONS]))),
        ]),
    ),
    ("secrets", Rule::Object(&open(&[], &[("schema", ANY_OBJECT)]))),
    ("presentation", Rule::Object(&open(&[], &[("buttonLabels", BUTTON_LABELS)]))),
    ("EXPERIMENTAL_recovery", Rule::Object(&open(&[], &[("EXPERIMENTAL_strategy", Rule::Text)]))),
    ("formDecorators", DECORATORS),
    ("EXPERIMENTAL_formDecorators", DECORATORS),
    ("steps", Rule::List(&Rule::Object(&STEP))),
    ("output", Rule::Object(&OUTPUT)),
];

const BUTTON_LABELS: Rule = Rule::Object(&open(
    &[],
    &[("backButtonText", Rule::Text), ("createButtonText", Rule::Text), ("reviewButtonText", Rule::Text)],
));

static STEP: Object = open(
    &["action"],
    &[
        ("id", Rule::Text),
        ("name", Rule::Text),
        ("action", Rule::Text),
        ("input", ANY_OBJECT),
        ("if", Rule::TextOrFlag),
        PERMISSIONS,
    ],
);

static OUTPUT: Object = Object {
    required: &[],
    properties: &[
        ("links", Rule::List(&Rule::Object(&OUTPUT_LINK))),
        ("text", Rule::List(&Rule::Object(&OUTPUT_TEXT))),
    ],
    others: Others::Text,
};

static OUTPUT_LINK: Object = open(
    &[],
    &[
        ("if", Rule::TextOrFlag),
        ("url", Rule::Word),
        ("entityRef", Rule::Word),
        ("title", Rule::Word),
        ("icon", Rule::Word),
    ],
);

static OUTPUT_TEXT: Object =
    open(&[], &[("if", Rule::TextOrFlag), ("title", Rule::Word), ("icon", Rule::Word), ("content", Rule::Text)]);

/// The kind that an entity names with its `kind` and `apiVersion`, if it is known.
pub(super) fn find(kind: &str, api_version: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|known| known.name == kind && known.versions.contains(&api_version))
}
