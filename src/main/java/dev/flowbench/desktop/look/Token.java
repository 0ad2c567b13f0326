package dev.flowbench.desktop.look;

import java.util.Locale;

/**
 * The colours of the house, each with its light and its dark value.
 *
 * <p>This enum is the one source: style sheets read a token as the looked-up colour {@code -fb-NAME} (lower case,
 * dashes; {@code TEXT} is {@code -fb-text}), painters read it by {@link Palette#color(Token)}. A new colour is a new
 * constant here, never a value in a style sheet or a painter. What may stand on what is checked by the contrast test.
 */
public enum Token {
    /** The ground of the drawing and of the window behind the panes. */
    CANVAS("#F6F8FA", "#14171C"),
    /** Panes, tool bars, tables. */
    SURFACE("#FFFFFF", "#1B1F26"),
    /** What floats: cards, menus, dialogs, tooltips. */
    RAISED("#FFFFFF", "#222831"),
    /** Inset panels: a frame's slots, quoted text, key caps. */
    SUNKEN("#F1F4F7", "#171A20"),
    /** Ground of text fields and of plain buttons. */
    FIELD("#FFFFFF", "#20252D"),
    /** A row or a flat button under the pointer. */
    HOVER("#EEF2F6", "#272D37"),
    /** A flat button held down or switched on. */
    PRESSED("#E4EAF0", "#2F3743"),

    /** Hairlines between panes and around cards; never the only sign of anything. */
    BORDER("#DDE3EA", "#323A46"),
    /** The edge of fields and buttons. */
    BORDER_STRONG("#C3CCD6", "#454F5D"),
    /** The edge of check boxes, radio buttons and switches. */
    OUTLINE("#7C8998", "#798595"),

    /** What is read. */
    TEXT("#1B2430", "#E6EAF0"),
    /** Captions, hints, prompts, icons at rest. */
    MUTED("#5B6878", "#9CA8B7"),
    /** Disabled text and marks; exempt from contrast, so never for what must be read. */
    FAINT("#A3AEBA", "#5A6573"),

    /** The one accent, for shapes: rings, running marks, selected edges. */
    ACCENT("#2F6FEB", "#6EA0FF"),
    /** The accent where it is read: links, selected tabs. */
    ACCENT_TEXT("#1F5BD0", "#7DAAFF"),
    /** The ground of the primary button. */
    ACCENT_FILL("#2A67DE", "#3468D0"),
    /** The primary button under the pointer. */
    ACCENT_FILL_HOVER("#2159C8", "#3B70D9"),
    /** A tint of the accent: notes to the reader, variables in a prompt. */
    ACCENT_SOFT("#E6EFFD", "#1E2C47"),
    /** Text and marks on a filled ground of accent, danger or a kind's hue. */
    ON_FILL("#FFFFFF", "#FFFFFF"),

    /** Selected rows and selected text. */
    SELECTION("#DCE8FC", "#253A5F"),
    /** Selected rows while the keyboard is elsewhere. */
    SELECTION_QUIET("#E8EDF3", "#2B323D"),
    /** The ring around what has the keyboard. */
    FOCUS("#2F6FEB", "#6EA0FF"),

    /** Success, for shapes. */
    SUCCESS("#1F9D61", "#4CC38A"),
    /** Success where it is read. */
    SUCCESS_TEXT("#15703F", "#4CC38A"),
    /** Success as a ground. */
    SUCCESS_SOFT("#E3F5EC", "#16302A"),
    /** Warning, for shapes. */
    WARNING("#B7791F", "#E5B454"),
    /** Warning where it is read. */
    WARNING_TEXT("#86540A", "#E5B454"),
    /** Warning as a ground. */
    WARNING_SOFT("#FDF2DC", "#362C1B"),
    /** Danger, for shapes. */
    DANGER("#D2453D", "#F2726B"),
    /** Danger where it is read. */
    DANGER_TEXT("#B93028", "#F58882"),
    /** The ground of the danger button. */
    DANGER_FILL("#CB3F37", "#BF423B"),
    /** The danger button under the pointer. */
    DANGER_FILL_HOVER("#B5332C", "#CC4B44"),
    /** Danger as a ground. */
    DANGER_SOFT("#FDEBEA", "#3A2226"),

    /** Dots of the drawing's grid. */
    GRID("#D5DCE4", "#2A303A"),
    /** Wires at rest. */
    WIRE("#7F8C9B", "#7A8696"),
    /** Alignment guides and the marquee's edge while something is dragged. */
    GUIDE("#C2409B", "#EC7BC8"),
    /** Shadow of what floats; has its own alpha. */
    SHADOW("#1B243024", "#00000073"),
    /** The thumb of a scroll bar; has its own alpha. */
    SCROLL("#5B687859", "#9CA8B74D"),

    /** Keys of JSON, template sections. */
    CODE_KEY("#1F5BD0", "#7DAAFF"),
    /** Strings. */
    CODE_STRING("#15703F", "#63CB99"),
    /** Numbers, true, false, null. */
    CODE_NUMBER("#86540A", "#E0B565"),
    /** Template variables. */
    CODE_VARIABLE("#7A3FC4", "#C3A0F5"),

    /** Prompt chaining: slate. */
    KIND_CHAIN("#647386", "#7A889B"),
    /** Routing: blue. */
    KIND_ROUTER("#1570D1", "#3987E5"),
    /** Parallel branches: teal. */
    KIND_PARALLEL("#058379", "#1A9B8F"),
    /** Map over items: cyan. */
    KIND_MAP("#017E9A", "#0896B5"),
    /** Evaluator and optimizer: violet. */
    KIND_EVALUATOR_OPTIMIZER("#8451C9", "#986ADD"),
    /** Orchestrator and workers: orange. */
    KIND_ORCHESTRATOR("#B45004", "#CA682E"),
    /** Handoff: rose. */
    KIND_HANDOFF("#BE395E", "#D45574"),
    /** Agent: green. */
    KIND_AGENT("#1C8742", "#409D5A"),
    /** A model call: indigo. */
    KIND_LLM("#5863D3", "#6C7BE6"),
    /** A tool call: steel. */
    KIND_TOOL("#51778D", "#688CA2"),
    /** Transform: olive. */
    KIND_TRANSFORM("#667C1D", "#7B913D"),
    /** Gate: fuchsia. */
    KIND_GATE("#A5479A", "#BA60AF"),
    /** Approval: amber. */
    KIND_APPROVAL("#986600", "#B27A1A"),
    /** Checkpoint: copper. */
    KIND_CHECKPOINT("#976250", "#AC7866"),
    /** Recall and remember: mauve. */
    KIND_MEMORY("#81658E", "#967BA3"),
    /** Subflow: dusk. */
    KIND_SUBFLOW("#6B6C9C", "#8081B1"),
    /** Note: khaki. */
    KIND_NOTE("#7B7250", "#908766"),
    /** A kind this version does not know: grey. */
    KIND_UNKNOWN("#6D7279", "#83878E");

    private final String light;
    private final String dark;
    private final String css;

    Token(String light, String dark) {
        this.light = light;
        this.dark = dark;
        this.css = "-fb-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value in the light theme, as {@code #RRGGBB} or {@code #RRGGBBAA}. */
    public String light() {
        return light;
    }

    /** The value in the dark theme, as {@code #RRGGBB} or {@code #RRGGBBAA}. */
    public String dark() {
        return dark;
    }

    /** The looked-up colour's name in style sheets, for example {@code -fb-accent-soft}. */
    public String css() {
        return css;
    }

    /** True for the hues of node kinds. */
    public boolean kind() {
        return name().startsWith("KIND_");
    }
}
