package dev.flowbench.flow.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.Arrays;
import java.util.Locale;

/** The validator's errors in words for people. */
final class Violations {

    private static final int SHOWN = 60;

    private Violations() {
    }

    static Violation of(Error error) {
        var pointer = error.getInstanceLocation().toString();
        var keyword = error.getKeyword() == null ? "false" : error.getKeyword();
        return new Violation(pointer, message(error, keyword), keyword);
    }

    private static String message(Error error, String keyword) {
        var place = place(error.getInstanceLocation());
        var arguments = error.getArguments() == null ? new Object[0] : error.getArguments();
        var key = "VALUE_" + keyword;
        if (!Messages.has(key)) {
            return Messages.text("VALUE_OTHER", place, String.valueOf(error.getMessage()));
        }
        var shown = new Object[arguments.length + 1];
        shown[0] = place;
        for (int i = 0; i < arguments.length; i++) {
            shown[i + 1] = keyword.equals("type") ? types(arguments[i]) : shown(String.valueOf(arguments[i]));
        }
        return Messages.text(key, keyword.equals("enum") || keyword.equals("const") ? unbracketed(shown) : shown);
    }

    /** {@return the place as people write it: items[0].score} */
    private static String place(NodePath path) {
        var place = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            if (path.getElement(i) instanceof Number index) {
                place.append('[').append(index).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(path.getName(i));
            }
        }
        return place.isEmpty() ? Messages.text("VALUE_ROOT") : shown("'" + place + "'");
    }

    private static String types(Object argument) {
        var names = Arrays.stream(String.valueOf(argument).replaceAll("[\\[\\]]", "").split(",")).map(String::strip)
                .map(type -> Messages.has("TYPE_" + type) ? Messages.text("TYPE_" + type) : type).toList();
        return String.join(Messages.text("VALUE_OR"), names);
    }

    private static Object[] unbracketed(Object[] shown) {
        for (int i = 1; i < shown.length; i++) {
            shown[i] = String.valueOf(shown[i]).replaceAll("^\\[|]$", "");
        }
        return shown;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : String.format(Locale.ROOT, "%s…", text.substring(0, SHOWN));
    }
}
