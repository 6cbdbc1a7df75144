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
    AppDocs "app.docs" "Docs" "Look through the docs of everything, and search them" Reads 0 "catalog.entity.read";
    AppTemplates "app.templates" "Templates" "Choose a template and fill it in" Reads 0 "catalog.entity.read";
    AppTasks "app.tasks" "Tasks" "See what templates are and were run" Reads 0;
    AppTask "app.task" "Newest task" "Go to the task that you started last" Reads 0;
    AppProvisioning "app.provisioning" "Provisioning" "See what was asked for, how far it has come, and why it stopped" Reads 0;
    AppProblems "app.problems" "Problems" "See what is wrong in the sources of the catalog" Reads 0;
    AppJournal "app.journal" "Journal" "Read what you did through stagedoor" Reads 0;
    AppIdentity "app.identity" "Who you are" "See how you are signed in and what you may do" Reads 0;
    AppBack "app.back" "Back" "Return to where you came from, all as it was" Reads 5;
    AppForward "app.forward" "Forward" "Go again where you went back from" Reads 0;
    AppReload "app.reload" "Reload" "Ask again for what this screen shows" Reads 0;
    AppTheme "app.theme" "Next theme" "Other colours: dark, light, more contrast, none" Reads 0;
    AppMessages "app.messages" "Messages" "Read what failed and was done since the start" Reads 0;
    AppCopyRef "app.copy-ref" "Copy reference" "The entity's reference to the clipboard" Reads 0;
    AppCopyLink "app.copy-link" "Copy link" "A link to this very screen to the clipboard" Reads 0;
    AppCopyYaml "app.copy-yaml" "Copy YAML" "The entity as the catalog has it to the clipboard" Reads 0;
    AppStar "app.star" "Star" "Keep the entity at hand on the home screen" Reads 0;
    AppMarkSet "app.mark-set" "Set mark" "Keep this very place, with its cursor, under a letter" Reads 0;
    AppMarkGo "app.mark-go" "Go to mark" "To the place kept under a letter" Reads 0;
    AppWindows "app.windows" "Windows" "Choose among the windows that are open" Reads 0;
    AppWindowNew "app.window-new" "New window" "This place once more, with a history of its own" Reads 0;
    AppWindowClose "app.window-close" "Close window" "The other windows stay as they are" Reads 0;
    AppWindowNext "app.window-next" "Next window" "The window after this one" Reads 0;
    AppWindowPrevious "app.window-previous" "Previous window" "The window before this one" Reads 0;
    AppWindowOther "app.window-other" "Other window" "To the window beside this one, or the one you were in before" Reads 0;
    AppWindow1 "app.window-1" "Window 1" "Go to the first window" Reads 0;
    AppWindow2 "app.window-2" "Window 2" "Go to the second window" Reads 0;
    AppWindow3 "app.window-3" "Window 3" "Go to the third window" Reads 0;
    AppWindow4 "app.window-4" "Window 4" "Go to the fourth window" Reads 0;
    AppWindow5 "app.window-5" "Window 5" "Go to the fifth window" Reads 0;
    AppWindow6 "app.window-6" "Window 6" "Go to the sixth window" Reads 0;
    AppWindow7 "app.window-7" "Window 7" "Go to the seventh window" Reads 0;
    AppWindow8 "app.window-8" "Window 8" "Go to the eighth window" Reads 0;
    AppWindow9 "app.window-9" "Window 9" "Go to the ninth window" Reads 0;
    AppSplit "app.split" "Split" "Two windows side by side, or one again" Reads 0;
    AppOnly "app.only" "Only this window" "Give this window the whole screen; the other stays open" Reads 0;
    AppWider "app.wider" "Wider" "Move the divider to the right" Reads 0;
    AppNarrower "app.narrower" "Narrower" "Move the divider to the left" Reads 0;
    AppSignIn "app.sign-in" "Sign in" "Sign in to this platform, or as somebody else" Reads 0;
    AppSignOut "app.sign-out" "Sign out" "End the session and remove what is kept of it" Reads 0;
    AppReadOnly "app.read-only" "Read only" "Keep away whatever changes something, or not" Reads 0;
    AppMouse "app.mouse" "Mouse on or off" "While it is off, the terminal itself selects text" Reads 0;
    AppSuspend "app.suspend" "Suspend" "Back to the shell; fg returns" Reads 0;
    AppRedraw "app.redraw" "Redraw" "Paint the whole screen again" Reads 0;
    AppQuit "app.quit" "Quit" "Leave; the session is kept" Reads 8;
    ListDown "list.down" "Down" "The next row" Reads 0;
    ListUp "list.up" "Up" "The row before" Reads 0;
    ListPageDown "list.page-down" "Page down" "A screen further" Reads 0;
    ListPageUp "list.page-up" "Page up" "A screen back" Reads 0;
    ListHalfPageDown "list.half-page-down" "Half a page down" "Half a screen further" Reads 0;
    ListHalfPageUp "list.half-page-up" "Half a page up" "Half a screen back" Reads 0;
    ListTop "list.top" "Top" "The first row" Reads 0;
    ListBottom "list.bottom" "Bottom" "The last row" Reads 0;
    ListOpen "list.open" "Open" "Go to what is selected" Reads 1;
    ListOpenWindow "list.open-window" "Open in a window" "Go to what is selected in a window of its own" Reads 0;
    ListNextMatch "list.next-match" "Next match" "The next place where what was typed is found" Reads 0;
    ListPreviousMatch "list.previous-match" "Previous match" "The place before where what was typed is found" Reads 0;
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
    CatalogRegister "catalog.register" "Register a location" "Add a descriptor to the catalog by its address" Writes 0 "catalog.location.create";
    CatalogOrphans "catalog.orphans" "Only orphans" "What its location names no more" Reads 0;
    CatalogExclude "catalog.exclude" "Rule out value" "Everything but what has the value under the cursor" Reads 0;
    CatalogColumns "catalog.columns" "Columns" "Choose and order the columns, any field among them" Reads 0;
    CatalogGroup "catalog.group" "Group by" "Put the rows under heads of one of their values" Reads 0;
    CatalogFold "catalog.fold" "Fold group" "Hide or show the rows of the group" Reads 0;
    CatalogFoldAll "catalog.fold-all" "Fold all groups" "Only the heads with their counts, or everything" Reads 0;
    CatalogFilters "catalog.filters" "Saved filters" "Save the list under a name, or go to one" Reads 0;
    CatalogMark "catalog.mark" "Mark" "Choose the row, to do something with all chosen ones" Reads 0;
    CatalogMarkRange "catalog.mark-range" "Mark range" "From the row marked last to this one" Reads 0;
    CatalogMarkAll "catalog.mark-all" "Mark all" "Everything that the list shows" Reads 0;
    CatalogMarkInvert "catalog.mark-invert" "Invert marks" "What is shown and not marked instead" Reads 0;
    CatalogUnmark "catalog.unmark" "Clear marks" "Nothing is marked any more" Reads 0;
    CatalogExport "catalog.export" "Export" "What is shown or marked as CSV, JSON, Markdown or references" Reads 0;
    CatalogPreview "catalog.preview" "Preview" "Show or hide the entity beside the list" Reads 4;
    DocsSearch "docs.search" "Search" "Find text in all docs as you type" Reads 2;
    DocsClear "docs.clear" "Clear search" "List everything that has docs again" Reads 4;
    DocsMine "docs.mine" "Only mine" "Docs of what you or your teams own" Reads 0;
    DocsNarrow "docs.narrow" "Narrow" "Only docs of an owner, kind, type or entity" Reads 3;
    DocsPreview "docs.preview" "Preview" "Show or hide the page beside the list" Reads 0;
    ApiSearch "api.search" "Search" "Find operations and schemas by path, parameter and property" Reads 2;
    ApiNextPart "api.next-part" "Next part" "Operations, schemas, who uses it, and the text" Reads 3;
    ApiPreviousPart "api.previous-part" "Previous part" "The part before" Reads 0;
    ApiUnfold "api.unfold" "Unfold" "See what is inside" Reads 0;
    ApiFold "api.fold" "Fold" "Put away what is inside, or go to what it is in" Reads 0;
    ApiSchema "api.schema" "Go to schema" "Read the schema on a page of its own" Reads 4;
    ApiCopyCommand "api.copy-command" "Copy command" "The line that calls the operation, for a shell, to the clipboard" Reads 3;
    ApiLeave "api.leave" "Back to the list" "Out of the details, or out of the search" Reads 0;
    ReaderHints "reader.hints" "Follow by letters" "Letters over all that can be pressed: type them to press it" Reads 2;
    ReaderNext "reader.next" "Next link" "The next link, fold or tab on the page" Reads 0;
    ReaderPrevious "reader.previous" "Previous link" "The link, fold or tab before" Reads 0;
    ReaderPages "reader.pages" "Pages" "Move among the pages of the docs, fold their sections, narrow them" Reads 3;
    ReaderGoTo "reader.go-to" "Go to page" "Any page of the docs by a few letters" Reads 0;
    ReaderContents "reader.contents" "Contents" "Any heading of the page by a few letters" Reads 3;
    ReaderColumns "reader.columns" "Page alone" "Show or hide what stands beside the page" Reads 0;
    ReaderNextPage "reader.next-page" "Next page" "The page after this one in the docs" Reads 0;
    ReaderPreviousPage "reader.previous-page" "Previous page" "The page before this one in the docs" Reads 0;
    ReaderNextHeading "reader.next-heading" "Next heading" "On to the next section" Reads 0;
    ReaderPreviousHeading "reader.previous-heading" "Previous heading" "Back to the section before" Reads 0;
    ReaderFind "reader.find" "Find" "Find text on the page, or narrow the pages" Reads 4;
    ReaderSearchSite "reader.search-site" "Search these docs" "Find text in all pages of these docs as you type" Reads 0;
    ReaderFindings "reader.findings" "Findings" "See which links lead nowhere and which sections are missing" Reads 0;
    ReaderBuilding "reader.building" "Build" "See when and from what the docs were built, and follow a newer build" Reads 0;
    ReaderClear "reader.clear" "Leave" "Out of the search, the links and the pages, and back to where you jumped from" Reads 4;
    ReaderBack "reader.back" "Jump back" "To where on the page you jumped from" Reads 0;
    ReaderForward "reader.forward" "Jump again" "To where on the page you went back from" Reads 0;
    ReaderLeft "reader.left" "To the left" "Move what is too wide, or fold a section of the pages" Reads 0;
    ReaderRight "reader.right" "To the right" "Move what is too wide, or open a section of the pages" Reads 4;
    ReaderFold "reader.fold" "Fold or open" "What can be folded under the keys, or the first in sight" Reads 0;
    ReaderFoldAll "reader.fold-all" "Fold or open all" "Everything on the page that can be folded" Reads 0;
    ReaderNextTab "reader.next-tab" "Tab to the right" "The next tab in the page, and in all sets with one of that name" Reads 0;
    ReaderPreviousTab "reader.previous-tab" "Tab to the left" "The tab in the page before" Reads 0;
    ReaderCopyCode "reader.copy-code" "Copy code" "The code under the keys, or the first in sight, to the clipboard" Reads 4;
    ReaderCopyAddress "reader.copy-address" "Copy its address" "Of the link under the keys, or of the page, to the clipboard" Reads 0;
    ReaderEdit "reader.edit" "Edit page" "Open the page's source in your editor, or its edit address" Writes 0 "catalog.entity.edit";
    ReaderBrowser "reader.browser" "Open in the browser" "See this page at the portal" Reads 0;
    EntityNextTab "entity.next-tab" "Next tab" "The next view of the entity" Reads 2;
    EntityPreviousTab "entity.previous-tab" "Previous tab" "The view before" Reads 0;
    EntityOverview "entity.overview" "Overview" "What it is, whose it is, where it leads" Reads 0;
    EntityRelations "entity.relations" "Relations" "What it is tied to" Reads 0;
    EntityGraph "entity.graph" "Graph" "Walk along what it depends on and what depends on it" Reads 0;
    EntityDocs "entity.docs" "Docs" "Read its docs" Reads 0;
    EntityApi "entity.api" "API" "Browse the operations and schemas of its definition" Reads 0;
    EntityTimeline "entity.timeline" "Timeline" "See what changed, and who did it" Reads 0;
    EntityYaml "entity.yaml" "YAML" "Read the whole descriptor" Reads 0;
    EntityFind "entity.find" "Find" "Find text on this page" Reads 0;
    EntityClear "entity.clear" "End search" "Take away what was looked for" Reads 2;
    EntityOwner "entity.owner" "Owner" "Go to who owns it" Reads 0;
    EntityEdit "entity.edit" "Edit source" "Open the descriptor in your editor, or its edit address" Writes 4 "catalog.entity.edit";
    EntityTransfer "entity.transfer" "Transfer ownership" "Give it another owner, as a commit to its descriptor" Writes 0 "catalog.entity.edit";
    EntityCommit "entity.commit" "Commit descriptor" "Commit what was changed in its descriptor" Writes 0 "catalog.entity.edit";
    EntityValidate "entity.validate" "Validate" "Try a changed descriptor against the catalog's rules, from your editor" Reads 0 "catalog.entity.validate";
    EntityUnregister "entity.unregister" "Unregister" "Take its location out of the catalog, and all that came from it" Destroys 0 "catalog.entity.delete";
    EntityRefresh "entity.refresh" "Refresh from source" "Have the catalog read the descriptor again" Writes 0 "catalog.entity.refresh";
    TemplateRun "template.run" "Run" "Run the template with what was filled in" Writes 1 "scaffolder.task.create";
    TemplatesFilter "templates.filter" "Filter" "Narrow the templates as you type" Reads 2;
    TemplatesClear "templates.clear" "Clear filter" "Show all templates again" Reads 4;
    TemplatesNarrow "templates.narrow" "Narrow" "Only templates of a category, owner, lifecycle or tag" Reads 3;
    TemplatesSort "templates.sort" "Sort" "By name, owner, lifecycle or version" Reads 0;
    TemplatesMine "templates.mine" "Only mine" "Templates that you or your teams own" Reads 0;
    TemplatesStarred "templates.starred" "Only starred" "Templates that you have starred" Reads 0;
    TemplatesPreview "templates.preview" "Preview" "Show or hide what the template asks for and does" Reads 0;
    TemplatesEntity "templates.entity" "Entity" "The template as the catalog has it" Reads 0;
    TemplatesDrop "templates.drop" "Drop draft" "What was filled in there is not wanted any more" Reads 3;
    WizardResume "wizard.resume" "Go on with it" "Take up what was begun before, in place of the form that nothing is filled in yet" Reads 1;
    WizardNextStep "wizard.next-step" "Next step" "On to the next page of the form, or to the review" Reads 2;
    WizardPreviousStep "wizard.previous-step" "Previous step" "Back to the page before; nothing is lost" Reads 3;
    WizardNextError "wizard.next-error" "Next error" "To the next field that has to be mended" Reads 2;
    WizardPreviousError "wizard.previous-error" "Previous error" "To the field before that has to be mended" Reads 0;
    WizardEditor "wizard.editor" "Editor" "Write the text in your own editor" Reads 3;
    WizardMore "wizard.more" "More" "The next larger number, or the day after" Reads 0;
    WizardLess "wizard.less" "Less" "The next smaller number, or the day before" Reads 0;
    WizardAdd "wizard.add" "Add item" "One more in the list" Reads 3;
    WizardRemove "wizard.remove" "Remove item" "Take it out of the list" Reads 3;
    WizardEarlier "wizard.earlier" "Move up" "The item one place up in its list" Reads 0;
    WizardLater "wizard.later" "Move down" "The item one place down in its list" Reads 0;
    WizardLeave "wizard.leave" "Leave" "Out of the field, then out of the wizard; what was filled in is kept" Reads 5;
    WizardTryOut "wizard.try-out" "Dry run" "See the files that a run would make; nothing is changed" Reads 2;
    WizardPart "wizard.part" "Read or choose" "Between what a dry run has to show and what is read of it" Reads 2;
    WizardNextFile "wizard.next-file" "Next file" "To the next file of a dry run" Reads 2;
    WizardPreviousFile "wizard.previous-file" "Previous file" "To the file of a dry run before" Reads 0;
    WizardLeft "wizard.left" "To the left" "Back to the beginning of lines that are too long" Reads 0;
    WizardRight "wizard.right" "To the right" "On in lines that are too long" Reads 3;
    WizardSkip "wizard.skip" "Skip what cannot be done" "Leave out the actions that need a server" Reads 3;
    WizardTrust "wizard.trust" "Trust this folder" "Its templates may be run from now on" Reads 2;

    TasksFilter "tasks.filter" "Filter" "Narrow the tasks as you type: title, template, who, values" Reads 2;
    TasksState "tasks.state" "State" "Only those that run, are done, failed or were cancelled" Reads 3;
    TasksTemplate "tasks.template" "This template" "Only runs of the template under the cursor, or of all again" Reads 3;
    TasksMine "tasks.mine" "Mine or all" "Those of others too, or mine alone" Reads 3;
    TasksClear "tasks.clear" "Clear filter" "Show all of them again" Reads 4;
    TaskFind "task.find" "Find" "Find text in the log" Reads 2;
    TaskPart "task.part" "Steps or log" "Between the steps with what came of it, and the log" Reads 3;
    TaskClear "task.clear" "Clear" "End the search, or show the log of all steps again" Reads 4;
    TaskFollow "task.follow" "Follow or hold" "Stay at the end of the log as it grows, or where it is" Reads 3;
    TaskResult "task.result" "Go to the result" "The entity that came of it" Reads 1;
    TaskAddress "task.address" "Open the result" "The repository, commit or pull request that came of it" Reads 2;
    TaskCancel "task.cancel" "Cancel" "Stop the task" Destroys 3 "scaffolder.task.cancel";
    TaskRetry "task.retry" "Retry" "Run the task that failed again" Writes 3 "scaffolder.task.create";
    ProvisioningFilter "provisioning.filter" "Filter" "Narrow the list as you type: names, kinds, owners, reasons" Reads 2;
    ProvisioningMine "provisioning.mine" "Whose" "Everybody's, mine alone, or my teams' too" Reads 3;
    ProvisioningFailing "provisioning.failing" "Only failing" "What stopped, or everything again" Reads 3;
    ProvisioningEnvironment "provisioning.environment" "Environment" "Only the next environment, or all again" Reads 3;
    ProvisioningType "provisioning.type" "Type" "Only databases, caches, topics and so on, or all again" Reads 3;
    ProvisioningClear "provisioning.clear" "Clear filters" "Show everything again" Reads 4;
    ProvisionPart "provision.part" "Line or parts" "Between the stages and what it is made of" Reads 3;
    ProvisionFold "provision.fold" "Fold or open" "Everything it is made of, or only what is not ready" Reads 3;
    ProvisionFind "provision.find" "Find" "Find text in the part with the keys" Reads 4;
    ProvisionClear "provision.clear" "End search" "Take away what was looked for" Reads 2;
    ProvisionEntity "provision.entity" "Entity" "Go to what the catalog has of it" Reads 2;
    ProvisionRestore "provision.restore" "Restore" "Ask for a restore by its template; in production somebody else approves" Writes 4 "provision.restore";
    ProvisionScale "provision.scale" "Scale" "Ask for another size by its template; in production somebody else approves" Writes 4 "provision.scale";
    ProvisionDelete "provision.delete" "Delete" "Ask for its end by its template; in production somebody else approves" Destroys 4 "provision.delete";
    JournalFilter "journal.filter" "Filter" "Narrow the journal as you type" Reads 2;
    JournalClear "journal.clear" "Clear filter" "Show the whole journal again" Reads 4;
    IdentityFilter "identity.filter" "Filter" "Narrow what you may do as you type" Reads 2;
    IdentityClear "identity.clear" "Clear filter" "Show all that you may do again" Reads 4;
    SignInOpen "sign-in.open" "Open the address" "Once more in the browser of this machine" Reads 2;
    SignInCopy "sign-in.copy" "Copy the address" "To the clipboard, for a browser elsewhere" Reads 2;
    SignInPicture "sign-in.picture" "QR code" "The address for a telephone's camera, or as text again" Reads 3;
    ReviewConfirm "review.confirm" "Do it" "Do what the sheet shows" Reads 1;
    ReviewEdit "review.edit" "Edit again" "Back to the editor, with what was written" Reads 2;
    GraphUnfold "graph.unfold" "Unfold" "Show what is below, or go there" Reads 2;
    GraphFold "graph.fold" "Fold" "Hide what is below, or go to what it is below" Reads 0;
    GraphRoot "graph.root" "Make it the root" "See the graph from what is selected; back returns" Reads 3;
    GraphImpact "graph.impact" "Impact" "See all that depends on this and whom to call, or the graph again" Reads 2;
    GraphGroup "graph.group" "By distance or owner" "Group what is affected by how far away it is, or by whom to call" Reads 3;
    GraphDirection "graph.direction" "Direction" "What it needs, what needs it, or both" Reads 3;
    GraphRelations "graph.relations" "Relations to follow" "Choose which relations are followed" Reads 4;
    GraphDeeper "graph.deeper" "Deeper" "A step further from the root" Reads 0;
    GraphShallower "graph.shallower" "Less deep" "A step less far from the root" Reads 0;
    GraphFirst "graph.first" "Where it is shown" "Go to where the same entity is shown in full" Reads 1;
    GraphFoldAll "graph.fold-all" "Fold all" "Only what is right below the root" Reads 0;
    GraphUnfoldAll "graph.unfold-all" "Unfold all" "Show everything" Reads 0;
    GraphExport "graph.export" "Export" "As text, JSON or Mermaid, to a file or the clipboard" Reads 4;
    GraphClose "graph.close" "Close" "Leave the choice, or the impact for the graph" Reads 1;
    TimelineFilter "timeline.filter" "Filter" "Narrow the timeline as you type: titles, people, messages, files" Reads 2;
    TimelineFacets "timeline.facets" "Kinds and people" "Narrow by kind of change, by who did it, and by how long ago" Reads 3;
    TimelineClear "timeline.clear" "Clear filters" "Show everything again" Reads 4;
    TimelinePreview "timeline.preview" "Preview" "Show or hide the event beside the timeline" Reads 0;
    TimelineAddress "timeline.address" "Open at its origin" "See the commit at the forge, or the event where it comes from" Reads 4;
    TimelineCopyAddress "timeline.copy-address" "Copy its address" "The address of the commit or event to the clipboard" Reads 0;
    TimelineDescriptor "timeline.descriptor" "Descriptor then" "Read the entity's descriptor as it was at the event" Reads 4;
    PickerChoose "picker.choose" "Choose" "Take what is under the cursor" Reads 1;
    PickerLeave "picker.leave" "Close" "Back to the list" Reads 2;
    PickerEarlier "picker.earlier" "Move up" "The chosen one before the one above" Reads 3;
    PickerLater "picker.later" "Move down" "The chosen one behind the one below" Reads 3;
    PickerRename "picker.rename" "Rename" "Give what was saved another name" Reads 3;
    PickerDelete "picker.delete" "Delete" "Keep what was saved no longer" Reads 3;
    PickerCopy "picker.copy" "Copy" "The whole link, or what would be written, to the clipboard" Reads 3;
    HomeTidy "home.tidy" "Clear recents" "Forget which entities were looked at" Reads 0;
}
