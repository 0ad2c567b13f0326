package dev.flowbench.desktop.look;

/**
 * The style classes of {@code flowbench.css}. Controls look right without any; a class says what a thing is for. Each is
 * shown in the gallery (test class {@code Gallery}).
 */
public final class Styles {

    // Text, on Label and Text.
    /** Page title, 20. */
    public static final String PAGE_TITLE = "page-title";
    /** Section title, 15. */
    public static final String SECTION_TITLE = "section-title";
    /** Semibold at body size. */
    public static final String STRONG = "strong";
    /** What explains; muted. */
    public static final String MUTED = "muted";
    /** Small and muted, 11. */
    public static final String CAPTION = "caption";
    /** JetBrains Mono 12.5: prompts, JSON, numbers. On labels, text fields, text areas, and cells. */
    public static final String CODE = "code";
    /** A number in a table column: mono, right-aligned. */
    public static final String NUMBER = "number";
    /** A text in the success colour. */
    public static final String SUCCESS = "success";
    /** A text, chip, badge or banner about a danger or a failure; on a Button what cannot be undone. */
    public static final String DANGER = "danger";
    /** A text, chip, badge or banner that warns. */
    public static final String WARNING = "warning";
    /** A text, chip, badge or banner in the accent. */
    public static final String INFO = "info";

    // Buttons.
    /** The one button of a pane that does what the pane is for. Default buttons of dialogs have it by themselves. */
    public static final String PRIMARY = "primary";
    /** A default button that does nothing that could not be undone, beside the primary one: it looks plain. */
    public static final String CALM = "calm";
    /** A button without ground until the pointer is on it; with an icon alone it is 28 by 28. */
    public static final String FLAT = "flat";
    /** A button in a tool bar: flat, muted icon. Also on ToggleButton and MenuButton. */
    public static final String TOOL = "tool";
    /** A small flat button, 20 high, for rows and field ends. */
    public static final String MINI = "mini";

    // Parts of panes.
    /** A pane's ground: surface. */
    public static final String PANE = "pane";
    /** The canvas ground behind cards. */
    public static final String GROUND = "ground";
    /** A raised card with border and radius 10. */
    public static final String CARD = "card";
    /** A card that can be clicked: lifts under the pointer. */
    public static final String CARD_LINK = "card-link";
    /** An inset panel, radius 6. */
    public static final String INSET = "inset";
    /** A bar of tools at a pane's top: 36 high with a hairline below. On HBox or ToolBar. */
    public static final String BAR = "bar";
    /** A bar at the window's foot: 24 high, captions, a hairline above. On HBox. */
    public static final String STATUS_BAR = "status-line";
    /** The header of a section inside a pane: caption in semibold, tools at its end. On HBox. */
    public static final String SECTION_HEADER = "section-header";
    /** A form: VBox of {@link #FORM_ROW}s. */
    public static final String FORM = "form";
    /** A row of a form: VBox with label, control, hint; or HBox with a label of fixed width. */
    public static final String FORM_ROW = "form-row";
    /** A field's label. */
    public static final String FORM_LABEL = "form-label";
    /** What a field means, below it. */
    public static final String FORM_HINT = "form-hint";
    /** What is wrong with a field, below it. */
    public static final String FORM_ERROR = "form-error";
    /** The unit at the end of a field. */
    public static final String UNIT = "unit";
    /** A field whose value is wrong: on the control. */
    public static final String INVALID = "invalid";
    /** An empty pane: VBox with icon, {@link #SECTION_TITLE}, {@link #MUTED} line, one button. */
    public static final String EMPTY = "empty-state";
    /** A line across a pane that informs, with {@link #WARNING} or {@link #DANGER} that warns. On HBox. */
    public static final String BANNER = "banner";
    /** A small labelled pill, 20 high: caps, tags. On Label; colours by INFO, SUCCESS, WARNING, DANGER. */
    public static final String CHIP = "chip";
    /** A count, 16 high. On Label; colours as chips. */
    public static final String BADGE = "badge";
    /** A key of the keyboard. On Label; {@link Parts#keys} makes a row of them. */
    public static final String KEY_CAP = "key-cap";
    /** A tab pane of documents: tabs with close buttons, on the canvas ground. Without it a tab pane is a dock. */
    public static final String DOCUMENT_TABS = "document-tabs";

    /** A text field with an icon or buttons in it; made by {@link Parts#field}. */
    public static final String FIELD_BOX = "field-box";
    /** A tree, table or list without border of its own, for the inside of panes. */
    public static final String PLAIN = "plain";
    /** A list, tree or table whose rows are as high as what is in them, not 24. */
    public static final String TALL = "tall";
    /** A hairline that separates; on Region or Separator. */
    public static final String HAIRLINE = "hairline";
    /** A progress bar that shows what is left of a budget: 4 high. With WARNING or DANGER as it runs out. */
    public static final String METER = "meter";

    // Made by this package.
    static final String ICON_LARGE = "icon-large";
    static final String GLYPH_LINE = "glyph-line";
    static final String GLYPH_MARK = "glyph-mark";
    static final String KIND_TILE = "kind-tile";
    static final String KIND_GROUND = "kind-ground";
    static final String KIND_PLAIN = "kind-plain";
    static final String STATUS_MARK = "status-mark";

    private Styles() {
    }
}
