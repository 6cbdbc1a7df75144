use super::{Danger, Spec};

macro_rules! actions {
    ($($name:ident $id:literal $title:literal $why:literal $danger:ident $hint:literal $($capability:literal)?;)+) => {
        /// Everything that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each row says what it is")]
        pub enum Action { $($name,)+ }

        impl Action {
            /// All actions in the order of the table.
            pub const ALL: &'static [Action] = &[$(Action::$name,)+];

            /// The row of the table.
            pub fn spec(self) -> Spec {
                match self {
                    $(Action::$name => Spec {
                        id: $id, title: $title, why: $why, danger: Danger::$danger, hint: $hint,
                        capability: actions!(@capability $($capability)?),
                    },)+
                }
            }
        }
    };
    (@capability) => { None };
    (@capability $capability:literal) => { Some($capability) };
}

// name, id, title, why, danger, place in the hint bar, capability
actions! {
    AppPalette "app.palette" "Palette" "Find any action, place or entity by a few letters" Reads 6;
    AppHelp "app.help" "Help" "See every key that works here, now" Reads 9;
    AppHome "app.home" "Home" "Back to what concerns you" Reads 0;
    AppCatalog "app.catalog" "Catalog" "Browse everything there is" Reads 7 "catalog.entity.read";
    AppProblems "app.problems" "Problems" "See what is wrong in the sources of the catalog" Reads 0;
    AppJournal "app.journal" "Journal" "Read what you did through stagedoor" Reads 0;
    AppBack "app.back" "Back" "Return to where you came from, all as it was" Reads 5;
    AppForward "app.forward" "Forward" "Go again where you went back from" Reads 0;
    AppReload "app.reload" "Reload" "Ask again for what this screen shows" Reads 0;
    AppTheme "app.theme" "Next theme" "Change the colours: terminal, dark, mono" Reads 0;
    AppMessages "app.messages" "Messages" "Read what failed and was done since the start" Reads 0;
    AppCopyRef "app.copy-ref" "Copy reference" "The entity's reference to the clipboard" Reads 0;
    AppCopyLink "app.copy-link" "Copy link" "A link to this very screen to the clipboard" Reads 0;
    AppCopyYaml "app.copy-yaml" "Copy YAML" "The entity as the catalog has it to the clipboard" Reads 0;
    AppStar "app.star" "Star" "Keep the entity at hand on the home screen" Reads 0;
    AppSuspend "app.suspend" "Suspend" "Back to the shell; fg returns" Reads 0;
    AppRedraw "app.redraw" "Redraw" "Paint the whole screen again" Reads 0;
    AppQuit "app.quit" "Quit" "Leave; the session is kept" Reads 8;
    ListDown "list.down" "Down" "The next row" Reads 0;
    ListUp "list.up" "Up" "The row before" Reads 0;
    ListPageDown "list.page-down" "Page down" "A screen further" Reads 0;
    ListPageUp "list.page-up" "Page up" "A screen back" Reads 0;
    ListTop "list.top" "Top" "The first row" Reads 0;
    ListBottom "list.bottom" "Bottom" "The last row" Reads 0;
    ListOpen "list.open" "Open" "Go to what is selected" Reads 1;
    ListNextPart "list.next-part" "Next part" "Move to the next part of the screen" Reads 0;
    ListPreviousPart "list.previous-part" "Previous part" "Move to the part before" Reads 0;
    CatalogFilter "catalog.filter" "Filter" "Narrow the list as you type" Reads 2;
    CatalogFacets "catalog.facets" "Facets" "Narrow by kind, owner, tag and more, with counts" Reads 3;
    CatalogClear "catalog.clear" "Clear filters" "Show everything again" Reads 4;
    CatalogSort "catalog.sort" "Sort" "By the next column" Reads 0;
    CatalogReverse "catalog.reverse" "Reverse order" "Last first" Reads 0;
    CatalogMine "catalog.mine" "Only mine" "What you or your teams own" Reads 0;
    CatalogStarred "catalog.starred" "Only starred" "What you have starred" Reads 0;
    CatalogOwnerless "catalog.ownerless" "Only without owner" "What nobody looks after" Reads 0;
    CatalogPreview "catalog.preview" "Preview" "Show or hide the entity beside the list" Reads 4;
    ApiSearch "api.search" "Search" "Find operations and schemas by path, parameter and property" Reads 2;
    ApiNextPart "api.next-part" "Next part" "Operations, schemas, who uses it, and the text" Reads 3;
    ApiPreviousPart "api.previous-part" "Previous part" "The part before" Reads 0;
    ApiUnfold "api.unfold" "Unfold" "See what is inside" Reads 0;
    ApiFold "api.fold" "Fold" "Put away what is inside, or go to what it is in" Reads 0;
    ApiSchema "api.schema" "Go to schema" "Read the schema on a page of its own" Reads 4;
    ApiCopyCommand "api.copy-command" "Copy command" "The line that calls the operation, for a shell, to the clipboard" Reads 3;
    ApiLeave "api.leave" "Back to the list" "Out of the details, or out of the search" Reads 0;
    EntityNextTab "entity.next-tab" "Next tab" "The next view of the entity" Reads 2;
    EntityPreviousTab "entity.previous-tab" "Previous tab" "The view before" Reads 0;
    EntityOverview "entity.overview" "Overview" "What it is, whose it is, where it leads" Reads 0;
    EntityRelations "entity.relations" "Relations" "What it is tied to" Reads 0;
    EntityGraph "entity.graph" "Graph" "Walk along what it depends on and what depends on it" Reads 0;
    EntityApi "entity.api" "API" "Browse the operations and schemas of its definition" Reads 0;
    EntityTimeline "entity.timeline" "Timeline" "See what changed, and who did it" Reads 0;
    EntityYaml "entity.yaml" "YAML" "Read the whole descriptor" Reads 0;
    EntityOwner "entity.owner" "Owner" "Go to who owns it" Reads 0;
    EntityEdit "entity.edit" "Edit source" "Open the descriptor in your editor, or its edit address" Writes 4 "catalog.entity.edit";
    EntityRefresh "entity.refresh" "Refresh from source" "Have the catalog read the descriptor again" Writes 0 "catalog.entity.refresh";
    HomeTidy "home.tidy" "Clear recents" "Forget which entities were looked at" Reads 0;
}
